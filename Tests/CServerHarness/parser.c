/*
 * libetpan's IMAP parser fed from memory. It runs in a forked child, because a crash is one of the results; the child
 * counts its progress in shared memory, so the parent knows which mutation killed it and goes on behind it.
 */
#include "CServerHarness.h"

#include <WireGuard.h>
#include <libetpan/libetpan.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

struct source {
    const uint8_t *next;
    size_t left;
    size_t piece;              /* bytes a read returns at most, so that every boundary is met */
    bool guarded, refused;
    bool ended;                /* the connection is closed: nothing is read or written any more */
    struct cms_wire_guard guard;
};

static ssize_t source_read(mailstream_low *low, void *bytes, size_t count)
{
    struct source *source = low->data;
    if (source->ended || source->refused || source->left == 0) return -1;
    if (count > source->piece) count = source->piece;
    if (count > source->left) count = source->left;
    memcpy(bytes, source->next, count);
    source->next += count;
    source->left -= count;
    if (source->guarded && cms_wire_guard_pass(&source->guard, bytes, count) != NULL) {
        source->refused = true;
        return -1;
    }
    return (ssize_t)count;
}

static ssize_t source_write(mailstream_low *low, const void *bytes, size_t count)
{
    const struct source *source = low->data;
    (void)bytes;
    return source->ended ? -1 : (ssize_t)count;
}

static int source_close(mailstream_low *low) { (void)low; return 0; }
static int source_descriptor(mailstream_low *low) { (void)low; return -1; }
static void source_free(mailstream_low *low) { free(low); }
static void source_cancel(mailstream_low *low) { (void)low; }

static mailstream_low_driver driver = {
    .mailstream_read = source_read, .mailstream_write = source_write, .mailstream_close = source_close,
    .mailstream_get_fd = source_descriptor, .mailstream_free = source_free, .mailstream_cancel = source_cancel,
};

/* Whether the dialogue goes on: after an answer that could not be read nobody knows where the next one begins, so the
 * session ends there, and so do we. What a server refuses is an answer. */
static bool goes_on(int result)
{
    switch (result) {
    case MAILIMAP_ERROR_STREAM:
    case MAILIMAP_ERROR_PARSE:
    case MAILIMAP_ERROR_FATAL:
    case MAILIMAP_ERROR_PROTOCOL:
    case MAILIMAP_ERROR_MEMORY: return false;
    default: return true;
    }
}

/* The commands of a routing session, in an order that lets every answer of the recorded session be asked for. */
static void converse(mailimap *imap)
{
    /* Not mailimap_capability: it takes an untagged CAPABILITY for granted. No byte of the answer is malformed then,
     * so no guard can help; the IMAP session asks in this way too. */
    if (!goes_on(mailimap_custom_command(imap, "CAPABILITY"))) return;
    clist *list = NULL;
    int result = mailimap_list(imap, "", "*", &list);
    if (result == MAILIMAP_NO_ERROR) mailimap_list_result_free(list);
    if (!goes_on(result) || !goes_on(mailimap_select(imap, "INBOX"))) return;
    struct mailimap_set *all = mailimap_set_new_interval(1, 0);
    struct mailimap_fetch_type *what = mailimap_fetch_type_new_fetch_att_list_empty();
    if (all == NULL || what == NULL) _exit(9);
    (void)mailimap_fetch_type_new_fetch_att_list_add(what, mailimap_fetch_att_new_uid());
    (void)mailimap_fetch_type_new_fetch_att_list_add(what, mailimap_fetch_att_new_bodystructure());
    list = NULL;
    result = mailimap_uid_fetch(imap, all, what, &list);
    if (result == MAILIMAP_NO_ERROR) mailimap_fetch_list_free(list);
    mailimap_fetch_type_free(what);
    if (goes_on(result)) {
        uint32_t validity = 0;
        struct mailimap_set *from = NULL, *to = NULL;
        result = mailimap_uidplus_uid_move(imap, all, "Sales", &validity, &from, &to);
        if (result == MAILIMAP_NO_ERROR && from != NULL) mailimap_set_free(from);
        if (result == MAILIMAP_NO_ERROR && to != NULL) mailimap_set_free(to);
    }
    mailimap_set_free(all);
    if (!goes_on(result)) return;
    /* mailimap_idle takes it for granted that a mailbox is selected. */
    if (imap->imap_selection_info != NULL) {
        result = mailimap_idle(imap);
        if (!goes_on(result)) return;
        if (result == MAILIMAP_NO_ERROR && !goes_on(mailimap_idle_done(imap))) return;
    }
    if (goes_on(mailimap_noop(imap))) (void)mailimap_logout(imap);
}

static volatile size_t seen;

/* Reads what the session reads of a message: flags, and the octets of a section. */
static void take_message(struct mailimap_msg_att *message, void *context)
{
    (void)context;
    for (clistiter *cell = clist_begin(message->att_list); cell != NULL; cell = clist_next(cell)) {
        struct mailimap_msg_att_item *item = clist_content(cell);
        if (item->att_type == MAILIMAP_MSG_ATT_ITEM_DYNAMIC) {
            clist *flags = item->att_data.att_dyn == NULL ? NULL : item->att_data.att_dyn->att_list;
            for (clistiter *flag = flags == NULL ? NULL : clist_begin(flags); flag != NULL; flag = clist_next(flag))
                seen += (size_t)((struct mailimap_flag_fetch *)clist_content(flag))->fl_type;
        } else if (item->att_data.att_static != NULL
                   && item->att_data.att_static->att_type == MAILIMAP_MSG_ATT_BODY_SECTION) {
            struct mailimap_msg_att_body_section *section = item->att_data.att_static->att_data.att_body_section;
            for (size_t i = 0; section->sec_body_part != NULL && i < section->sec_length; i++)
                seen += (unsigned char)section->sec_body_part[i];
        }
    }
}

static void no_progress(size_t current, size_t maximum, void *context)
{
    (void)current;
    (void)maximum;
    (void)context;
}

/* As the IMAP session asks: its own command lines, and libetpan only parses the answers. */
static void ask(mailimap *imap)
{
    mailimap_set_progress_callback(imap, no_progress, no_progress, NULL);
    mailimap_set_msg_att_handler(imap, take_message, NULL);
    for (int command = 0; command < 64; command++) {
        if (mailimap_send_current_tag(imap) != MAILIMAP_NO_ERROR || mailimap_read_line(imap) == NULL) return;
        /* The session waits for this one by itself. */
        if (imap->imap_stream_buffer->str[0] == '+' && mailimap_read_line(imap) == NULL) return;
        struct mailimap_response *response = NULL;
        if (mailimap_parse_response(imap, &response) != MAILIMAP_NO_ERROR) return;
        mailimap_response_free(response);
    }
}

static bool parse(const uint8_t *session, size_t size, size_t piece, bool guarded, int way)
{
    struct source source = {.next = session, .left = size, .piece = piece, .guarded = guarded};
    cms_wire_guard_init(&source.guard, CMS_GUARD_IMAP);
    mailstream_low *low = mailstream_low_new(&source, &driver);
    mailstream *stream = low == NULL ? NULL : mailstream_new(low, 4096);
    mailimap *imap = stream == NULL ? NULL : mailimap_new(0, NULL);
    if (imap == NULL) _exit(9);
    int connected = mailimap_connect(imap, stream);
    if (way == 0) converse(imap);
    else if (connected == MAILIMAP_NO_ERROR_NON_AUTHENTICATED) ask(imap);
    source.ended = true; /* the session cancels its stream before it frees this, which would say LOGOUT and read on */
    mailimap_free(imap);
    return source.refused;
}

static uint64_t next_random(uint64_t *state)
{
    /* splitmix64 */
    uint64_t z = *state += 0x9E3779B97F4A7C15u;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

/* What tends to hurt a parser of IMAP. */
static const char *const words[] = {
    "(", ")", "((((((((((((((((((((((((((((((((", "{", "{9}\r\n", "{4294967290}\r\n", "\"", "\\", "\\*", "\r\n", "\n",
    "\r", "[PERMANENTFLAGS (\\\r\n", "[BADCHARSET (x)]", "* OK [PERMANENTFLAGS (\\ )]\r\n", "NIL", "4294967296", "-1",
    "* NO [BADCHARSET (utf-8)] x\r\n", "* ", "+ ", "99999999999999999999", "{0}\r\n", "~{3}\r\nabc", " ", "]", "[",
    "* NO [ALERT]\r\n", "[PARSE] \r\n",
};

static size_t mutate(const uint8_t *session, size_t size, uint8_t *out, size_t room, uint64_t *state)
{
    memcpy(out, session, size);
    unsigned changes = 1 + next_random(state) % 4;
    for (unsigned i = 0; i < changes; i++) {
        size_t at = next_random(state) % size;
        switch (next_random(state) % 6) {
        case 0: out[at] = (uint8_t)next_random(state); break;
        case 1: out[at] ^= (uint8_t)(1u << next_random(state) % 8); break;
        case 2: { /* remove */
            size_t count = 1 + next_random(state) % 12;
            if (at + count >= size || size - count < 2) break;
            memmove(out + at, out + at + count, size - at - count);
            size -= count;
            break;
        }
        case 3: { /* repeat */
            size_t count = 1 + next_random(state) % 60;
            if (at + count > size || size + count > room) break;
            memmove(out + at + count, out + at, size - at);
            size += count;
            break;
        }
        case 4: { /* cut off */
            if (next_random(state) % 8 == 0 && at > 1) size = at;
            break;
        }
        default: { /* insert */
            const char *word = words[next_random(state) % (sizeof words / sizeof *words)];
            size_t count = strlen(word);
            if (size + count > room) break;
            memmove(out + at + count, out + at, size - at);
            memcpy(out + at, word, count);
            size += count;
        }
        }
    }
    return size;
}

struct progress {
    volatile uint32_t started, refused;
};

static void run(
    const uint8_t *session, size_t size, uint64_t seed, uint32_t first, uint32_t count, bool guarded, int way,
    struct progress *p)
{
    size_t room = size + 4096;
    for (uint32_t number = first; number < count; number++) {
        p->started = number;
        /* A hang counts as a crash: five seconds of work, or two minutes of waiting on a machine that is busy. */
        struct itimerval work = {.it_value = {.tv_sec = 5}};
        (void)setitimer(ITIMER_PROF, &work, NULL);
        alarm(120);
        uint64_t state = seed + number * (uint64_t)1000003;
        /* Exactly as large as needed, so that reading past the end is noticed by a checking allocator. */
        uint8_t *scratch = malloc(room);
        if (scratch == NULL) _exit(9);
        size_t used = mutate(session, size, scratch, room, &state);
        if (parse(scratch, used, 1 + next_random(&state) % 96, guarded, way)) p->refused++;
        free(scratch);
    }
}

int harness_mutate(
    const uint8_t *session, size_t size, uint64_t seed, uint32_t count, int guarded, int way, harness_report *report)
{
    memset(report, 0, sizeof *report);
    report->first_crash = -1;
    report->runs = count;
    struct progress *p =
        mmap(NULL, sizeof *p, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (p == MAP_FAILED) return -1;
    p->refused = 0;
    for (uint32_t first = 0; first < count;) {
        pid_t child = fork();
        if (child < 0) break;
        if (child == 0) {
            struct rlimit none = {0, 0};
            (void)setrlimit(RLIMIT_CORE, &none);
            /* The test runner's crash reporter must not run for crashes that are counted here. */
            int fatal[] = {SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL};
            for (size_t i = 0; i < sizeof fatal / sizeof *fatal; i++) (void)signal(fatal[i], SIG_DFL);
            (void)freopen("/dev/null", "w", stderr);
            run(session, size, seed, first, count, guarded != 0, way, p);
            _exit(0);
        }
        int status = 0;
        if (waitpid(child, &status, 0) != child) break;
        if (WIFEXITED(status) && WEXITSTATUS(status) == 0) {
            first = count;
        } else {
            if (report->crashes++ == 0) report->first_crash = p->started;
            first = p->started + 1;
        }
    }
    report->refused = p->refused;
    (void)munmap(p, sizeof *p);
    return 0;
}

int harness_parse(const uint8_t *session, size_t size, int guarded, int way)
{
    pid_t child = fork();
    if (child < 0) return -1;
    if (child == 0) {
        struct rlimit none = {0, 0};
        (void)setrlimit(RLIMIT_CORE, &none);
        int fatal[] = {SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL};
        for (size_t i = 0; i < sizeof fatal / sizeof *fatal; i++) (void)signal(fatal[i], SIG_DFL);
        (void)freopen("/dev/null", "w", stderr);
        alarm(60);
        _exit(parse(session, size, 4096, guarded != 0, way) ? 1 : 0);
    }
    int status = 0;
    if (waitpid(child, &status, 0) != child) return -1;
    return WIFEXITED(status) && WEXITSTATUS(status) < 2 ? WEXITSTATUS(status) : 2;
}

void harness_mailstream_close(void *pointer) { (void)mailstream_close(pointer); }
