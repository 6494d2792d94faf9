/* Preloaded (LD_PRELOAD) into a program and its children: every change to a file below DISK_WATCH_ROOT is done, and told in order to
   the file DISK_WATCH_LOG, with the syncs that make changes durable; and what is sent on sockets, with its length only.

   With DISK_WATCH_KILL=N, or after disk_watch_kill_at(N), the process that would make the N-th change is killed instead, as by a
   power cut between two system calls; once, and no other process after it: who makes DISK_WATCH_LOG's ".killed" first, is.

   A way to change a file that is not known here is told as such (X): the reader of the log refuses to go on. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#define REAL(name) ((__typeof__(&name))real(#name))

struct record {
    uint64_t at;      /* CLOCK_MONOTONIC, nanoseconds */
    uint64_t inode;
    int64_t offset;   /* of a write; the new size of a truncation */
    uint64_t before;  /* of a sync: the length of the log when it began; what came later is not covered */
    uint32_t kind, path, other, data; /* lengths of what follows */
};

static char root[4096];
static size_t root_length;
static int log_fd = -1;
static char killed[4200];
static volatile long kill_at, changes;
static pthread_mutex_t one_at_a_time = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;

static void *real(const char *name) { return dlsym(RTLD_NEXT, name); }

__attribute__((constructor)) static void begin(void) {
    const char *where = getenv("DISK_WATCH_ROOT"), *log = getenv("DISK_WATCH_LOG"), *at = getenv("DISK_WATCH_KILL");
    if (!where || !log) return;
    snprintf(root, sizeof root, "%s", where);
    root_length = strlen(root);
    snprintf(killed, sizeof killed, "%s.killed", log);
    kill_at = at ? atol(at) : 0;
    /* High, so that nobody who closes or counts descriptors meets it. */
    int fd = syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    log_fd = syscall(SYS_fcntl, fd, F_DUPFD_CLOEXEC, 900);
    syscall(SYS_close, fd);
}

void disk_watch_kill_at(long number) { changes = 0; kill_at = number; }
long disk_watch_changes(void) { return changes; }

static int below(const char *path) {
    return log_fd >= 0 && !strncmp(path, root, root_length) && (path[root_length] == '/' || !path[root_length]);
}

/* The path as the kernel writes it; "" where it is not below the root. */
static int path_of(int fd, char *path) {
    char link[64];
    if (log_fd < 0) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, 4095);
    if (length < 0) return 0;
    path[length] = 0;
    return below(path);
}

static int absolute(int folder, const char *name, char *path) {
    if (log_fd < 0) return 0;
    char base[4096] = "";
    if (name[0] == '/') snprintf(path, 4096, "%s", name);
    else {
        if (folder == AT_FDCWD) { if (!getcwd(base, sizeof base)) return 0; }
        else { char link[64]; snprintf(link, sizeof link, "/proc/self/fd/%d", folder);
               ssize_t n = readlink(link, base, sizeof base - 1); if (n < 0) return 0; base[n] = 0; }
        if ((size_t)snprintf(path, 4096, "%.2000s/%.2000s", base, name) >= 4096) return 0;
    }
    if (strstr(path, "/..") || strstr(path, "/./") || strstr(path, "//")) {
        char *last = strrchr(path, '/'), folder[4096];
        *last = 0;
        if (!realpath(*path ? path : "/", folder)) return 0;
        snprintf(base, sizeof base, "%s", last + 1);
        if ((size_t)snprintf(path, 4096, "%.2000s/%.2000s", folder, base) >= 4096) return 0;
    }
    return below(path);
}

static uint64_t inode_of(int fd) {
    struct stat about;
    return fstat(fd, &about) ? 0 : about.st_ino;
}

static uint64_t length_of_log(void) {
    struct stat about;
    return fstat(log_fd, &about) ? 0 : about.st_size;
}

static void tell(char kind, uint64_t inode, int64_t offset, uint64_t before, const char *path, const char *other,
                 const void *data, size_t size) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    struct record head = {now.tv_sec * 1000000000ull + now.tv_nsec, inode, offset, before, kind,
                          strlen(path), other ? strlen(other) : 0, data ? size : 0};
    struct iovec parts[] = {{&head, sizeof head}, {(void *)path, head.path}, {(void *)other, head.other}, {(void *)data, head.data}};
    int kept = errno;
    syscall(SYS_writev, log_fd, parts, 4);
    errno = kept;
}

/* Before each change. */
static void change(void) {
    if (__sync_add_and_fetch(&changes, 1) == kill_at
        && syscall(SYS_openat, AT_FDCWD, killed, O_WRONLY | O_CREAT | O_EXCL, 0600) >= 0)
        syscall(SYS_kill, getpid(), SIGKILL);
}

static void written(int fd, const char *path, int64_t offset, const void *data, ssize_t size) {
    if (size > 0) tell('W', inode_of(fd), offset, 0, path, 0, data, size);
}

static int out(int fd, ssize_t size) {
    struct sockaddr_in peer;
    socklen_t length = sizeof peer;
    char name[64];
    if (log_fd < 0 || size <= 0 || getpeername(fd, (struct sockaddr *)&peer, &length) || peer.sin_family != AF_INET) return 0;
    snprintf(name, sizeof name, "%d", ntohs(peer.sin_port));
    tell('O', 0, size, 0, name, 0, 0, 0);
    return 1;
}

#define LOCK pthread_mutex_lock(&one_at_a_time)
#define UNLOCK pthread_mutex_unlock(&one_at_a_time)

ssize_t write(int fd, const void *data, size_t size) {
    char path[4096];
    if (!path_of(fd, path)) return REAL(write)(fd, data, size);
    LOCK;
    change();
    off_t at = (fcntl(fd, F_GETFL) & O_APPEND) ? lseek(fd, 0, SEEK_END) : lseek(fd, 0, SEEK_CUR);
    ssize_t done = REAL(write)(fd, data, size);
    written(fd, path, at, data, done);
    UNLOCK;
    return done;
}

ssize_t pwrite(int fd, const void *data, size_t size, off_t at) {
    char path[4096];
    if (!path_of(fd, path)) return REAL(pwrite)(fd, data, size, at);
    LOCK;
    change();
    ssize_t done = REAL(pwrite)(fd, data, size, at);
    written(fd, path, at, data, done);
    UNLOCK;
    return done;
}

ssize_t pwrite64(int fd, const void *data, size_t size, off64_t at) { return pwrite(fd, data, size, at); }

static int truncated(int fd, off_t size) {
    char path[4096];
    if (!path_of(fd, path)) return REAL(ftruncate)(fd, size);
    LOCK;
    change();
    int done = REAL(ftruncate)(fd, size);
    if (!done) tell('T', inode_of(fd), size, 0, path, 0, 0, 0);
    UNLOCK;
    return done;
}

int ftruncate(int fd, off_t size) { return truncated(fd, size); }
int ftruncate64(int fd, off64_t size) { return truncated(fd, size); }

static int synced(int fd, int call) {
    char path[4096];
    if (!path_of(fd, path)) return syscall(call, fd);
    uint64_t before = length_of_log();
    int done = syscall(call, fd);
    if (!done) tell('S', inode_of(fd), 0, before, path, 0, 0, 0);
    return done;
}

int fsync(int fd) { return synced(fd, SYS_fsync); }
int fdatasync(int fd) { return synced(fd, SYS_fdatasync); }

static int opened(int folder, const char *name, int flags, mode_t mode) {
    char path[4096];
    int nameless = (flags & O_TMPFILE) == O_TMPFILE;
    if (!absolute(folder, name, path) || !(flags & (O_CREAT | O_TRUNC) || nameless)) return syscall(SYS_openat, folder, name, flags, mode);
    LOCK;
    struct stat about;
    int known = !nameless && !fstatat(folder, name, &about, 0);
    if (!known || (flags & O_TRUNC)) change();
    int fd = syscall(SYS_openat, folder, name, flags, mode);
    if (fd >= 0 && nameless) tell('N', inode_of(fd), 0, 0, path, 0, 0, 0);
    else if (fd >= 0 && !known) tell('C', inode_of(fd), 0, 0, path, 0, 0, 0);
    else if (fd >= 0 && (flags & O_TRUNC) && about.st_size) tell('T', inode_of(fd), 0, 0, path, 0, 0, 0);
    UNLOCK;
    return fd;
}

#define MODE mode_t mode = 0; if (flags & (O_CREAT | O_TMPFILE)) { va_list rest; va_start(rest, flags); mode = va_arg(rest, mode_t); va_end(rest); }
int open(const char *name, int flags, ...) { MODE return opened(AT_FDCWD, name, flags, mode); }
int open64(const char *name, int flags, ...) { MODE return opened(AT_FDCWD, name, flags | O_LARGEFILE, mode); }
int openat(int folder, const char *name, int flags, ...) { MODE return opened(folder, name, flags, mode); }
int openat64(int folder, const char *name, int flags, ...) { MODE return opened(folder, name, flags | O_LARGEFILE, mode); }

static int renamed(int from, const char *old, int to, const char *new) {
    char path[4096], other[4096];
    int mine = absolute(from, old, path), theirs = absolute(to, new, other);
    if (!mine && !theirs) return syscall(SYS_renameat, from, old, to, new);
    LOCK;
    change();
    int done = syscall(SYS_renameat, from, old, to, new);
    if (!done) tell(mine && theirs ? 'R' : 'X', 0, 0, 0, path, other, 0, 0);
    UNLOCK;
    return done;
}

int rename(const char *old, const char *new) { return renamed(AT_FDCWD, old, AT_FDCWD, new); }
int renameat(int from, const char *old, int to, const char *new) { return renamed(from, old, to, new); }

int renameat2(int from, const char *old, int to, const char *new, unsigned flags) {
    char path[4096];
    if (flags && (absolute(from, old, path) || absolute(to, new, path))) tell('X', 0, 0, 0, path, "renameat2", 0, 0);
    return flags ? (int)syscall(SYS_renameat2, from, old, to, new, flags) : renamed(from, old, to, new);
}

static int named(int from, const char *old, int to, const char *new, int flags) {
    char path[4096];
    if (absolute(to, new, path)) tell('X', 0, 0, 0, path, "link", 0, 0);
    return syscall(SYS_linkat, from, old, to, new, flags);
}
int link(const char *old, const char *new) { return named(AT_FDCWD, old, AT_FDCWD, new, 0); }
int linkat(int from, const char *old, int to, const char *new, int flags) { return named(from, old, to, new, flags); }

static int shortened(const char *name, off_t size) {
    char path[4096];
    if (absolute(AT_FDCWD, name, path)) tell('X', 0, 0, 0, path, "truncate", 0, 0);
    return syscall(SYS_truncate, name, size);
}
int truncate(const char *name, off_t size) { return shortened(name, size); }
int truncate64(const char *name, off64_t size) { return shortened(name, size); }

static int removed(int folder, const char *name, int flags) {
    char path[4096];
    if (!absolute(folder, name, path)) return syscall(SYS_unlinkat, folder, name, flags);
    LOCK;
    change();
    int done = syscall(SYS_unlinkat, folder, name, flags);
    if (!done) tell((flags & AT_REMOVEDIR) ? 'D' : 'U', 0, 0, 0, path, 0, 0, 0);
    UNLOCK;
    return done;
}

int unlink(const char *name) { return removed(AT_FDCWD, name, 0); }
int unlinkat(int folder, const char *name, int flags) { return removed(folder, name, flags); }
int rmdir(const char *name) { return removed(AT_FDCWD, name, AT_REMOVEDIR); }

static int made(int folder, const char *name, mode_t mode) {
    char path[4096];
    if (!absolute(folder, name, path)) return syscall(SYS_mkdirat, folder, name, mode);
    LOCK;
    change();
    int done = syscall(SYS_mkdirat, folder, name, mode);
    if (!done) tell('M', 0, 0, 0, path, 0, 0, 0);
    UNLOCK;
    return done;
}

int mkdir(const char *name, mode_t mode) { return made(AT_FDCWD, name, mode); }
int mkdirat(int folder, const char *name, mode_t mode) { return made(folder, name, mode); }

int symlink(const char *target, const char *name) {
    char path[4096];
    if (!absolute(AT_FDCWD, name, path)) return syscall(SYS_symlinkat, target, AT_FDCWD, name);
    LOCK;
    change();
    int done = syscall(SYS_symlinkat, target, AT_FDCWD, name);
    if (!done) tell('Y', 0, 0, 0, path, target, 0, 0);
    UNLOCK;
    return done;
}

/* --- not known: told, so that nobody trusts the log */

static void unknown(int fd, const char *what) {
    char path[4096];
    if (path_of(fd, path)) tell('X', 0, 0, 0, path, what, 0, 0);
}

ssize_t writev(int fd, const struct iovec *parts, int count) { unknown(fd, "writev"); return REAL(writev)(fd, parts, count); }
ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t at) { unknown(fd, "pwritev"); return REAL(pwritev)(fd, parts, count, at); }
ssize_t pwritev64(int fd, const struct iovec *parts, int count, off64_t at) { unknown(fd, "pwritev"); return REAL(pwritev)(fd, parts, count, at); }
ssize_t pwritev64v2(int fd, const struct iovec *parts, int count, off64_t at, int flags) { unknown(fd, "pwritev2"); return REAL(pwritev2)(fd, parts, count, at, flags); }
ssize_t pwritev2(int fd, const struct iovec *parts, int count, off_t at, int flags) { unknown(fd, "pwritev2"); return REAL(pwritev2)(fd, parts, count, at, flags); }
ssize_t sendfile(int to, int from, off_t *at, size_t size) { unknown(to, "sendfile"); return REAL(sendfile)(to, from, at, size); }
ssize_t sendfile64(int to, int from, off64_t *at, size_t size) { unknown(to, "sendfile"); return REAL(sendfile64)(to, from, at, size); }
ssize_t copy_file_range(int from, off64_t *a, int to, off64_t *b, size_t size, unsigned flags) {
    unknown(to, "copy_file_range");
    return REAL(copy_file_range)(from, a, to, b, size, flags);
}
int fallocate(int fd, int mode, off_t at, off_t size) { unknown(fd, "fallocate"); return REAL(fallocate)(fd, mode, at, size); }
int posix_fallocate(int fd, off_t at, off_t size) { unknown(fd, "posix_fallocate"); return REAL(posix_fallocate)(fd, at, size); }
int fallocate64(int fd, int mode, off64_t at, off64_t size) { unknown(fd, "fallocate"); return REAL(fallocate)(fd, mode, at, size); }
int posix_fallocate64(int fd, off64_t at, off64_t size) { unknown(fd, "posix_fallocate"); return REAL(posix_fallocate)(fd, at, size); }

/* SQLite's -shm is shared memory that happens to have a name: it is made anew after a crash. */
static void *mapped(void *where, size_t size, int protection, int flags, int fd, off_t at) {
    char path[4096];
    if (fd >= 0 && (flags & MAP_SHARED) && (protection & PROT_WRITE) && path_of(fd, path)) {
        size_t length = strlen(path);
        if (length < 4 || strcmp(path + length - 4, "-shm")) tell('X', 0, 0, 0, path, "mmap", 0, 0);
    }
    return (void *)syscall(SYS_mmap, where, size, protection, flags, fd, at);
}
void *mmap(void *where, size_t size, int protection, int flags, int fd, off_t at) { return mapped(where, size, protection, flags, fd, at); }
void *mmap64(void *where, size_t size, int protection, int flags, int fd, off64_t at) { return mapped(where, size, protection, flags, fd, at); }

/* --- what leaves the machine */

ssize_t send(int fd, const void *data, size_t size, int flags) {
    ssize_t done = REAL(send)(fd, data, size, flags);
    out(fd, done);
    return done;
}
