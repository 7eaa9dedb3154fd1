#include "start.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#include "CGMime.h"

static atomic_uint_fast64_t faults;
static GMimeParserOptions *options;
static pthread_once_t once = PTHREAD_ONCE_INIT;

/* Counts instead of printing: the text may quote mail, which belongs in no log. */
static void count_fault(const char *domain, GLogLevelFlags level, const char *message, void *data) {
    (void)domain, (void)message, (void)data;
    if (level & (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING)) atomic_fetch_add(&faults, 1);
}

static void start(void) {
    g_log_set_default_handler(count_fault, NULL);
    g_mime_init();
    static const char *fallback[] = {"utf-8", "iso-8859-1", NULL};
    options = g_mime_parser_options_new();
    g_mime_parser_options_set_fallback_charsets(options, fallback);
    g_mime_parser_options_set_rfc2047_compliance_mode(options, GMIME_RFC_COMPLIANCE_LOOSE);
    g_mime_parser_options_set_address_compliance_mode(options, GMIME_RFC_COMPLIANCE_LOOSE);
    g_mime_parser_options_set_parameter_compliance_mode(options, GMIME_RFC_COMPLIANCE_LOOSE);
}

void cgmime_start(void) { pthread_once(&once, start); }

GMimeParserOptions *cgmime_options(void) {
    cgmime_start();
    return options;
}

uint64_t cgmime_fault_count(void) { return atomic_load(&faults); }

void cgmime_free(void *memory) { g_free(memory); }

void cgmime_sha256(const uint8_t *bytes, size_t length, uint8_t *digest) {
    GChecksum *checksum = g_checksum_new(G_CHECKSUM_SHA256);
    gsize size = 32;
    /* GLib takes -1 for "up to the NUL", so a length above its sign is fed in pieces. */
    for (size_t done = 0; done < length;) {
        size_t piece = MIN(length - done, (size_t)1 << 30);
        g_checksum_update(checksum, bytes + done, (gssize)piece);
        done += piece;
    }
    g_checksum_get_digest(checksum, digest, &size);
    g_checksum_free(checksum);
}
