/* SPDX-License-Identifier: MIT */
/*
 * Does all that a guest can do with names, again and again, while somebody swaps what
 * they stand for, and says what it got to see of the outside.
 *
 * jail_attack ROUNDS SECONDS: as many rounds, but not for longer.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wasi/api.h>

#define DIRECTORY_RIGHTS                                                     \
    ((__wasi_rights_t)0xfffffff                                              \
     & ~(__wasi_rights_t)(__WASI_RIGHTS_FD_WRITE | __WASI_RIGHTS_FD_ALLOCATE \
                          | __WASI_RIGHTS_FD_FILESTAT_SET_SIZE))
#define READ __WASI_RIGHTS_FD_READ
#define WRITE __WASI_RIGHTS_FD_WRITE
#define CREAT __WASI_OFLAGS_CREAT
#define EXCL __WASI_OFLAGS_EXCL
#define TRUNC __WASI_OFLAGS_TRUNC

static long tries, done;

static void leak(const char *what, const char *path)
{
    printf("leak: %s %s\n", what, path);
}

static int count(__wasi_errno_t code)
{
    tries++;
    done += code == 0;
    return code == 0;
}

static int lists_mark(__wasi_fd_t fd)
{
    static uint8_t buffer[4096];
    __wasi_size_t used;
    if (!count(__wasi_fd_readdir(fd, buffer, sizeof buffer, 0, &used)))
        return 0;
    for (__wasi_size_t at = 0; at + 24 <= used;) {
        uint32_t length;
        memcpy(&length, buffer + at + 16, sizeof length);
        at += 24;
        if (length == 7 && at + 7 <= used && !memcmp(buffer + at, "OUTMARK", 7))
            return 1;
        at += length;
    }
    return 0;
}

static void check_open(__wasi_fd_t fd, const char *path)
{
    __wasi_filestat_t stat;
    char text[16] = "";
    __wasi_iovec_t vec = { (uint8_t *)text, sizeof text - 1 };
    __wasi_size_t size;
    if (count(__wasi_fd_filestat_get(fd, &stat)) && stat.size == 777)
        leak("described", path);
    if (count(__wasi_fd_pread(fd, &vec, 1, 0, &size)) && strstr(text, "SECRET"))
        leak("read", path);
}

static void open_file(__wasi_fd_t at, const char *path, int flags, __wasi_rights_t rights)
{
    __wasi_fd_t fd;
    __wasi_size_t size;
    const __wasi_ciovec_t vec = { (const uint8_t *)"PWNED", 5 };
    if (!count(__wasi_path_open(at, 1, path, flags, rights, 0, 0, &fd)))
        return;
    check_open(fd, path);
    if (rights & WRITE)
        count(__wasi_fd_write(fd, &vec, 1, &size));
    (void)!__wasi_fd_close(fd);
}

/* Opens and describes what may be a file, a link or a pipe. */
static void use_file(__wasi_fd_t at, const char *path)
{
    __wasi_filestat_t stat;
    uint8_t target[64];
    __wasi_size_t size;
    for (int follow = 0; follow < 2; follow++)
        if (count(__wasi_path_filestat_get(at, follow, path, &stat)) && stat.size == 777)
            leak("described", path);
    open_file(at, path, 0, READ);
    open_file(at, path, 0, READ | WRITE);
    open_file(at, path, CREAT, WRITE);
    open_file(at, path, CREAT | EXCL, WRITE);
    open_file(at, path, CREAT | TRUNC, READ | WRITE);
    count(__wasi_path_filestat_set_times(at, 1, path, 1, 1, 5));
    count(__wasi_path_filestat_set_times(at, 0, path, 1, 1, 5));
    count(__wasi_path_readlink(at, path, target, sizeof target, &size));
}

static const char *in(const char *directory, const char *name)
{
    static char buffers[4][64];
    static int next;
    char *path = buffers[next++ % 4];
    snprintf(path, sizeof buffers[0], "%s/%s", directory, name);
    return path;
}

static void use_directory(__wasi_fd_t at, const char *directory)
{
    __wasi_fd_t fd;
    uint8_t target[64];
    __wasi_size_t size = 0;
    if (count(__wasi_path_open(at, 1, directory, __WASI_OFLAGS_DIRECTORY,
                               __WASI_RIGHTS_FD_READDIR, 0, 0, &fd))) {
        if (lists_mark(fd))
            leak("listed", directory);
        (void)!__wasi_fd_close(fd);
    }
    use_file(at, in(directory, "x"));
    if (count(__wasi_path_readlink(at, in(directory, "l"), target, sizeof target, &size))
        && size == 7)
        leak("read the link", directory);
    count(__wasi_path_create_directory(at, in(directory, "made")));
    count(__wasi_path_symlink("zz", at, in(directory, "link")));
    count(__wasi_path_link(at, 0, in(directory, "x"), at, in(directory, "hard")));
    if (count(__wasi_path_link(at, 0, in(directory, "x"), 3, "taken"))) {
        open_file(3, "taken", 0, READ);
        count(__wasi_path_unlink_file(3, "taken"));
    }
    open_file(at, in(directory, "new"), CREAT, WRITE);
    count(__wasi_path_rename(at, in(directory, "new"), at, in(directory, "renamed")));
    count(__wasi_path_rename(3, "own", at, in(directory, "own")));
    count(__wasi_path_rename(at, in(directory, "own"), 3, "own"));
    if (count(__wasi_path_rename(at, in(directory, "x"), 3, "moved"))) {
        open_file(3, "moved", 0, READ);
        count(__wasi_path_rename(3, "moved", at, in(directory, "x")));
        (void)!__wasi_path_unlink_file(3, "moved");
    }
    static const char *const names[] = { "link", "hard", "new", "renamed", "own" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        count(__wasi_path_unlink_file(at, in(directory, names[i])));
    count(__wasi_path_remove_directory(at, in(directory, "made")));
}

int main(int argc, char **argv)
{
    static const char *const directories[] = { "d", "n/d", "p/q", "to-d" };
    static const char *const files[] = { "f", "g", "h", "to-x" };
    __wasi_timestamp_t start, now;
    if (argc < 3 || __wasi_clock_time_get(__WASI_CLOCKID_MONOTONIC, 1, &start))
        return 2;
    const long rounds = atol(argv[1]);
    const __wasi_timestamp_t limit = start + (uint64_t)atol(argv[2]) * 1000000000;
    for (long i = 0; i < rounds; i++) {
        __wasi_fd_t fd;
        for (int k = 0; k < 4; k++) {
            use_file(3, files[k]);
            use_directory(3, directories[k]);
            /* What was opened is used under whatever name it has by now. */
            if (!count(__wasi_path_open(3, 1, directories[k], __WASI_OFLAGS_DIRECTORY,
                                        DIRECTORY_RIGHTS, 0xfffffff, 0, &fd)))
                continue;
            use_directory(fd, ".");
            use_file(fd, "x");
            (void)!__wasi_fd_close(fd);
        }
        open_file(3, "own", CREAT, WRITE);
        if (__wasi_clock_time_get(__WASI_CLOCKID_MONOTONIC, 1, &now) || now > limit)
            break;
    }
    printf("tries %ld done %ld\n", tries, done);
    return 0;
}
