/* A file that outlives a crash: which accounts are being worked with, and by which signal the process ended.
 *
 * The file is mapped, so that a mark costs a store to memory; the page cache keeps it when the process dies. The signal
 * handler only stores to it and hands on to whoever was there before. kill -9 leaves no signal in it. */
#ifndef MAILROOM_CCRASHMARK_H
#define MAILROOM_CCRASHMARK_H

#include <stdint.h>

/* The file: a header of 16 octets, then a slot of 64 for each account. Little-endian, as the machine is. */
#define CRASH_MARK_MAGIC 0x314D524Du
#define CRASH_MARK_HEADER 16
#define CRASH_MARK_SLOT 64
#define CRASH_MARK_NAME 60

/* In place of a slot: the thread that failed read for no account; the signal came from outside. */
#define CRASH_MARK_NOBODY (-1)
#define CRASH_MARK_OUTSIDE (-2)

/* Makes the file anew with `count` slots and begins to watch for SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT and SIGTRAP.
 * Once in a process. Returns 0 or errno. */
int crash_mark_begin(const char *path, uint32_t count);

/* The name of a slot, cut to what fits. */
void crash_mark_name(uint32_t slot, const char *name);

/* Work with the account of a slot begins and ends; a slot below 0 is none. */
void crash_mark_enter(int32_t slot);
void crash_mark_leave(int32_t slot);

/* From now on this thread reads for the account of the slot; below 0 for none. Returns the slot it read for before. */
int32_t crash_mark_thread(int32_t slot);

#endif
