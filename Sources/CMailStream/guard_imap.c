/* The wire guard's rules for IMAP responses. */
#include "WireGuard.h"

#include <string.h>

enum place {
    START,            /* first byte of a response */
    STAR,             /* after '*' */
    NAME,             /* the word after "* " */
    TEXT,             /* status text, continuation or tagged line: no literals, no quoted strings */
    DATA,             /* everything else */
    QUOTED,
    QUOTED_ESCAPE,
    LITERAL_SIZE,
    LITERAL_CR,
    LITERAL_LF,
    LITERAL,
    LINE_LF,          /* the LF that ends a response */
};

enum code {
    CODE_NONE,
    CODE_NAME,        /* after '[' */
    FLAGS_SPACE,      /* after "[PERMANENTFLAGS" */
    FLAGS_OPEN,
    FLAGS_FIRST,      /* after '(' */
    FLAGS_NEXT,       /* after a space */
    FLAGS_BACKSLASH,
    FLAGS_NAME,
    FLAGS_END,        /* after "\*" */
    FLAGS_CLOSE,      /* after ')' */
};

static const char malformed_flags[] = "a PERMANENTFLAGS list that is not one";

static unsigned char capital(unsigned char byte) { return byte >= 'a' && byte <= 'z' ? byte - 32 : byte; }

static bool is_alphanumeric(unsigned char byte)
{
    return (byte >= '0' && byte <= '9') || (capital(byte) >= 'A' && capital(byte) <= 'Z');
}

/* ATOM-CHAR of RFC 9051 section 9. */
static bool is_atom(unsigned char byte)
{
    return byte > ' ' && byte < 127 && strchr("(){%*\"\\]", byte) == NULL;
}

static void add_to_word(struct cms_wire_guard *guard, unsigned char byte)
{
    if (guard->word_length < sizeof guard->word - 1) guard->word[guard->word_length++] = (char)capital(byte);
    guard->word[guard->word_length] = 0;
}

static bool word_is(const struct cms_wire_guard *guard, const char *word) { return strcmp(guard->word, word) == 0; }

static const char *open_parenthesis(struct cms_wire_guard *guard)
{
    return ++guard->depth > CMS_GUARD_DEPTH_LIMIT ? "more than 100 open parentheses" : NULL;
}

static void close_parenthesis(struct cms_wire_guard *guard)
{
    if (guard->depth > 0) guard->depth--;
}

static const char *flags_byte(struct cms_wire_guard *guard, unsigned char byte)
{
    int next = -1;
    switch ((enum code)guard->code) {
    case FLAGS_SPACE: next = byte == ' ' ? FLAGS_OPEN : -1; break;
    case FLAGS_OPEN: next = byte == '(' ? FLAGS_FIRST : -1; break;
    case FLAGS_FIRST:
    case FLAGS_NEXT:
        /* Spare spaces are no danger, and some hosts write them. */
        if (byte == ' ') next = guard->code;
        else if (byte == ')') next = FLAGS_CLOSE;
        else if (byte == '\\') next = FLAGS_BACKSLASH;
        else if (is_atom(byte)) next = FLAGS_NAME;
        break;
    case FLAGS_BACKSLASH: next = byte == '*' ? FLAGS_END : is_atom(byte) ? FLAGS_NAME : -1; break;
    case FLAGS_NAME:
    case FLAGS_END:
        if (byte == ' ') next = FLAGS_NEXT;
        else if (byte == ')') next = FLAGS_CLOSE;
        else if (guard->code == FLAGS_NAME && is_atom(byte)) next = FLAGS_NAME;
        break;
    case FLAGS_CLOSE: next = byte == ']' ? CODE_NONE : -1; break;
    case CODE_NONE:
    case CODE_NAME: break;
    }
    if (next < 0) return malformed_flags;
    guard->code = next;
    return NULL;
}

/* Every '[' of status text is looked at, wherever libetpan may take a response code to start. */
static const char *code_byte(struct cms_wire_guard *guard, unsigned char *byte)
{
    if (guard->code > CODE_NAME) return flags_byte(guard, *byte);
    if (*byte == '[') {
        guard->code = CODE_NAME;
        guard->word_length = 0;
        guard->word[0] = 0;
    } else if (guard->code == CODE_NAME && !((*byte == ' ' || *byte == '\t') && guard->word_length == 0)) {
        if (!is_alphanumeric(*byte)) {
            guard->code = CODE_NONE;
            return NULL;
        }
        /* Compared as prefixes, as libetpan does. */
        add_to_word(guard, *byte);
        if (word_is(guard, "PERMANENTFLAGS")) {
            if (!guard->greeted) return "PERMANENTFLAGS in a greeting";
            guard->code = FLAGS_SPACE;
        } else if (word_is(guard, "BADCHARSET") || word_is(guard, "ALERT") || word_is(guard, "PARSE")) {
            *byte = 'X';
            guard->code = CODE_NONE;
        }
    }
    return NULL;
}

static const char *text_byte(struct cms_wire_guard *guard, unsigned char *byte)
{
    const char *broken = code_byte(guard, byte);
    if (broken != NULL) return broken;
    if (*byte == '\r') guard->place = LINE_LF;
    if (*byte == '(') return open_parenthesis(guard);
    if (*byte == ')') close_parenthesis(guard);
    return NULL;
}

static const char *data_byte(struct cms_wire_guard *guard, unsigned char byte)
{
    switch (byte) {
    case '\r': guard->place = LINE_LF; break;
    case '"': guard->place = QUOTED; break;
    case '(': return open_parenthesis(guard);
    case ')': close_parenthesis(guard); break;
    case '{':
        guard->place = LITERAL_SIZE;
        guard->literal = 0;
        guard->word_length = 0;
        break;
    default: break;
    }
    return NULL;
}

/* The word after "* " decides whether the rest is text or data. */
static const char *name_byte(struct cms_wire_guard *guard, unsigned char byte)
{
    if (is_alphanumeric(byte) || (guard->word_length > 0 && byte == '-')) {
        add_to_word(guard, byte);
        return NULL;
    }
    if (guard->word_length == 0 || (byte != ' ' && byte != '\r')) return "an untagged response without a name";
    bool status = word_is(guard, "OK") || word_is(guard, "NO") || word_is(guard, "BAD") || word_is(guard, "BYE")
        || word_is(guard, "PREAUTH");
    guard->place = byte == '\r' ? LINE_LF : status ? TEXT : DATA;
    return NULL;
}

static const char *start_byte(struct cms_wire_guard *guard, unsigned char byte)
{
    guard->length = 1;
    guard->depth = 0;
    guard->code = CODE_NONE;
    guard->word_length = 0;
    guard->word[0] = 0;
    if (byte == '*') guard->place = STAR;
    else if (byte == '+' || is_alphanumeric(byte)) guard->place = TEXT;
    else if (byte == '\r') return "an empty line";
    else return "a response that starts with neither '*', '+' nor a tag";
    return NULL;
}

static const char *literal_size_byte(struct cms_wire_guard *guard, unsigned char byte)
{
    if (byte >= '0' && byte <= '9') {
        guard->word_length = 1; /* a digit was seen */
        guard->literal = guard->literal * 10 + (byte - '0');
        return guard->literal > CMS_GUARD_LITERAL_LIMIT ? "a literal larger than 64 MiB" : NULL;
    }
    if (byte != '}' || guard->word_length == 0) return "a literal without a size";
    guard->place = LITERAL_CR;
    return NULL;
}

const char *cms_guard_imap_byte(struct cms_wire_guard *guard, unsigned char *byte)
{
    if (guard->place == LITERAL) {
        if (--guard->literal == 0) guard->place = DATA;
        return NULL;
    }
    if (*byte == 0) return "NUL outside a literal";
    if (++guard->length > CMS_GUARD_RESPONSE_LIMIT) return "a response longer than 1 MiB";
    if (*byte == '\n' && guard->place != LINE_LF && guard->place != LITERAL_LF) return "a line feed without return";

    switch ((enum place)guard->place) {
    case START: return start_byte(guard, *byte);
    case STAR:
        guard->place = NAME;
        return *byte == ' ' ? NULL : "an untagged response without a name";
    case NAME: return name_byte(guard, *byte);
    case TEXT: return text_byte(guard, byte);
    case DATA: return data_byte(guard, *byte);
    case QUOTED:
        if (*byte == '\r') return "a quoted string that does not end";
        if (*byte == '\\') guard->place = QUOTED_ESCAPE;
        else if (*byte == '"') guard->place = DATA;
        return NULL;
    case QUOTED_ESCAPE:
        guard->place = QUOTED;
        return *byte == '\r' ? "a quoted string that does not end" : NULL;
    case LITERAL_SIZE: return literal_size_byte(guard, *byte);
    case LITERAL_CR:
        guard->place = LITERAL_LF;
        return *byte == '\r' ? NULL : "a literal size that does not end its line";
    case LITERAL_LF:
        guard->place = guard->literal > 0 ? LITERAL : DATA;
        return *byte == '\n' ? NULL : "a return without line feed";
    case LINE_LF:
        guard->place = START;
        guard->greeted = true;
        return *byte == '\n' ? NULL : "a return without line feed";
    case LITERAL: break;
    }
    return NULL;
}
