/*
 * A byte stream to a mail server: verified, deadlined, cancellable, budgeted and guarded.
 *
 * libetpan's own stream verifies no certificate, aborts at descriptor 1024, bounds single reads instead of commands
 * and dies of SIGPIPE. This one does not, and both the IMAP session (through cms_mailstream) and our own submission
 * dialogue (through cms_read/cms_write) stand on it.
 *
 * One stream is used by one thread at a time. cms_cancel is the only call that may come from another thread.
 */
#ifndef CMAILSTREAM_H
#define CMAILSTREAM_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* Why the last call failed. The numbers are stable: Swift decides on them, never on the text. */
typedef enum cms_cause {
    CMS_NONE = 0,
    CMS_RESOLVE,      /* the host name has no address */
    CMS_CONNECT,      /* no address accepted the connection (system_error says why) */
    CMS_TIMEOUT,      /* the absolute deadline passed */
    CMS_CANCELLED,    /* cms_cancel was called */
    CMS_CLOSED,       /* the peer closed the connection */
    CMS_IO,           /* read or write failed (system_error) */
    CMS_BUDGET,       /* the peer sent more bytes than the command was allowed to receive */
    CMS_GUARD,        /* the wire guard refused the bytes (text names the rule) */
    CMS_TLS,          /* handshake or record failure (tls_error) */
    CMS_TLS_NOT_OFFERED,      /* the peer answered the handshake with something that is not TLS */
    CMS_CERTIFICATE_CHAIN,    /* issued by an authority we do not trust */
    CMS_CERTIFICATE_NAME,     /* valid, but for another host name */
    CMS_CERTIFICATE_EXPIRED,
    CMS_CERTIFICATE_NOT_YET_VALID,
    CMS_CERTIFICATE_OTHER,    /* revoked, weak signature, wrong purpose ... (text says which) */
    CMS_CA_FILE,              /* ca_file missing or holds no certificate */
    CMS_BUFFERED_PLAINTEXT,   /* bytes were waiting when TLS was about to start (response injection) */
    CMS_MEMORY
} cms_cause;

typedef struct cms_fault {
    cms_cause cause;
    int system_error;   /* errno, or 0 */
    int tls_error;      /* GnuTLS code, or 0 */
    char text[256];     /* for people; NUL-terminated */
} cms_fault;

/* Trust anchors, loaded once and shared by every stream. ca_file NULL means the system's store. */
typedef struct cms_credentials cms_credentials;
cms_credentials *cms_credentials_new(const char *ca_file, cms_fault *fault);
void cms_credentials_free(cms_credentials *credentials);

/* What the guard expects on the wire: IMAP responses, or single reply lines (submission). The rules: see WireGuard.h. */
typedef enum cms_guard { CMS_GUARD_IMAP, CMS_GUARD_LINES } cms_guard;

typedef struct cms_stream cms_stream;

/* Milliseconds of CLOCK_MONOTONIC; every deadline is absolute on this scale. Negative: no deadline. */
int64_t cms_now(void);

/*
 * An unconnected stream, so that another thread holds something to cancel while the owner is still connecting.
 * Returns NULL with the fault filled in.
 */
cms_stream *cms_stream_new(cms_guard guard, cms_fault *fault);

/*
 * Resolves the host and connects: all addresses in turn, one common deadline, of which each address still to try gets
 * an equal share. Returns 0, or -1 with cms_last_fault set.
 */
int cms_connect(cms_stream *stream, const char *host, uint16_t port, int64_t deadline);

/*
 * Runs the TLS handshake and verifies chain, host name and validity before any application byte. TLS 1.2 and 1.3
 * only; SNI for names, not for IP literals. After plaintext was exchanged (STARTTLS) it fails with
 * CMS_BUFFERED_PLAINTEXT when bytes are already waiting, on the socket or in the mailstream's buffer.
 * Returns 0, or -1 with cms_last_fault set.
 */
int cms_start_tls(cms_stream *stream, cms_credentials *credentials, const char *host);

/* Facts about the running TLS session, for `mailroom check`. Zeroed when there is no TLS. */
typedef struct cms_tls_facts {
    char version[16];        /* "TLS1.3" */
    char cipher[96];
    char subject[256];       /* certificate subject, or first DNS name */
    char issuer[256];
    int64_t not_after;       /* seconds since 1970 */
} cms_tls_facts;
void cms_tls_facts_get(cms_stream *stream, cms_tls_facts *facts);

void cms_set_deadline(cms_stream *stream, int64_t deadline);
/* Bytes the peer may send from now on; negative: no limit. */
void cms_set_budget(cms_stream *stream, int64_t bytes);

/* Thread-safe, sticky: wakes whoever waits; every later call fails with CMS_CANCELLED. */
void cms_cancel(cms_stream *stream);
cms_stream *cms_retain(cms_stream *stream);
void cms_release(cms_stream *stream);   /* closes at the last release */
void cms_close(cms_stream *stream);     /* closes the connection now; the handle stays valid */

/* The socket, for epoll; -1 when not connected. */
int cms_descriptor(cms_stream *stream);
/* 1 when decrypted or buffered bytes wait although the descriptor is not readable. */
int cms_pending(cms_stream *stream);
/* The first fault of this stream. It stays: a stream that failed once is finished, every later call fails with it. */
const cms_fault *cms_last_fault(cms_stream *stream);

/* Reads what is there, at least one byte. >0 bytes, or -1 (end of stream is CMS_CLOSED, never 0). */
ssize_t cms_read(cms_stream *stream, void *bytes, size_t count);
/* Writes everything or fails. 0 or -1. */
int cms_write(cms_stream *stream, const void *bytes, size_t count);

/*
 * A libetpan `mailstream *` over this stream (as void * so that this header needs no libetpan). libetpan owns what is
 * returned and closes it in mailimap_free; the cms_stream itself keeps the caller's reference.
 */
void *cms_mailstream(cms_stream *stream);

/*
 * IDLE: moves bytes that are already there into the mailstream's read buffer without blocking, through the guard.
 * Returns the bytes moved (0: nothing there), -1 on failure, -2 when the buffer is full (end IDLE now).
 */
ssize_t cms_mailstream_drain(cms_stream *stream, void *mailstream);

/* SHA-256, incrementally: the fingerprint of a message. */
typedef struct cms_sha256 cms_sha256;
cms_sha256 *cms_sha256_new(void);   /* NULL: no memory */
int cms_sha256_update(cms_sha256 *hash, const void *bytes, size_t count);
void cms_sha256_finish(cms_sha256 *hash, uint8_t digest[32]);   /* frees */

/* HMAC-SHA-256 (RFC 2104). 0, or -1. */
int cms_hmac_sha256(const void *key, size_t key_count, const void *bytes, size_t count, uint8_t code[32]);
/* 1 when both are the same octets; takes as long whatever they are. */
int cms_same(const void *left, const void *right, size_t count);

#endif
