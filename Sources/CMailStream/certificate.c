/* The peer's certificate: why it was refused, and the facts `mailroom check` shows. */
#include "stream.h"

#include <arpa/inet.h>
#include <gnutls/x509.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

/* How many of a certificate's names a message for people lists. */
enum { names_shown = 3 };

/* The peer's own certificate, to be freed with gnutls_x509_crt_deinit; NULL when there is none. */
static gnutls_x509_crt_t peer_certificate(gnutls_session_t session)
{
    unsigned count = 0;
    const gnutls_datum_t *chain = gnutls_certificate_get_peers(session, &count);
    gnutls_x509_crt_t certificate;
    if (chain == NULL || count == 0 || gnutls_x509_crt_init(&certificate) != 0) return NULL;
    if (gnutls_x509_crt_import(certificate, &chain[0], GNUTLS_X509_FMT_DER) == 0) return certificate;
    gnutls_x509_crt_deinit(certificate);
    return NULL;
}

/* Names come from an unverified peer: what is not printable ASCII is shown as '?'. */
static void make_printable(char *text)
{
    for (; *text != 0; text++)
        if (*text < ' ' || *text > '~') *text = '?';
}

static void append(char *text, size_t size, const char *more)
{
    size_t used = strlen(text);
    (void)snprintf(text + used, size - used, "%s", more);
}

/* "'a.example', 'b.example' and others" */
static void list_names(gnutls_x509_crt_t certificate, char *text, size_t size)
{
    text[0] = 0;
    unsigned shown = 0;
    for (unsigned index = 0;; index++) {
        char name[128];
        size_t length = sizeof name - 1;
        int type = gnutls_x509_crt_get_subject_alt_name(certificate, index, name, &length, NULL);
        if (type == GNUTLS_E_SHORT_MEMORY_BUFFER) continue;
        if (type < 0) break;
        name[length] = 0;
        char shown_name[INET6_ADDRSTRLEN + sizeof name];
        if (type == GNUTLS_SAN_DNSNAME) {
            (void)snprintf(shown_name, sizeof shown_name, "%s'%s'", shown > 0 ? ", " : "", name);
        } else if (type == GNUTLS_SAN_IPADDRESS) {
            char address[INET6_ADDRSTRLEN];
            if (inet_ntop(length == 4 ? AF_INET : AF_INET6, name, address, sizeof address) == NULL) continue;
            (void)snprintf(shown_name, sizeof shown_name, "%s'%s'", shown > 0 ? ", " : "", address);
        } else {
            continue;
        }
        if (shown++ == names_shown) {
            append(text, size, " and others");
            break;
        }
        append(text, size, shown_name);
    }
    if (shown == 0) append(text, size, "no host name");
    make_printable(text);
}

static void date(time_t instant, char text[16])
{
    struct tm parts;
    if (gmtime_r(&instant, &parts) == NULL || strftime(text, 16, "%Y-%m-%d", &parts) == 0)
        (void)snprintf(text, 16, "unknown");
}

int cms_fail_certificate(cms_stream *stream, int tls_error)
{
    unsigned status = gnutls_session_get_verify_cert_status(stream->tls);
    char names[160] = "no host name", issuer[128] = "unknown", day[16];
    time_t from = 0, until = 0;
    gnutls_x509_crt_t certificate = peer_certificate(stream->tls);
    if (certificate != NULL) {
        list_names(certificate, names, sizeof names);
        size_t length = sizeof issuer;
        if (gnutls_x509_crt_get_issuer_dn(certificate, issuer, &length) != 0) (void)strcpy(issuer, "unknown");
        make_printable(issuer);
        from = gnutls_x509_crt_get_activation_time(certificate);
        until = gnutls_x509_crt_get_expiration_time(certificate);
        gnutls_x509_crt_deinit(certificate);
    }
    /* Several may be true at once. An untrusted certificate may say anything, so trust comes first. */
    if (status & (GNUTLS_CERT_SIGNER_NOT_FOUND | GNUTLS_CERT_SIGNER_NOT_CA))
        return cms_fail(
            stream, CMS_CERTIFICATE_CHAIN, 0, tls_error, "the certificate's issuer is not trusted (%s)", issuer);
    if (status & GNUTLS_CERT_EXPIRED) {
        date(until, day);
        return cms_fail(stream, CMS_CERTIFICATE_EXPIRED, 0, tls_error, "the certificate or its issuer's has expired "
                        "(its own last day: %s)", day);
    }
    if (status & GNUTLS_CERT_NOT_ACTIVATED) {
        date(from, day);
        return cms_fail(stream, CMS_CERTIFICATE_NOT_YET_VALID, 0, tls_error, "the certificate or its issuer's is not "
                        "valid yet (its own first day: %s)", day);
    }
    if (status == (GNUTLS_CERT_INVALID | GNUTLS_CERT_UNEXPECTED_OWNER))
        return cms_fail(stream, CMS_CERTIFICATE_NAME, 0, tls_error, "the certificate is valid, but for %s", names);
    gnutls_datum_t printed = {NULL, 0};
    if (gnutls_certificate_verification_status_print(status, GNUTLS_CRT_X509, &printed, 0) != 0)
        return cms_fail(stream, CMS_CERTIFICATE_OTHER, 0, tls_error, "certificate status 0x%x", status);
    (void)cms_fail(stream, CMS_CERTIFICATE_OTHER, 0, tls_error, "%s", (const char *)printed.data);
    gnutls_free(printed.data);
    return -1;
}

void cms_tls_facts_get(cms_stream *stream, cms_tls_facts *facts)
{
    memset(facts, 0, sizeof *facts);
    if (stream->tls == NULL || !stream->tls_verified) return;
    const char *version = gnutls_protocol_get_name(gnutls_protocol_get_version(stream->tls));
    (void)snprintf(facts->version, sizeof facts->version, "%s", version == NULL ? "" : version);
    char *cipher = gnutls_session_get_desc(stream->tls);
    (void)snprintf(facts->cipher, sizeof facts->cipher, "%s", cipher == NULL ? "" : cipher);
    gnutls_free(cipher);
    gnutls_x509_crt_t certificate = peer_certificate(stream->tls);
    if (certificate == NULL) return;
    size_t length = sizeof facts->subject;
    if (gnutls_x509_crt_get_dn(certificate, facts->subject, &length) != 0 || facts->subject[0] == 0)
        list_names(certificate, facts->subject, sizeof facts->subject);
    make_printable(facts->subject);
    length = sizeof facts->issuer;
    if (gnutls_x509_crt_get_issuer_dn(certificate, facts->issuer, &length) != 0) facts->issuer[0] = 0;
    make_printable(facts->issuer);
    facts->not_after = (int64_t)gnutls_x509_crt_get_expiration_time(certificate);
    gnutls_x509_crt_deinit(certificate);
}
