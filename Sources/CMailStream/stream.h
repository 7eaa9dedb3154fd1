/* The inside of a cms_stream, shared by the files of this target only. */
#ifndef CMS_STREAM_H
#define CMS_STREAM_H

#include "CMailStream.h"
#include "WireGuard.h"

#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <stdatomic.h>
#include <stdbool.h>

struct _mailstream;

struct cms_credentials {
    gnutls_certificate_credentials_t certificates;
};

struct cms_stream {
    /* Touched by any thread. */
    atomic_int references;
    atomic_bool cancelled;
    int wake;                       /* eventfd; lives until the last release, so cancelling after a close is safe */

    /* Touched by the owning thread only. */
    int descriptor;                 /* -1 before cms_connect and after cms_close */
    int64_t deadline;               /* negative: none */
    int64_t budget;                 /* negative: none */
    bool used_in_plaintext;         /* application bytes went over the wire before TLS */
    bool peer_speaks_tls;           /* the first byte of the handshake's answer was a TLS record */
    gnutls_session_t tls;           /* NULL: plaintext */
    bool tls_verified;              /* the handshake is complete and the certificate accepted */
    char *tls_host;                 /* GnuTLS keeps pointers to this and the next while the session lives */
    gnutls_typed_vdata_st expected[2];
    struct _mailstream *mailstream; /* not owned: libetpan frees it and tells us through the driver */
    struct cms_wire_guard guard;
    cms_fault fault;
};

/* Records the first fault and returns -1. `system_error` and `tls_error` may be 0. */
__attribute__((format(printf, 5, 6)))
int cms_fail(cms_stream *stream, cms_cause cause, int system_error, int tls_error, const char *format, ...);

__attribute__((format(printf, 5, 6)))
void cms_fault_set(cms_fault *fault, cms_cause cause, int system_error, int tls_error, const char *format, ...);

/* 0 when the stream may go on; -1 when it has failed, was cancelled or its deadline passed. */
int cms_check(cms_stream *stream);

/* Waits for poll `events` on the descriptor, the wake descriptor or the deadline. 0, or -1. */
int cms_wait(cms_stream *stream, short events);

/* As cms_wait, on another descriptor and until an earlier instant. 0 ready, 1 that instant passed, -1 failed. */
int cms_wait_on(cms_stream *stream, int descriptor, short events, int64_t until);

/*
 * One attempt to receive, without waiting and within the budget; what arrives has passed the guard.
 * >0 bytes, 0 when nothing is there now, -1 on failure.
 */
ssize_t cms_receive(cms_stream *stream, void *bytes, size_t count);

/* Explains why GnuTLS refused the peer's certificate, as the stream's fault. Returns -1. */
int cms_fail_certificate(cms_stream *stream, int tls_error);

#endif
