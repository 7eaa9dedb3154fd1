#include "CFaultyDisk.h"

#include <pthread.h>
#include <sqlite3.h>

/* The file of the layer below follows at once. */
struct faulty_file {
    sqlite3_file base;
    sqlite3_file real[];
};

static sqlite3_vfs *disk;
static sqlite3_vfs faulty;
static int installed = SQLITE_ERROR;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static _Thread_local long operations;
static _Thread_local long failing;

static sqlite3_file *real(sqlite3_file *file) { return ((struct faulty_file *)file)->real; }

static int fails(void) { return ++operations == failing; }

static int disk_close(sqlite3_file *file) { return real(file)->pMethods->xClose(real(file)); }

static int disk_read(sqlite3_file *file, void *octets, int count, sqlite3_int64 at) {
    return real(file)->pMethods->xRead(real(file), octets, count, at);
}

static int disk_write(sqlite3_file *file, const void *octets, int count, sqlite3_int64 at) {
    if (fails()) {
        /* Whether as much as that arrived is of no interest: nobody is told. */
        real(file)->pMethods->xWrite(real(file), octets, count / 2, at);
        return SQLITE_IOERR_WRITE;
    }
    return real(file)->pMethods->xWrite(real(file), octets, count, at);
}

static int disk_truncate(sqlite3_file *file, sqlite3_int64 size) {
    return fails() ? SQLITE_IOERR_TRUNCATE : real(file)->pMethods->xTruncate(real(file), size);
}

static int disk_sync(sqlite3_file *file, int flags) {
    return fails() ? SQLITE_IOERR_FSYNC : real(file)->pMethods->xSync(real(file), flags);
}

static int disk_size(sqlite3_file *file, sqlite3_int64 *size) {
    return real(file)->pMethods->xFileSize(real(file), size);
}

static int disk_lock(sqlite3_file *file, int level) { return real(file)->pMethods->xLock(real(file), level); }

static int disk_unlock(sqlite3_file *file, int level) { return real(file)->pMethods->xUnlock(real(file), level); }

static int disk_is_reserved(sqlite3_file *file, int *answer) {
    return real(file)->pMethods->xCheckReservedLock(real(file), answer);
}

static int disk_control(sqlite3_file *file, int operation, void *argument) {
    return real(file)->pMethods->xFileControl(real(file), operation, argument);
}

static int disk_sector(sqlite3_file *file) { return real(file)->pMethods->xSectorSize(real(file)); }

static int disk_traits(sqlite3_file *file) { return real(file)->pMethods->xDeviceCharacteristics(real(file)); }

static int disk_map(sqlite3_file *file, int page, int size, int extend, void volatile **memory) {
    return real(file)->pMethods->xShmMap(real(file), page, size, extend, memory);
}

static int disk_lock_map(sqlite3_file *file, int offset, int count, int flags) {
    return real(file)->pMethods->xShmLock(real(file), offset, count, flags);
}

static void disk_barrier(sqlite3_file *file) { real(file)->pMethods->xShmBarrier(real(file)); }

static int disk_unmap(sqlite3_file *file, int remove) { return real(file)->pMethods->xShmUnmap(real(file), remove); }

/* Version 2: what is mapped into memory instead of being read cannot fail here, so nothing is. */
static const sqlite3_io_methods methods = {
    2, disk_close, disk_read, disk_write, disk_truncate, disk_sync, disk_size, disk_lock, disk_unlock,
    disk_is_reserved, disk_control, disk_sector, disk_traits, disk_map, disk_lock_map, disk_barrier, disk_unmap,
    0, 0,
};

static int disk_open(sqlite3_vfs *vfs, sqlite3_filename name, sqlite3_file *file, int flags, int *given) {
    (void)vfs;
    int code = disk->xOpen(disk, name, real(file), flags, given);
    /* SQLite closes what has methods, also when opening it has failed. */
    file->pMethods = real(file)->pMethods ? &methods : 0;
    return code;
}

static void install(void) {
    disk = sqlite3_vfs_find(0);
    if (!disk) return;
    faulty = *disk;
    faulty.zName = "faulty";
    faulty.szOsFile = (int)sizeof(struct faulty_file) + disk->szOsFile;
    faulty.xOpen = disk_open;
    installed = sqlite3_vfs_register(&faulty, 1);
}

int faulty_disk_install(void) {
    pthread_once(&once, install);
    return installed;
}

void faulty_disk_begin(long at) {
    operations = 0;
    failing = at;
}

long faulty_disk_operations(void) { return operations; }
