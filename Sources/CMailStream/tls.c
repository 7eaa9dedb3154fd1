/* The TLS handshake, and what became of it. */
#include "stream.h"

#include <arpa/inet.h>
#include <errno.h>
#include <gnutls/x509.h>
#include <libetpan/mailstream_types.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* RFC 8996 ends TLS 1.0 and 1.1; what GnuTLS calls NORMAL still has them. */
static const char priorities[] = "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2";

cms_credentials *cms_credentials_new(const char *ca_file, cms_fault *fault)
{
    cms_credentials *credentials = calloc(1, sizeof *credentials);
    if (credentials == NULL || gnutls_certificate_allocate_credentials(&credentials->certificates) != 0) {
        free(credentials);
        cms_fault_set(fault, CMS_MEMORY, ENOMEM, 0, "no memory for trust anchors");
        return NULL;
    }
    int loaded;
    if (ca_file == NULL) {
        loaded = gnutls_certificate_set_x509_system_trust(credentials->certificates);
    } else if (access(ca_file, R_OK) != 0) {
        cms_fault_set(fault, CMS_CA_FILE, errno, 0, "%s: %s", ca_file, strerror(errno));
        cms_credentials_free(credentials);
        return NULL;
    } else {
        loaded = gnutls_certificate_set_x509_trust_file(credentials->certificates, ca_file, GNUTLS_X509_FMT_PEM);
    }
    if (loaded <= 0) {
        cms_fault_set(
            fault, CMS_CA_FILE, 0, loaded, "%s holds no usable certificate%s%s",
            ca_file == NULL ? "the system's certificate store" : ca_file, loaded < 0 ? ": " : "",
            loaded < 0 ? gnutls_strerror(loaded) : "");
        cms_credentials_free(credentials);
        return NULL;
    }
    return credentials;
}

void cms_credentials_free(cms_credentials *credentials)
{
    if (credentials == NULL) return;
    gnutls_certificate_free_credentials(credentials->certificates);
    free(credentials);
}

static ssize_t push(gnutls_transport_ptr_t pointer, const void *bytes, size_t count)
{
    cms_stream *stream = pointer;
    ssize_t sent = send(stream->descriptor, bytes, count, MSG_NOSIGNAL);
    if (sent < 0) gnutls_transport_set_errno(stream->tls, errno);
    return sent;
}

static ssize_t pull(gnutls_transport_ptr_t pointer, void *bytes, size_t count)
{
    cms_stream *stream = pointer;
    ssize_t got = recv(stream->descriptor, bytes, count, 0);
    if (got < 0) {
        gnutls_transport_set_errno(stream->tls, errno);
    } else if (got > 0 && !stream->peer_speaks_tls) {
        /* RFC 8446 section 5.1: an answer starts with a handshake (22) or alert (21) record. */
        const unsigned char first = *(const unsigned char *)bytes;
        if (first != 22 && first != 21) {
            gnutls_transport_set_errno(stream->tls, EPROTO);
            (void)cms_fail(stream, CMS_TLS_NOT_OFFERED, 0, 0, "the peer answered in plaintext where TLS was asked for");
            return -1;
        }
        stream->peer_speaks_tls = true;
    }
    return got;
}

static bool is_address_literal(const char *host)
{
    unsigned char address[sizeof(struct in6_addr)];
    return inet_pton(AF_INET, host, address) == 1 || inet_pton(AF_INET6, host, address) == 1;
}

static bool plaintext_waits(cms_stream *stream)
{
    if (stream->mailstream != NULL && stream->mailstream->read_buffer_len > 0) return true;
    char byte;
    return stream->used_in_plaintext && recv(stream->descriptor, &byte, 1, MSG_PEEK | MSG_DONTWAIT) > 0;
}

/* Everything that must be set before the first byte; the first GnuTLS error, or 0. */
static int prepare(cms_stream *stream, cms_credentials *credentials)
{
    int failed = gnutls_init(&stream->tls, GNUTLS_CLIENT | GNUTLS_NONBLOCK | GNUTLS_NO_SIGNAL);
    if (failed) {
        stream->tls = NULL;
        return failed;
    }
    failed = gnutls_priority_set_direct(stream->tls, priorities, NULL);
    if (failed) return failed;
    failed = gnutls_credentials_set(stream->tls, GNUTLS_CRD_CERTIFICATE, credentials->certificates);
    if (failed) return failed;
    if (!is_address_literal(stream->tls_host)) { /* RFC 6066 section 3: no literals in SNI */
        failed = gnutls_server_name_set(stream->tls, GNUTLS_NAME_DNS, stream->tls_host, strlen(stream->tls_host));
        if (failed) return failed;
    }
    stream->expected[0] = (gnutls_typed_vdata_st){GNUTLS_DT_DNS_HOSTNAME, (unsigned char *)stream->tls_host, 0};
    stream->expected[1] =
        (gnutls_typed_vdata_st){GNUTLS_DT_KEY_PURPOSE_OID, (unsigned char *)GNUTLS_KP_TLS_WWW_SERVER, 0};
    gnutls_session_set_verify_cert2(stream->tls, stream->expected, 2, 0);
    gnutls_transport_set_ptr(stream->tls, stream);
    gnutls_transport_set_push_function(stream->tls, push);
    gnutls_transport_set_pull_function(stream->tls, pull);
    return 0;
}

int cms_start_tls(cms_stream *stream, cms_credentials *credentials, const char *host)
{
    if (cms_check(stream)) return -1;
    if (stream->tls != NULL) return cms_fail(stream, CMS_TLS, 0, 0, "TLS is running already");
    if (plaintext_waits(stream))
        return cms_fail(stream, CMS_BUFFERED_PLAINTEXT, 0, 0, "plaintext was waiting when TLS was about to start");
    stream->tls_host = strdup(host);
    if (stream->tls_host == NULL) return cms_fail(stream, CMS_MEMORY, ENOMEM, 0, "no memory for a host name");
    int failed = prepare(stream, credentials);
    if (failed) return cms_fail(stream, CMS_TLS, 0, failed, "TLS set-up: %s", gnutls_strerror(failed));

    for (;;) {
        failed = gnutls_handshake(stream->tls);
        if (failed == GNUTLS_E_SUCCESS) break;
        if (stream->fault.cause != CMS_NONE) return -1;
        if (failed == GNUTLS_E_CERTIFICATE_VERIFICATION_ERROR) return cms_fail_certificate(stream, failed);
        if (failed == GNUTLS_E_PREMATURE_TERMINATION || failed == GNUTLS_E_PULL_ERROR || failed == GNUTLS_E_PUSH_ERROR)
            return cms_fail(stream, CMS_CLOSED, 0, failed, "the peer closed the connection during the TLS handshake");
        if (failed == GNUTLS_E_FATAL_ALERT_RECEIVED) {
            const char *alert = gnutls_alert_get_name(gnutls_alert_get(stream->tls));
            return cms_fail(stream, CMS_TLS, 0, failed, "the peer refused TLS: %s", alert == NULL ? "alert" : alert);
        }
        if (gnutls_error_is_fatal(failed))
            return cms_fail(stream, CMS_TLS, 0, failed, "TLS handshake: %s", gnutls_strerror(failed));
        if (failed != GNUTLS_E_AGAIN) {
            if (cms_check(stream)) return -1;
            continue;
        }
        if (cms_wait(stream, gnutls_record_get_direction(stream->tls) == 0 ? POLLIN : POLLOUT)) return -1;
    }
    /* The handshake has verified already; asked again because everything rests on it. */
    if (gnutls_session_get_verify_cert_status(stream->tls) != 0)
        return cms_fail_certificate(stream, GNUTLS_E_CERTIFICATE_VERIFICATION_ERROR);
    stream->tls_verified = true;
    return 0;
}
