#include "CServerHarness.h"

#include <gnutls/gnutls.h>
#include <stdlib.h>

struct harness_tls {
    gnutls_session_t session;
    gnutls_certificate_credentials_t credentials;
};

harness_tls *harness_tls_accept(int descriptor, const char *certificate, const char *key, const char *priorities)
{
    harness_tls *tls = calloc(1, sizeof *tls);
    if (tls == NULL) return NULL;
    if (gnutls_certificate_allocate_credentials(&tls->credentials) != 0) {
        free(tls);
        return NULL;
    }
    int failed = gnutls_certificate_set_x509_key_file(tls->credentials, certificate, key, GNUTLS_X509_FMT_PEM);
    if (failed == 0) failed = gnutls_init(&tls->session, GNUTLS_SERVER | GNUTLS_NO_SIGNAL);
    if (failed == 0) failed = gnutls_priority_set_direct(tls->session, priorities, NULL);
    if (failed == 0) failed = gnutls_credentials_set(tls->session, GNUTLS_CRD_CERTIFICATE, tls->credentials);
    if (failed == 0) {
        gnutls_transport_set_int(tls->session, descriptor);
        do {
            failed = gnutls_handshake(tls->session);
        } while (failed != 0 && !gnutls_error_is_fatal(failed));
    }
    if (failed == 0) return tls;
    if (tls->session != NULL) gnutls_deinit(tls->session);
    gnutls_certificate_free_credentials(tls->credentials);
    free(tls);
    return NULL;
}

ssize_t harness_tls_read(harness_tls *tls, void *bytes, size_t count)
{
    return gnutls_record_recv(tls->session, bytes, count);
}

ssize_t harness_tls_write(harness_tls *tls, const void *bytes, size_t count)
{
    return gnutls_record_send(tls->session, bytes, count);
}

void harness_tls_end(harness_tls *tls)
{
    (void)gnutls_bye(tls->session, GNUTLS_SHUT_WR);
    gnutls_deinit(tls->session);
    gnutls_certificate_free_credentials(tls->credentials);
    free(tls);
}
