#define _GNU_SOURCE
#include "CCrashMark.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

struct slot {
    _Atomic uint32_t working;
    char name[CRASH_MARK_NAME];
};

struct mark {
    uint32_t magic;
    uint32_t count;
    _Atomic uint32_t signal;
    _Atomic int32_t thread; /* the slot of the thread that failed, or one of the two values in its place */
    struct slot slots[];
};

_Static_assert(offsetof(struct mark, slots) == CRASH_MARK_HEADER, "the header's size is part of the file's format");
_Static_assert(sizeof(struct slot) == CRASH_MARK_SLOT, "a slot's size is part of the file's format");

static struct mark *_Atomic current;
/* In the thread's own block from its start: another model may allocate at the first use, which a handler must not. */
static _Thread_local int32_t here __attribute__((tls_model("initial-exec"))) = CRASH_MARK_NOBODY;
static _Thread_local int has_stack __attribute__((tls_model("initial-exec")));
static const int faults[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP};
static struct sigaction before[sizeof faults / sizeof faults[0]];

/* Stores and hands on: nothing here may lock or allocate. The calls are among those of signal-safety(7). */
static void note(int number, siginfo_t *info, void *context) {
    (void)context;
    int saved = errno;
    struct mark *mark = atomic_load(&current);
    uint32_t none = 0;
    if (mark && atomic_compare_exchange_strong(&mark->signal, &none, (uint32_t)number)) {
        /* Sent from outside it says nothing about the thread that happens to get it. */
        int is_ours = info->si_code > 0 || info->si_pid == getpid();
        atomic_store(&mark->thread, is_ours ? here : CRASH_MARK_OUTSIDE);
    }
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
        if (faults[i] == number) sigaction(number, &before[i], NULL);
    }
    /* What the machine itself refused it refuses again, so that whoever was there before sees the same place and the same
     * address. Anything else, and a trap, behind which the next instruction stands, is raised again: blocked until this
     * returns. */
    if (info->si_code <= 0 || number == SIGTRAP) raise(number);
    errno = saved;
}

int crash_mark_begin(const char *path, uint32_t count) {
    size_t size = CRASH_MARK_HEADER + (size_t)count * CRASH_MARK_SLOT;
    int file = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file < 0) return errno;
    /* Allocated, because a store to a page a full disk has no room for would itself be a SIGBUS. */
    int refusal = posix_fallocate(file, 0, (off_t)size);
    struct mark *mark = refusal ? MAP_FAILED : mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (!refusal && mark == MAP_FAILED) refusal = errno;
    close(file);
    if (refusal) return refusal;
    mark->count = count;
    atomic_store(&mark->thread, CRASH_MARK_NOBODY);
    mark->magic = CRASH_MARK_MAGIC;
    atomic_store(&current, mark);
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_sigaction = note;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK;
    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
        if (sigaction(faults[i], &action, &before[i]) != 0) return errno;
    }
    return 0;
}

static struct slot *slot_at(int32_t number) {
    struct mark *mark = atomic_load(&current);
    return mark && number >= 0 && (uint32_t)number < mark->count ? &mark->slots[number] : NULL;
}

void crash_mark_name(uint32_t number, const char *name) {
    struct slot *slot = slot_at((int32_t)number);
    if (!slot) return;
    memset(slot->name, 0, sizeof slot->name);
    memcpy(slot->name, name, strnlen(name, sizeof slot->name));
}

void crash_mark_enter(int32_t number) {
    struct slot *slot = slot_at(number);
    if (slot) atomic_fetch_add(&slot->working, 1);
}

void crash_mark_leave(int32_t number) {
    struct slot *slot = slot_at(number);
    if (slot) atomic_fetch_sub(&slot->working, 1);
}

/* A stack of its own for the handler, or a parser that ran out of stack would leave no mark. Kept as long as the process
 * lives, as its threads are. */
static void give_stack(void) {
    has_stack = 1;
    stack_t stack;
    if (sigaltstack(NULL, &stack) != 0 || !(stack.ss_flags & SS_DISABLE)) return;
    size_t size = 65536;
    void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) return;
    stack = (stack_t){.ss_sp = memory, .ss_size = size};
    sigaltstack(&stack, NULL);
}

int32_t crash_mark_thread(int32_t number) {
    if (number >= 0 && !has_stack && atomic_load(&current)) give_stack();
    int32_t old = here;
    here = number;
    return old;
}
