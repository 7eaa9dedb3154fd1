/* A layer between SQLite and the disk in which one operation fails.
 *
 * It is the default of the process once it is installed, and passes everything on but the operation that is to fail. What it
 * counts it counts for each thread: in a simulated world one thread does everything. */
#ifndef MAILROOM_CFAULTYDISK_H
#define MAILROOM_CFAULTYDISK_H

/* Stands between SQLite and its default from now on. Once in a process; to ask again does no harm. Returns SQLite's code. */
int faulty_disk_install(void);

/* Counts this thread's operations that change a file (write, sync, truncate) anew, and lets the n-th fail with SQLITE_IOERR;
 * 0 for none. A write that fails has written its first half. */
void faulty_disk_begin(long failing);

/* How many there were since. */
long faulty_disk_operations(void);

#endif
