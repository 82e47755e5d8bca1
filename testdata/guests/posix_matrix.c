/* SPDX-License-Identifier: MIT */
/*
 * Tries combinations of calls and prints what came of each, one line a case. The
 * same program, compiled for the host, says what is right.
 */
#include "posix.h"

/* Whether what is below the working directory has to be made anew. */
static int is_changed = 1;

/* The result of a call that changes something, unless it fails. */
static int change(int value)
{
    if (value >= 0)
        is_changed = 1;
    return result(value);
}

/* Everything below the working directory. */
static void populate(void)
{
    int fd = open("file", O_CREAT | O_WRONLY | O_TRUNC, 0644);
    write(fd, "0123456789", 10);
    close(fd);
    mkdir("empty", 0755);
    mkdir("full", 0755);
    close(open("full/inner", O_CREAT | O_WRONLY, 0644));
    symlink("file", "to-file");
    symlink("full", "to-full");
    symlink("nowhere", "dangling");
    symlink("loop", "loop");
    symlink("to-file", "chain");
    symlink("../file", "full/up");
}

static const char *const top[] = {
    "file", "empty", "full", "to-file", "to-full", "dangling", "loop",
    "chain", "new", "nowhere",
};

static void reset(void)
{
    if (!is_changed)
        return;
    is_changed = 0;
    for (size_t i = 0; i < COUNT(top); i++)
        erase(top[i]);
    populate();
}

static const char *const paths[] = {
    "file", "empty", "full", "full/inner", "full/up", "to-file", "to-full",
    "to-full/inner", "dangling", "loop", "chain", "new", "new/inner",
    "file/", "empty/", "to-file/", "to-full/", "dangling/", "new/",
    "file/inner", "file/.", "full/.", "full/..", "full/../file",
    "missing/../file", "loop/inner", "", ".", "./", "empty/./", "./file",
    "full//inner",
};

static void list(const char *path)
{
    struct stat info;
    if (lstat(path, &info) < 0) {
        printf(" %s=%s", path, name_of(errno));
        return;
    }
    printf(" %s=%c%d", path,
           S_ISDIR(info.st_mode) ? 'd' : S_ISLNK(info.st_mode) ? 'l' : 'f',
           S_ISREG(info.st_mode) ? (int)info.st_size : 0);
}

static void try_open(void)
{
    static const struct { int flag; const char *name; } bits[] = {
        { O_CREAT, "C" }, { O_EXCL, "X" }, { O_TRUNC, "T" },
        { O_APPEND, "A" }, { O_DIRECTORY, "D" }, { O_NOFOLLOW, "N" },
    };
    static const int modes[] = { O_RDONLY, O_WRONLY, O_RDWR };
    for (int mask = 0; mask < 1 << COUNT(bits); mask++)
        for (size_t mode = 0; mode < COUNT(modes); mode++)
            for (size_t p = 0; p < COUNT(paths); p++) {
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
                reset();
                int fd = open(paths[p], flags, 0644);
                printf("open %s %d%s: %s", paths[p], (int)mode, text,
                       name_of(mode || (flags & O_CREAT) ? change(fd) : result(fd)));
                if (fd >= 0) {
                    char buffer[4];
                    struct stat info;
                    fstat(fd, &info);
                    if (S_ISREG(info.st_mode)) {
                        int n = write(fd, "ab", 2);
                        printf(" write=%s", n == 2 ? "2" : name_of(errno));
                        n = pread(fd, buffer, 4, 0);
                        printf(" pread=%d%s", n, n < 0 ? name_of(errno) : "");
                        printf(" at=%d", (int)lseek(fd, 0, SEEK_CUR));
                    }
                    close(fd);
                }
                list("file");
                list("new");
                list("nowhere");
                printf("\n");
            }
}

static void try_pairs(void)
{
    for (size_t a = 0; a < COUNT(paths); a++)
        for (size_t b = 0; b < COUNT(paths); b++) {
            reset();
            int code = change(rename(paths[a], paths[b]));
            printf("rename %s %s: %s", paths[a], paths[b], name_of(code));
            for (size_t i = 0; i < COUNT(top); i++)
                list(top[i]);
            printf("\n");
            reset();
            code = change(link(paths[a], paths[b]));
            printf("link %s %s: %s\n", paths[a], paths[b], name_of(code));
        }
}

static void try_single(void)
{
    for (size_t p = 0; p < COUNT(paths); p++) {
        const char *path = paths[p];
        struct stat info;
        char buffer[64];
        reset();
        printf("stat %s: %s\n", path, name_of(result(stat(path, &info))));
        printf("lstat %s: %s\n", path, name_of(result(lstat(path, &info))));
        printf("readlink %s: %s\n", path,
               name_of(result((int)readlink(path, buffer, sizeof buffer))));
        printf("mkdir %s: %s\n", path, name_of(change(mkdir(path, 0755))));
        reset();
        printf("unlink %s: %s\n", path, name_of(change(unlink(path))));
        reset();
        printf("rmdir %s: %s\n", path, name_of(change(rmdir(path))));
        reset();
        printf("symlink %s: %s\n", path, name_of(change(symlink("file", path))));
        reset();
        printf("truncate %s: %s", path, name_of(change(truncate(path, 3))));
        list("file");
        printf("\n");
    }
}

static void try_offsets(void)
{
    static const long long offsets[] = {
        0, 1, 5, 10, 11, 100, -1, -5, -10, -11, 1LL << 31, 1LL << 33,
    };
    static const int origins[] = { SEEK_SET, SEEK_CUR, SEEK_END, 7 };
    for (size_t append = 0; append < 2; append++)
        for (size_t o = 0; o < COUNT(offsets); o++)
            for (size_t w = 0; w < COUNT(origins); w++) {
                char buffer[8];
                reset();
                int fd = open("file", O_RDWR | (append ? O_APPEND : 0));
                is_changed = 1;
                lseek(fd, 3, SEEK_SET);
                long long at = lseek(fd, offsets[o], origins[w]);
                printf("seek %lld %d %d: %lld %s", offsets[o], origins[w],
                       (int)append, at, at < 0 ? name_of(errno) : "");
                int n = read(fd, buffer, 4);
                printf(" read=%d at=%lld", n, (long long)lseek(fd, 0, SEEK_CUR));
                if (offsets[o] < 1000) {
                    n = write(fd, "abc", 3);
                    struct stat info;
                    fstat(fd, &info);
                    printf(" write=%d at=%lld size=%lld", n,
                           (long long)lseek(fd, 0, SEEK_CUR),
                           (long long)info.st_size);
                    n = ftruncate(fd, offsets[o]);
                    fstat(fd, &info);
                    printf(" truncate=%s size=%lld", name_of(result(n)),
                           (long long)info.st_size);
                }
                close(fd);
                printf("\n");
            }
}

int main(void)
{
    try_open();
    try_pairs();
    try_single();
    try_offsets();
    reset();
    return 0;
}
