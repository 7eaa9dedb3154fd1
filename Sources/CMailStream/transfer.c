/* Bytes in and out, in plaintext and under TLS. */
#include "stream.h"

#include <errno.h>
#include <libetpan/mailstream_types.h>
#include <limits.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>

/* Raw receipt without waiting: >0, 0 when nothing is there now, -1 on failure. */
static ssize_t receive_raw(cms_stream *stream, void *bytes, size_t count)
{
    if (stream->tls != NULL) {
        ssize_t got;
        do {
            got = gnutls_record_recv(stream->tls, bytes, count);
        } while (got == GNUTLS_E_INTERRUPTED);
        if (got > 0) return got;
        if (got == GNUTLS_E_AGAIN || got == GNUTLS_E_WARNING_ALERT_RECEIVED) return 0;
        if (got == 0 || got == GNUTLS_E_PREMATURE_TERMINATION)
            return cms_fail(stream, CMS_CLOSED, 0, (int)got, "the peer closed the connection");
        if (got == GNUTLS_E_PULL_ERROR)
            return cms_fail(stream, CMS_IO, errno, (int)got, "receive: %s", strerror(errno));
        /* Includes GNUTLS_E_REHANDSHAKE: renegotiation has no use here and is refused. */
        return cms_fail(stream, CMS_TLS, 0, (int)got, "TLS record: %s", gnutls_strerror((int)got));
    }
    ssize_t got;
    do {
        got = recv(stream->descriptor, bytes, count, 0);
    } while (got < 0 && errno == EINTR);
    if (got > 0) return got;
    if (got == 0 || errno == ECONNRESET)
        return cms_fail(stream, CMS_CLOSED, got == 0 ? 0 : ECONNRESET, 0, "the peer closed the connection");
    if (errno == EAGAIN || errno == EWOULDBLOCK) return 0;
    return cms_fail(stream, CMS_IO, errno, 0, "receive: %s", strerror(errno));
}

ssize_t cms_receive(cms_stream *stream, void *bytes, size_t count)
{
    if (cms_check(stream)) return -1;
    if (count > SSIZE_MAX) count = SSIZE_MAX;
    if (stream->budget == 0) return cms_fail(stream, CMS_BUDGET, EMSGSIZE, 0, "the peer sent more than was allowed");
    if (stream->budget > 0 && (uint64_t)stream->budget < count) count = (size_t)stream->budget;
    ssize_t got = receive_raw(stream, bytes, count);
    if (got <= 0) return got;
    if (stream->budget > 0) stream->budget -= got;
    if (stream->tls == NULL) stream->used_in_plaintext = true;
    const char *broken = cms_wire_guard_pass(&stream->guard, bytes, (size_t)got);
    if (broken != NULL) return cms_fail(stream, CMS_GUARD, EPROTO, 0, "malformed response: %s", broken);
    return got;
}

ssize_t cms_read(cms_stream *stream, void *bytes, size_t count)
{
    if (count == 0) return cms_fail(stream, CMS_IO, EINVAL, 0, "a read into no room");
    for (;;) {
        ssize_t got = cms_receive(stream, bytes, count);
        if (got != 0) return got;
        if (cms_wait(stream, POLLIN)) return -1;
    }
}

int cms_write(cms_stream *stream, const void *bytes, size_t count)
{
    const char *next = bytes;
    while (count > 0) {
        if (cms_check(stream)) return -1;
        ssize_t sent;
        if (stream->tls != NULL) {
            /* After GNUTLS_E_AGAIN the record is GnuTLS's already; the same call is repeated as it demands. */
            sent = gnutls_record_send(stream->tls, next, count);
            if (sent == GNUTLS_E_INTERRUPTED) continue;
            if (sent == GNUTLS_E_PUSH_ERROR && (errno == EPIPE || errno == ECONNRESET))
                return cms_fail(stream, CMS_CLOSED, errno, (int)sent, "the peer closed the connection");
            if (sent < 0 && sent != GNUTLS_E_AGAIN)
                return cms_fail(stream, CMS_TLS, 0, (int)sent, "TLS record: %s", gnutls_strerror((int)sent));
            if (sent == GNUTLS_E_AGAIN) sent = 0;
        } else {
            sent = send(stream->descriptor, next, count, MSG_NOSIGNAL);
            if (sent < 0 && errno == EINTR) continue;
            if (sent < 0 && (errno == EPIPE || errno == ECONNRESET))
                return cms_fail(stream, CMS_CLOSED, errno, 0, "the peer closed the connection");
            if (sent < 0 && errno != EAGAIN && errno != EWOULDBLOCK)
                return cms_fail(stream, CMS_IO, errno, 0, "send: %s", strerror(errno));
            if (sent < 0) sent = 0;
            if (sent > 0) stream->used_in_plaintext = true;
        }
        next += sent;
        count -= (size_t)sent;
        if (sent == 0 && cms_wait(stream, POLLOUT)) return -1;
    }
    return 0;
}

int cms_pending(cms_stream *stream)
{
    if (stream->mailstream != NULL && stream->mailstream->read_buffer_len > 0) return 1;
    return stream->tls != NULL && gnutls_record_check_pending(stream->tls) > 0;
}
