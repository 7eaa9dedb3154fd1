/*
 * The wire guard: a byte state machine between the network and the parsers.
 *
 * libetpan's IMAP parser can be made to crash by what a server sends, or by whoever sits on the path before STARTTLS.
 * The guard refuses what is known to do so before libetpan sees it. It is exact about literals and quoted strings,
 * because message bodies pass through it and must pass untouched.
 *
 * IMAP (RFC 9051 section 9), outside literals:
 *   - every line ends in CR LF; no bare CR or LF, no NUL, no empty line;
 *   - a response starts with "* name", "+" or a tag;
 *   - at most 1 MiB a response, 100 open parentheses, 64 MiB a literal;
 *   - a quoted string ends on its line; an open brace starts a literal, in data only (status text has none);
 *   - a PERMANENTFLAGS code holds a well-formed list, and does not stand in the greeting;
 *   - BADCHARSET (twice) and ALERT and PARSE (without text) are codes an honest server may send and libetpan dies
 *     of. They cost no connection but their name: the last letter becomes X, and libetpan takes them for codes it
 *     does not know.
 *
 * What no guard can stop: mailimap_capability and mailimap_idle take an untagged CAPABILITY and a selected mailbox
 * for granted, and die of well-formed answers where there is none. The IMAP session must not ask in that way.
 *
 * LINES (RFC 5321 section 4.2): no NUL, at most 4 KiB a line.
 */
#ifndef CMS_GUARD_H
#define CMS_GUARD_H

#include "CMailStream.h"

#include <stdbool.h>

/* A line of a FETCH of headers is a few KiB; a SEARCH answer of 100,000 UIDs is 800 KiB. */
#define CMS_GUARD_RESPONSE_LIMIT ((size_t)1024 * 1024)
/* libetpan recurses: 1,600 levels end a stack of 512 KiB. Real mail nests less than 20 deep. */
#define CMS_GUARD_DEPTH_LIMIT 100
/* The most a mail server accepts is commonly 25 to 50 MB; libetpan would take 4 GiB. */
#define CMS_GUARD_LITERAL_LIMIT ((uint64_t)64 * 1024 * 1024)
/* RFC 5321 section 4.5.3.1.5 allows a reply line 512 bytes; some hosts write more. */
#define CMS_GUARD_REPLY_LINE_LIMIT ((size_t)4096)

struct cms_wire_guard {
    cms_guard kind;
    bool greeted;            /* the first response is complete */
    int place;               /* where in the grammar the next byte stands */
    int code;                /* where in a response code, inside status text */
    size_t length;           /* bytes of this response outside literals, or of this line */
    uint64_t literal;        /* bytes of the literal announced or still to come */
    int depth;               /* open parentheses */
    unsigned word_length;
    char word[16];           /* the response name or code read so far, in capitals */
};

void cms_wire_guard_init(struct cms_wire_guard *guard, cms_guard kind);

/* Takes the next bytes of the wire, in pieces of any size. NULL, or the rule that was broken. */
const char *cms_wire_guard_pass(struct cms_wire_guard *guard, void *bytes, size_t count);

/* The IMAP rules, for one byte outside a literal. */
const char *cms_guard_imap_byte(struct cms_wire_guard *guard, unsigned char *byte);

#endif
