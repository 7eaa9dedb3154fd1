/* The wire guard's entrance, and its rules for single reply lines. */
#include "WireGuard.h"

#include <string.h>

void cms_wire_guard_init(struct cms_wire_guard *guard, cms_guard kind)
{
    memset(guard, 0, sizeof *guard);
    guard->kind = kind;
}

static const char *line_byte(struct cms_wire_guard *guard, unsigned char byte)
{
    if (byte == 0) return "NUL in a reply";
    if (byte == '\n')
        guard->length = 0;
    else if (++guard->length > CMS_GUARD_REPLY_LINE_LIMIT)
        return "a reply line longer than 4 KiB";
    return NULL;
}

const char *cms_wire_guard_pass(struct cms_wire_guard *guard, void *bytes, size_t count)
{
    unsigned char *next = bytes;
    unsigned char *const end = next + count;
    while (next < end) {
        const char *broken =
            guard->kind == CMS_GUARD_LINES ? line_byte(guard, *next) : cms_guard_imap_byte(guard, next);
        if (broken != NULL) return broken;
        next++;
    }
    return NULL;
}
