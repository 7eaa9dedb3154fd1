/* Life of a stream: creation, references, cancellation, faults, waiting. */
#include "stream.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

int64_t cms_now(void)
{
    struct timespec now;
    if (clock_gettime(CLOCK_MONOTONIC, &now) != 0) return 0; /* cannot fail for this clock on Linux */
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

cms_stream *cms_stream_new(cms_guard guard, cms_fault *fault)
{
    cms_stream *stream = calloc(1, sizeof *stream);
    if (stream == NULL) {
        cms_fault_set(fault, CMS_MEMORY, ENOMEM, 0, "no memory for a stream");
        return NULL;
    }
    stream->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (stream->wake < 0) {
        cms_fault_set(fault, CMS_IO, errno, 0, "eventfd: %s", strerror(errno));
        free(stream);
        return NULL;
    }
    atomic_init(&stream->references, 1);
    atomic_init(&stream->cancelled, false);
    stream->descriptor = -1;
    stream->deadline = -1;
    stream->budget = -1;
    cms_wire_guard_init(&stream->guard, guard);
    return stream;
}

cms_stream *cms_retain(cms_stream *stream)
{
    atomic_fetch_add_explicit(&stream->references, 1, memory_order_relaxed);
    return stream;
}

void cms_release(cms_stream *stream)
{
    if (stream == NULL) return;
    if (atomic_fetch_sub_explicit(&stream->references, 1, memory_order_acq_rel) != 1) return;
    cms_close(stream);
    close(stream->wake);
    free(stream->tls_host);
    free(stream);
}

void cms_close(cms_stream *stream)
{
    if (stream->tls != NULL) {
        /* One polite attempt; the socket does not block and nobody waits for the answer. */
        if (stream->fault.cause == CMS_NONE && stream->tls_verified) (void)gnutls_bye(stream->tls, GNUTLS_SHUT_WR);
        gnutls_deinit(stream->tls);
        stream->tls = NULL;
    }
    if (stream->descriptor >= 0) {
        close(stream->descriptor);
        stream->descriptor = -1;
    }
    (void)cms_fail(stream, CMS_CLOSED, 0, 0, "the connection was closed on our side");
}

void cms_cancel(cms_stream *stream)
{
    atomic_store_explicit(&stream->cancelled, true, memory_order_release);
    uint64_t one = 1;
    /* Can only fail with EAGAIN when the counter is full, and then the waiter is awake already. */
    ssize_t ignored = write(stream->wake, &one, sizeof one);
    (void)ignored;
}

void cms_set_deadline(cms_stream *stream, int64_t deadline) { stream->deadline = deadline; }
void cms_set_budget(cms_stream *stream, int64_t bytes) { stream->budget = bytes; }
int cms_descriptor(cms_stream *stream) { return stream->descriptor; }
const cms_fault *cms_last_fault(cms_stream *stream) { return &stream->fault; }

static void set_fault(cms_fault *fault, cms_cause cause, int system_error, int tls_error, const char *format, va_list list)
{
    fault->cause = cause;
    fault->system_error = system_error;
    fault->tls_error = tls_error;
    (void)vsnprintf(fault->text, sizeof fault->text, format, list);
}

void cms_fault_set(cms_fault *fault, cms_cause cause, int system_error, int tls_error, const char *format, ...)
{
    if (fault == NULL) return;
    va_list list;
    va_start(list, format);
    set_fault(fault, cause, system_error, tls_error, format, list);
    va_end(list);
}

int cms_fail(cms_stream *stream, cms_cause cause, int system_error, int tls_error, const char *format, ...)
{
    if (stream->fault.cause != CMS_NONE) return -1;
    va_list list;
    va_start(list, format);
    set_fault(&stream->fault, cause, system_error, tls_error, format, list);
    va_end(list);
    return -1;
}

int cms_check(cms_stream *stream)
{
    if (stream->fault.cause != CMS_NONE) return -1;
    if (atomic_load_explicit(&stream->cancelled, memory_order_acquire))
        return cms_fail(stream, CMS_CANCELLED, ECANCELED, 0, "cancelled");
    if (stream->deadline >= 0 && cms_now() >= stream->deadline)
        return cms_fail(stream, CMS_TIMEOUT, ETIMEDOUT, 0, "the deadline passed");
    return 0;
}

int cms_wait(cms_stream *stream, short events)
{
    return cms_wait_on(stream, stream->descriptor, events, -1);
}

int cms_wait_on(cms_stream *stream, int descriptor, short events, int64_t until)
{
    for (;;) {
        if (cms_check(stream)) return -1;
        int64_t limit = stream->deadline;
        if (until >= 0 && (limit < 0 || until < limit)) limit = until;
        int timeout = -1;
        if (limit >= 0) {
            int64_t left = limit - cms_now();
            if (left <= 0 && limit == until) return 1;
            timeout = left < 0 ? 0 : left > INT_MAX ? INT_MAX : (int)left;
        }
        struct pollfd watched[2] = {{descriptor, events, 0}, {stream->wake, POLLIN, 0}};
        int ready = poll(watched, 2, timeout);
        if (ready < 0 && errno != EINTR) return cms_fail(stream, CMS_IO, errno, 0, "poll: %s", strerror(errno));
        if (ready > 0 && watched[0].revents != 0 && watched[1].revents == 0) return 0;
    }
}
