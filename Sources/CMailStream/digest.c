/* SHA-256 and HMAC from GnuTLS, which is linked already. */
#include "CMailStream.h"

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
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

int cms_hmac_sha256(const void *key, size_t key_count, const void *bytes, size_t count, uint8_t code[32])
{
    return gnutls_hmac_fast(GNUTLS_MAC_SHA256, key, key_count, bytes, count, code) == 0 ? 0 : -1;
}

int cms_same(const void *left, const void *right, size_t count)
{
    return gnutls_memcmp(left, right, count) == 0;
}
