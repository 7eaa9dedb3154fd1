/*
 * getaddrinfo blocks, has no timeout and cannot be interrupted, so it runs on a thread of its own. When the deadline
 * passes first, the thread is left to finish alone (the C library gives up by itself) and the last of the two to
 * leave frees the lookup.
 */
#include "resolve.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

/* Enough for the C library's resolver and its plug-ins, which keep answers of up to 64 KiB on the stack. */
enum { lookup_stack = 512 * 1024 };

struct lookup {
    atomic_int references;
    int done;                    /* eventfd that wakes the waiter */
    atomic_bool is_final;        /* set before that: `status` and `addresses` do not change any more */
    int status;
    int system_error;            /* errno, where the status is EAI_SYSTEM */
    struct addrinfo *addresses;
    char port[8];
    char host[];
};

static void lookup_release(struct lookup *lookup)
{
    if (atomic_fetch_sub(&lookup->references, 1) != 1) return;
    if (lookup->addresses != NULL) freeaddrinfo(lookup->addresses);
    close(lookup->done);
    free(lookup);
}

static void *lookup_run(void *argument)
{
    struct lookup *lookup = argument;
    struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICSERV};
    lookup->status = getaddrinfo(lookup->host, lookup->port, &hints, &lookup->addresses);
    if (lookup->status == EAI_SYSTEM) lookup->system_error = errno;
    atomic_store_explicit(&lookup->is_final, true, memory_order_release);
    uint64_t one = 1;
    ssize_t ignored = write(lookup->done, &one, sizeof one); /* a fresh counter: cannot be full */
    (void)ignored;
    lookup_release(lookup);
    return NULL;
}

static struct lookup *lookup_start(cms_stream *stream, const char *host, uint16_t port)
{
    size_t length = strlen(host);
    struct lookup *lookup = calloc(1, sizeof *lookup + length + 1);
    if (lookup == NULL) {
        (void)cms_fail(stream, CMS_MEMORY, ENOMEM, 0, "no memory to resolve '%s'", host);
        return NULL;
    }
    memcpy(lookup->host, host, length + 1);
    (void)snprintf(lookup->port, sizeof lookup->port, "%u", port);
    atomic_init(&lookup->references, 2);
    lookup->done = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (lookup->done < 0) {
        (void)cms_fail(stream, CMS_IO, errno, 0, "eventfd: %s", strerror(errno));
        free(lookup);
        return NULL;
    }
    pthread_attr_t attributes;
    pthread_t thread;
    int failed = pthread_attr_init(&attributes);
    if (failed == 0) {
        failed = pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
        if (failed == 0) failed = pthread_attr_setstacksize(&attributes, lookup_stack);
        if (failed == 0) failed = pthread_create(&thread, &attributes, lookup_run, lookup);
        (void)pthread_attr_destroy(&attributes);
    }
    if (failed != 0) {
        (void)cms_fail(stream, CMS_RESOLVE, failed, 0, "no thread to resolve '%s': %s", host, strerror(failed));
        close(lookup->done);
        free(lookup);
        return NULL;
    }
    return lookup;
}

struct addrinfo *cms_resolve(cms_stream *stream, const char *host, uint16_t port)
{
    struct lookup *lookup = lookup_start(stream, host, port);
    if (lookup == NULL) return NULL;
    struct addrinfo *addresses = NULL;
    int waited = cms_wait_on(stream, lookup->done, POLLIN, -1);
    if (waited == 0 && atomic_load_explicit(&lookup->is_final, memory_order_acquire)) {
        if (lookup->status == 0) {
            addresses = lookup->addresses;
            lookup->addresses = NULL;
        } else {
            (void)cms_fail(stream, CMS_RESOLVE, lookup->system_error, 0, "%s", gai_strerror(lookup->status));
        }
    }
    lookup_release(lookup);
    return addresses;
}
