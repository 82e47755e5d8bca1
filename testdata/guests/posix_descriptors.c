/* SPDX-License-Identifier: MIT */
/*
 * Tries what is done with an open descriptor, on each kind of them and with
 * arguments at the edges, and prints what came of it. The same program, compiled
 * for the host, says what is right.
 */
#include "posix.h"
#include <limits.h>
#include <poll.h>
#include <sys/uio.h>
#ifdef __wasi__
#include <wasi/libc.h>
#else
#include <sys/time.h>
static int __wasilibc_fd_renumber(int from, int to)
{
    if (fcntl(from, F_GETFD) < 0 || fcntl(to, F_GETFD) < 0)
        return -1;
    if (from == to)
        return 0;
    return dup2(from, to) < 0 ? -1 : close(from);
}
#endif

static const struct { const char *name, *path; int flags; } kinds[] = {
    { "read", "file", O_RDONLY },
    { "write", "file", O_WRONLY },
    { "both", "file", O_RDWR },
    { "append", "file", O_WRONLY | O_APPEND },
    { "both-append", "file", O_RDWR | O_APPEND },
    { "read-append", "file", O_RDONLY | O_APPEND },
    { "directory", "dir", O_RDONLY | O_DIRECTORY },
    { "directory-plain", "dir", O_RDONLY },
    { "closed", 0, 0 },
    { "stdin", 0, 0 },
    { "stdout", 0, 1 },
    { "device-read", "/dev/null", O_RDONLY },
    { "device-write", "/dev/null", O_WRONLY },
    { "device-both", "/dev/null", O_RDWR },
    { "device-append", "/dev/null", O_RDWR | O_APPEND },
    { "device-zero", "/dev/zero", O_RDWR },
    { "device-zero-read", "/dev/zero", O_RDONLY },
    { "device-random", "/dev/random", O_RDWR },
    { "device-urandom", "/dev/urandom", O_RDWR },
    { "device-urandom-write", "/dev/urandom", O_WRONLY },
};

static const long long offsets[] = {
    0, 1, 5, 10, 11, 100, -1, -5, LLONG_MIN,
};

static int open_kind(size_t kind)
{
    if (!strcmp(kinds[kind].name, "closed"))
        return 77;
    if (!kinds[kind].path)
        return kinds[kind].flags;
    int fd = open("file", O_CREAT | O_WRONLY | O_TRUNC, 0644);
    write(fd, "0123456789", 10);
    close(fd);
    mkdir("dir", 0755);
    fd = open(kinds[kind].path, kinds[kind].flags);
    lseek(fd, 3, SEEK_SET);
    return fd;
}

/* What the call gave, and what it left. */
static void leave(size_t kind, int fd, long long value, int code)
{
    struct stat info;
    printf(" %lld %s", value, name_of(code));
    if (kinds[kind].path) {
        if (strcmp(kinds[kind].path, "dir"))
            printf(" at=%lld", (long long)lseek(fd, 0, SEEK_CUR));
        close(fd);
    }
    if (stat("file", &info) == 0)
        printf(" size=%lld", (long long)info.st_size);
    printf("\n");
}

#define TRY(kind, call, ...)                                                  \
    do {                                                                      \
        int fd = open_kind(kind);                                             \
        long long value;                                                      \
        errno = 0;                                                            \
        value = (call);                                                       \
        int code = value < 0 ? errno : 0;                                     \
        printf("%s ", kinds[kind].name);                                      \
        printf(__VA_ARGS__);                                                  \
        leave(kind, fd, value, code);                                         \
    } while (0)

/* What is ready, at once. */
static int poll_now(int fd, int events)
{
    struct pollfd one = { fd, events, 0 };
    const int count = poll(&one, 1, 0);
    return count < 0 ? -1 : one.revents & events ? 1 : 0;
}

static int list_now(int fd)
{
    const int copy = openat(fd, ".", O_RDONLY | O_DIRECTORY);
    if (copy >= 0)
        close(copy);
    DIR *dir = fdopendir(fd);
    return dir ? 0 : -1;
}

/* Every way to open what a path leads to. */
static void try_open(const char *path)
{
    static const struct { int flag; const char *name; } bits[] = {
        { O_CREAT, "C" }, { O_EXCL, "X" }, { O_TRUNC, "T" },
        { O_APPEND, "A" }, { O_DIRECTORY, "D" }, { O_NOFOLLOW, "N" },
    };
    static const int modes[] = { O_RDONLY, O_WRONLY, O_RDWR };
    for (int mask = 0; mask < 1 << COUNT(bits); mask++)
        for (size_t mode = 0; mode < COUNT(modes); mode++) {
            int flags = modes[mode];
            char text[16] = "";
            for (size_t b = 0; b < COUNT(bits); b++)
                if (mask & 1 << b) {
                    flags |= bits[b].flag;
                    strcat(text, bits[b].name);
                }
            /* what these do together, POSIX leaves open */
            if ((flags & O_EXCL) && !(flags & O_CREAT))
                continue;
            if ((flags & O_TRUNC) && mode == 0)
                continue;
            if ((flags & O_DIRECTORY) && (flags & (O_CREAT | O_TRUNC)))
                continue;
            int fd = open(path, flags, 0644);
            printf("open %s %d%s: %s", path, (int)mode, text, name_of(result(fd)));
            if (fd >= 0) {
                char buffer[4];
                int n = write(fd, "ab", 2);
                printf(" write=%d %s", n, n < 0 ? name_of(errno) : "");
                n = read(fd, buffer, 4);
                printf(" read=%d %s", n, n < 0 ? name_of(errno) : "");
                printf(" at=%lld", (long long)lseek(fd, 0, SEEK_CUR));
                close(fd);
            }
            printf("\n");
        }
}

/* These say by their value what went wrong. */
#define SAYS(call) ((errno = (call)) ? -1 : 0)

#define TRY_PATH(call)                                                        \
    do {                                                                      \
        int code = result(call);                                              \
        printf("%s %s: %s\n", #call, paths[p], name_of(code));               \
    } while (0)

/* With an argument, of devices alone: not everywhere are there any. */
int main(int argc, char **argv)
{
    char buffer[64] = "abcdefgh";
    struct iovec none[3] = { { buffer, 0 }, { buffer, 0 }, { buffer, 0 } };
    struct iovec some[3] = { { buffer, 2 }, { buffer, 0 }, { buffer, 3 } };
    const struct timespec times[] = { { 5, 0 }, { 6, 0 } };
    struct stat info;
    if (argc > 1) {
        static const char *const paths[] = {
            "/dev/null", "/dev/zero", "/dev/random", "/dev/urandom", "/dev/null/",
            "/dev/null/.", "/dev/null/x", "/dev", "/dev/", "/dev/.", "/dev/none/x",
        };
        for (size_t p = 0; p < COUNT(paths); p++) {
            try_open(paths[p]);
            TRY_PATH(truncate(paths[p], 0));
            TRY_PATH(truncate(paths[p], 5));
            TRY_PATH((int)readlink(paths[p], buffer, 8));
        }
    }
    for (size_t k = 0; k < COUNT(kinds); k++) {
        if ((strstr(kinds[k].name, "device") != 0) != (argc > 1))
            continue;
        const int is_stream = !kinds[k].path && strcmp(kinds[k].name, "closed");
        /* whatever else is written to standard output would be in the way */
        const int is_output = is_stream && kinds[k].flags == 1;
        for (int n = 0; n < 9; n += 4) {
            TRY(k, read(fd, buffer, n), "read %d", n);
            if (!is_output || n == 0)
                TRY(k, write(fd, buffer, n), "write %d", n);
            for (size_t o = 0; o < COUNT(offsets); o++) {
                TRY(k, pread(fd, buffer, n, offsets[o]), "pread %d %lld", n, offsets[o]);
                TRY(k, pwrite(fd, buffer, n, offsets[o]), "pwrite %d %lld", n, offsets[o]);
            }
        }
        for (int n = 0; n < 4; n++) {
            TRY(k, readv(fd, none, n), "readv none %d", n);
            TRY(k, writev(fd, none, n), "writev none %d", n);
            TRY(k, readv(fd, some, n), "readv %d", n);
            if (!is_output)
                TRY(k, writev(fd, some, n), "writev %d", n);
        }
        for (size_t o = 0; o < COUNT(offsets); o++) {
            for (int whence = 0; whence < 3; whence++)
                TRY(k, lseek(fd, offsets[o], whence), "seek %lld %d", offsets[o], whence);
            TRY(k, lseek(fd, offsets[o], 9), "seek %lld 9", offsets[o]);
            TRY(k, ftruncate(fd, offsets[o]), "ftruncate %lld", offsets[o]);
            for (size_t l = 0; l < COUNT(offsets); l++) {
                TRY(k, SAYS(posix_fallocate(fd, offsets[o], offsets[l])),
                    "allocate %lld %lld", offsets[o], offsets[l]);
                TRY(k, SAYS(posix_fadvise(fd, offsets[o], offsets[l], POSIX_FADV_NORMAL)),
                    "advise %lld %lld", offsets[o], offsets[l]);
            }
        }
        TRY(k, SAYS(posix_fallocate(fd, LLONG_MAX, 1)), "allocate too much");
        TRY(k, SAYS(posix_fallocate(fd, 1, LLONG_MAX)), "allocate too much");
        TRY(k, SAYS(posix_fadvise(fd, 0, 0, 9)), "advise 9");
        TRY(k, fsync(fd), "sync");
        TRY(k, fdatasync(fd), "datasync");
        TRY(k, fstat(fd, &info), "stat");
        if (!is_stream)
            TRY(k, fstat(fd, &info) < 0 ? -1 : (int)(info.st_mode & S_IFMT), "type");
        TRY(k, poll_now(fd, POLLIN), "poll in");
        TRY(k, poll_now(fd, POLLOUT), "poll out");
        TRY(k, list_now(fd), "list");
        TRY(k, openat(fd, "x", O_RDONLY), "openat");
        TRY(k, mkdirat(fd, "file", 0755), "mkdirat");
        TRY(k, fstatat(fd, "x", &info, 0), "fstatat");
        TRY(k, (int)readlinkat(fd, "x", buffer, 8), "readlinkat");
        TRY(k, unlinkat(fd, "x", 0), "unlinkat");
        TRY(k, unlinkat(fd, "x", AT_REMOVEDIR), "rmdirat");
        TRY(k, renameat(fd, "x", fd, "y"), "renameat");
        TRY(k, linkat(fd, "x", fd, "y", 0), "linkat");
        if (!is_stream) {
            TRY(k, futimens(fd, times), "times");
            TRY(k, fcntl(fd, F_SETFL, O_APPEND), "append");
            TRY(k, fcntl(fd, F_SETFL, 0), "no flags");
            TRY(k, __wasilibc_fd_renumber(fd, 99), "renumber to none");
            TRY(k, __wasilibc_fd_renumber(fd, fd), "renumber to itself");
            TRY(k, __wasilibc_fd_renumber(99, fd), "renumber none");
        }
    }
    return 0;
}
