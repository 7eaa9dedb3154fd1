#define _GNU_SOURCE /* memmem */
#include <string.h>

#include "CGMime.h"

const uint8_t *cgmime_find(const uint8_t *bytes, size_t length, const uint8_t *pattern, size_t pattern_length) {
    return memmem(bytes, length, pattern, pattern_length);
}
