/* What the tests need of C: the server's side of TLS, and libetpan's IMAP parser in a child process. */
#ifndef CSERVERHARNESS_H
#define CSERVERHARNESS_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

typedef struct harness_tls harness_tls;
/* Blocking server handshake on a connected descriptor; NULL when it fails. */
harness_tls *harness_tls_accept(int descriptor, const char *certificate, const char *key, const char *priorities);
ssize_t harness_tls_read(harness_tls *tls, void *bytes, size_t count);
ssize_t harness_tls_write(harness_tls *tls, const void *bytes, size_t count);
void harness_tls_end(harness_tls *tls);

typedef struct harness_report {
    uint32_t runs;
    uint32_t refused;       /* stopped by the wire guard */
    uint32_t crashes;
    int64_t first_crash;    /* number of the first mutation that killed the parser, or -1 */
} harness_report;

/*
 * Parses `count` seeded mutations of a server's side of an IMAP session (greeting, then the answers to commands tagged
 * 1, 2, ...) with libetpan, behind the wire guard or without it, in child processes. -1 when no child can be made.
 * Way 0 asks with libetpan's own commands; way 1 as our session does, which only has the answers parsed.
 */
int harness_mutate(
    const uint8_t *session, size_t size, uint64_t seed, uint32_t count, int guarded, int way, harness_report *report);

/* Parses one session in a child process: 0 survived, 1 refused by the guard, 2 crashed, -1 no child. */
int harness_parse(const uint8_t *session, size_t size, int guarded, int way);

/* Closes a libetpan `mailstream *`, as mailimap_free does. */
void harness_mailstream_close(void *mailstream);

#endif
