/* SHA-256 from GnuTLS, which is linked already. */
#include "CMailStream.h"

#include <gnutls/crypto.h>
#include <stdlib.h>

struct cms_sha256 {
    gnutls_hash_hd_t state;
};

cms_sha256 *cms_sha256_new(void)
{
    cms_sha256 *hash = calloc(1, sizeof *hash);
    if (hash != NULL && gnutls_hash_init(&hash->state, GNUTLS_DIG_SHA256) == 0) return hash;
    free(hash);
    return NULL;
}

int cms_sha256_update(cms_sha256 *hash, const void *bytes, size_t count)
{
    return gnutls_hash(hash->state, bytes, count) == 0 ? 0 : -1;
}

void cms_sha256_finish(cms_sha256 *hash, uint8_t digest[32])
{
    gnutls_hash_deinit(hash->state, digest);
    free(hash);
}
