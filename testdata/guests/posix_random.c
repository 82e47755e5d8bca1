/* SPDX-License-Identifier: MIT */
/*
 * Makes random calls, a sequence for each seed, and prints what came of each and
 * what is there in the end. The same program, compiled for the host, says what
 * is right. No path leads above the directory that it starts in.
 */
#include "posix.h"
#include <stdint.h>

#define CALLS 80
#define SLOTS 3

static uint32_t state;

static int below(int end)
{
    /* a counter whose bits are mixed thoroughly */
    uint32_t mixed = state += 0x9e3779b9;
    mixed = (mixed ^ (mixed >> 16)) * 0x21f0aaad;
    mixed = (mixed ^ (mixed >> 15)) * 0x735a2d97;
    return (int)(((mixed ^ (mixed >> 15)) >> 8) % (uint32_t)end);
}

/* What is printed of a path: long names are only told apart. */
static char shown[4][512];

static char *show(int which, const char *path)
{
    size_t at = 0;
    for (const char *from = path; *from && at < 500;) {
        size_t run = strspn(from, "n");
        if (run > 9) {
            at += sprintf(shown[which] + at, "<%d>", (int)run);
            from += run;
        } else
            shown[which][at++] = *from++;
    }
    shown[which][at] = 0;
    return shown[which];
}

static void add_name(char *path)
{
    static const char *const names[] = { "a", "b", "c", "d" };
    switch (below(60)) {
    case 0: strcat(path, long_name(255)); break;
    case 1: strcat(path, long_name(256)); break;
    case 2: strcat(path, "missing"); break;
    default: strcat(path, names[below(COUNT(names))]);
    }
}

/* Up to three names. With `dots`, also such that lead back, but never above the first. */
static void make_path(char *path, int dots)
{
    *path = 0;
    for (int depth = 1 + below(7) / 4 + below(9) / 8, i = 0; i < depth; i++) {
        if (i)
            strcat(path, below(12) ? "/" : dots && below(2) ? "/./" : "//");
        add_name(path);
    }
    switch (below(30)) {
    case 0: case 1: strcat(path, "/"); break;
    case 2: strcat(path, "//"); break;
    case 3: strcat(path, "/."); break;
    case 4: if (dots) strcat(path, "/.."); break;
    case 5: if (dots) strcat(path, "/../"), add_name(path); break;
    case 6: if (dots) strcat(path, "/../"); break;
    }
}

static int directories[SLOTS], files[SLOTS];

/* The working directory, more often than one that is open. */
static int place(void)
{
    int slot = below(2 * SLOTS);
    return slot < SLOTS && directories[slot] >= 0 ? directories[slot] : AT_FDCWD;
}

static void print_time(const struct stat *info)
{
    if (info->st_mtime < 100)
        printf(" at=%d", (int)info->st_mtime);
}

static void describe(const struct stat *info)
{
    if (S_ISREG(info->st_mode))
        printf(" file %d links=%d", (int)info->st_size, (int)info->st_nlink);
    else
        printf(S_ISDIR(info->st_mode) ? " dir" : " link");
    print_time(info);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Prints what is below the directory in `path`, which has room for longer ones. */
static void print_tree(char *path)
{
    static char text[8192];
    const size_t length = strlen(path);
    char *names[64];
    size_t count = 0;
    DIR *dir = opendir(path);
    struct dirent *entry;
    while (dir && (entry = readdir(dir)) && count < COUNT(names))
        if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, ".."))
            names[count++] = strdup(entry->d_name);
    if (dir)
        closedir(dir);
    else
        printf("cannot list: %s\n", name_of(errno));
    qsort(names, count, sizeof *names, by_name);
    for (size_t i = 0; i < count; i++) {
        struct stat info;
        sprintf(path + length, "/%s", names[i]);
        free(names[i]);
        printf("  %s:", show(0, path));
        if (lstat(path, &info) < 0) {
            printf(" %s\n", name_of(errno));
            continue;
        }
        describe(&info);
        if (S_ISLNK(info.st_mode)) {
            int size = (int)readlink(path, text, sizeof text - 1);
            text[size < 0 ? 0 : size] = 0;
            printf(" to %s", show(0, text));
        } else if (S_ISREG(info.st_mode)) {
            int fd = open(path, O_RDONLY), size = (int)read(fd, text, 40);
            close(fd);
            printf(" ");
            for (int c = 0; c < size; c++)
                putchar(text[c] ? text[c] : '.');
        }
        printf("\n");
        if (S_ISDIR(info.st_mode))
            print_tree(path);
    }
    path[length] = 0;
}

static int open_any(int at, const char *path)
{
    static const struct { int flag; const char *name; } bits[] = {
        { O_CREAT, "C" }, { O_EXCL, "X" }, { O_TRUNC, "T" }, { O_APPEND, "A" },
        { O_DIRECTORY, "D" }, { O_NOFOLLOW, "N" },
    };
    static const int modes[] = { O_RDONLY, O_WRONLY, O_RDWR };
    int mode = below(3), flags = modes[mode];
    char text[16] = "";
    for (size_t b = 0; b < COUNT(bits); b++)
        if (below(b == 4 ? 6 : 3) == 0) {
            flags |= bits[b].flag;
            strcat(text, bits[b].name);
        }
    /* what these do together, POSIX leaves open */
    if (!(flags & O_CREAT))
        flags &= ~O_EXCL;
    if (mode == 0)
        flags &= ~O_TRUNC;
    if (flags & (O_CREAT | O_TRUNC))
        flags &= ~O_DIRECTORY;
    /* hosts of WASI have another errno for this */
    if (flags & O_DIRECTORY)
        flags &= ~O_NOFOLLOW;
    printf("open %d%s", mode, text);
    return openat(at, path, flags, 0644);
}

static void put_away(int fd)
{
    struct stat info;
    fstat(fd, &info);
    int *slot = S_ISDIR(info.st_mode) ? directories : files;
    slot += below(SLOTS);
    if (*slot >= 0)
        close(*slot);
    *slot = fd;
}

static void one_call(void)
{
    static char path[2048], other[2048], text[8192];
    struct stat info;
    int at = place(), to = place(), code = 0, value = 0;
    make_path(path, 1);
    make_path(other, 1);
    printf("%d %s ", at == AT_FDCWD ? 0 : 1, show(0, path));
    int slot = below(SLOTS);
    memset(&info, 0, sizeof info);
    switch (below(24)) {
    case 0: case 1: case 2: case 3: case 4:
        value = open_any(at, path);
        code = result(value);
        if (value >= 0) {
            int fd = value;
            fstat(fd, &info);
            describe(&info);
            put_away(fd);
        }
        break;
    case 5: case 6: case 7: case 8:
        printf("mkdir");
        code = result(mkdirat(at, path, 0755));
        break;
    case 9: case 10: case 11:
        printf("rename %d %s", to == AT_FDCWD ? 0 : 1, show(1, other));
        code = result(renameat(at, path, to, other));
        break;
    case 12: case 13:
        printf("link %d %s", to == AT_FDCWD ? 0 : 1, show(1, other));
        code = result(linkat(at, path, to, other, 0));
        break;
    case 14: case 15: {
        int length = below(30);
        make_path(other, 0);
        if (length == 0)
            *other = 0;
        printf("symlink %s", show(1, other));
        code = result(symlinkat(other, at, path));
        break;
    }
    case 16:
        printf("unlink");
        code = result(unlinkat(at, path, 0));
        break;
    case 17:
        printf("rmdir");
        code = result(unlinkat(at, path, AT_REMOVEDIR));
        break;
    case 18: case 19: {
        int flags = below(2) ? AT_SYMLINK_NOFOLLOW : 0;
        printf(flags ? "lstat" : "stat");
        code = result(fstatat(at, path, &info, flags));
        if (!code)
            describe(&info);
        break;
    }
    case 20:
        value = (int)readlinkat(at, path, text, sizeof text - 1);
        code = result(value);
        text[value < 0 ? 0 : value] = 0;
        printf("readlink %s", show(1, text));
        break;
    case 21: {
        int flags = below(2) ? AT_SYMLINK_NOFOLLOW : 0;
        const struct timespec times[] = { { 1, 0 }, { 1 + below(90), 0 } };
        printf("utimens %d %d", flags != 0, (int)times[1].tv_sec);
        code = result(utimensat(at, path, times, flags));
        break;
    }
    case 22: {
        int size = below(20);
        printf("truncate %d", size);
        code = result(truncate(path, size)); /* through the working directory */
        break;
    }
    case 23: {
        /* what is open goes on to be what it is, whatever its name became */
        int fd = files[slot];
        if (fd < 0)
            break;
        value = (int)write(fd, "xyz", 3);
        printf("write %d %s", value, name_of(result(value)));
        value = ftruncate(fd, below(20));
        printf(" truncate %s", name_of(result(value)));
        value = (int)pread(fd, text, 8, below(8));
        printf(" pread %d %s", value, name_of(result(value)));
        printf(" at=%d", (int)lseek(fd, below(5), below(3)));
        code = result(fstat(fd, &info));
        describe(&info);
        break;
    }
    }
    printf(": %s\n", name_of(code));
}

int main(int argc, char **argv)
{
    int seed = atoi(argv[1]), end = seed + atoi(argv[2]);
    for (; seed < end; seed++) {
        static const char *const all[] = { "a", "b", "c", "d" };
        for (size_t i = 0; i < COUNT(all); i++)
            erase(all[i]);
        erase(long_name(255));
        erase("missing");
        state = (uint32_t)seed * 0x85ebca6b;
        for (int i = 0; i < SLOTS; i++)
            directories[i] = files[i] = -1;
        for (int i = 0; i < CALLS; i++) {
            printf("%d.%d ", seed, i);
            one_call();
        }
        static char path[8192];
        strcpy(path, ".");
        print_tree(path);
        for (int i = 0; i < SLOTS; i++) {
            struct stat info;
            printf("directory %d:", i);
            if (directories[i] >= 0) {
                fstat(directories[i], &info);
                describe(&info);
                close(directories[i]);
            }
            if (files[i] >= 0)
                close(files[i]);
            printf("\n");
        }
    }
    return 0;
}
