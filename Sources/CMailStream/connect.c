/* From a host name to a connected socket. */
#include "resolve.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* A dead peer is noticed after 60 + 3 * 20 seconds of silence, or 120 seconds of unacknowledged data. */
enum { keepalive_idle = 60, keepalive_interval = 20, keepalive_count = 3, user_timeout = 120 * 1000 };

static int set_number(int descriptor, int level, int name, int value)
{
    return setsockopt(descriptor, level, name, &value, sizeof value);
}

static int tune(int descriptor)
{
    if (set_number(descriptor, SOL_SOCKET, SO_KEEPALIVE, 1)) return -1;
    if (set_number(descriptor, IPPROTO_TCP, TCP_KEEPIDLE, keepalive_idle)) return -1;
    if (set_number(descriptor, IPPROTO_TCP, TCP_KEEPINTVL, keepalive_interval)) return -1;
    if (set_number(descriptor, IPPROTO_TCP, TCP_KEEPCNT, keepalive_count)) return -1;
    if (set_number(descriptor, IPPROTO_TCP, TCP_USER_TIMEOUT, user_timeout)) return -1;
    return set_number(descriptor, IPPROTO_TCP, TCP_NODELAY, 1);
}

/* The connected socket, -1 when this address does not answer (*reason says why), -2 when the stream has failed. */
static int try_address(cms_stream *stream, const struct addrinfo *address, int64_t until, int *reason)
{
    int descriptor = socket(address->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, address->ai_protocol);
    if (descriptor < 0) {
        *reason = errno;
        return -1;
    }
    if (tune(descriptor) != 0) goto refused;
    if (connect(descriptor, address->ai_addr, address->ai_addrlen) != 0) {
        if (errno != EINPROGRESS && errno != EINTR) goto refused;
        int waited = cms_wait_on(stream, descriptor, POLLOUT, until);
        if (waited < 0) {
            close(descriptor);
            return -2;
        }
        int pending = ETIMEDOUT;
        socklen_t size = sizeof pending;
        if (waited == 0 && getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &pending, &size) != 0) goto refused;
        if (pending != 0) {
            errno = pending;
            goto refused;
        }
    }
    return descriptor;

refused:
    *reason = errno;
    close(descriptor);
    return -1;
}

int cms_connect(cms_stream *stream, const char *host, uint16_t port, int64_t deadline)
{
    stream->deadline = deadline;
    if (cms_check(stream)) return -1;
    struct addrinfo *addresses = cms_resolve(stream, host, port);
    if (addresses == NULL) return -1;

    int left = 0;
    for (const struct addrinfo *a = addresses; a != NULL; a = a->ai_next) left++;
    int descriptor = -1;
    int reason = 0;
    for (const struct addrinfo *a = addresses; a != NULL && descriptor == -1; a = a->ai_next, left--) {
        /* The last address may use all that is left: then the stream's own deadline ends the wait. */
        int64_t until = deadline < 0 || left == 1 ? -1 : cms_now() + (deadline - cms_now()) / left;
        descriptor = try_address(stream, a, until, &reason);
    }
    freeaddrinfo(addresses);
    if (descriptor == -1) return cms_fail(stream, CMS_CONNECT, reason, 0, "%s", strerror(reason));
    if (descriptor < 0) return -1;
    stream->descriptor = descriptor;
    return 0;
}
