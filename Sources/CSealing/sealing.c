#include "CSealing.h"

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>

int csl_random(void *bytes, size_t count)
{
    return gnutls_rnd(GNUTLS_RND_KEY, bytes, count);
}

int csl_derive(const void *passphrase, size_t count, const uint8_t salt[CSL_SALT], uint32_t iterations,
               uint8_t key[CSL_KEY])
{
    const gnutls_datum_t secret = {.data = (unsigned char *)passphrase, .size = (unsigned)count};
    const gnutls_datum_t salted = {.data = (unsigned char *)salt, .size = CSL_SALT};
    return gnutls_pbkdf2(GNUTLS_MAC_SHA256, &secret, &salted, iterations, key, CSL_KEY);
}

static int cipher(gnutls_aead_cipher_hd_t *handle, const uint8_t key[CSL_KEY])
{
    const gnutls_datum_t datum = {.data = (unsigned char *)key, .size = CSL_KEY};
    return gnutls_aead_cipher_init(handle, GNUTLS_CIPHER_AES_256_GCM, &datum);
}

int csl_seal(const uint8_t key[CSL_KEY], const uint8_t nonce[CSL_NONCE], const void *associated, size_t associated_count,
             const void *plain, size_t count, uint8_t *sealed)
{
    gnutls_aead_cipher_hd_t handle;
    int result = cipher(&handle, key);
    if (result < 0) return result;
    size_t room = count + CSL_TAG;
    result = gnutls_aead_cipher_encrypt(handle, nonce, CSL_NONCE, associated, associated_count, CSL_TAG, plain, count,
                                        sealed, &room);
    gnutls_aead_cipher_deinit(handle);
    return result;
}

int csl_open(const uint8_t key[CSL_KEY], const uint8_t nonce[CSL_NONCE], const void *associated, size_t associated_count,
             const void *sealed, size_t count, uint8_t *plain)
{
    if (count < CSL_TAG) return GNUTLS_E_DECRYPTION_FAILED;
    gnutls_aead_cipher_hd_t handle;
    int result = cipher(&handle, key);
    if (result < 0) return result;
    size_t room = count - CSL_TAG;
    result = gnutls_aead_cipher_decrypt(handle, nonce, CSL_NONCE, associated, associated_count, CSL_TAG, sealed, count,
                                        plain, &room);
    gnutls_aead_cipher_deinit(handle);
    return result;
}
