/* Authenticated encryption with GnuTLS, which is linked for TLS already: AES-256-GCM under a key that PBKDF2 makes of a
   passphrase. Every function returns 0, or GnuTLS's negative code. */
#ifndef CSEALING_H
#define CSEALING_H

#include <stddef.h>
#include <stdint.h>

enum { CSL_KEY = 32, CSL_SALT = 16, CSL_NONCE = 12, CSL_TAG = 16 };

/* Octets nobody can guess. */
int csl_random(void *bytes, size_t count);

/* RFC 8018 section 5.2, with HMAC-SHA-256. */
int csl_derive(const void *passphrase, size_t count, const uint8_t salt[CSL_SALT], uint32_t iterations,
               uint8_t key[CSL_KEY]);

/* `sealed` has room for count + CSL_TAG. A nonce must not be used twice with a key. */
int csl_seal(const uint8_t key[CSL_KEY], const uint8_t nonce[CSL_NONCE], const void *associated, size_t associated_count,
             const void *plain, size_t count, uint8_t *sealed);

/* `plain` has room for count - CSL_TAG. Fails when anything was changed, or the key is another. */
int csl_open(const uint8_t key[CSL_KEY], const uint8_t nonce[CSL_NONCE], const void *associated, size_t associated_count,
             const void *sealed, size_t count, uint8_t *plain);

#endif
