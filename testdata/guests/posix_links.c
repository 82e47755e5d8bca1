/* SPDX-License-Identifier: MIT */
/*
 * Tries what is opened and made through symbolic links, whatever their targets
 * look like, and prints what came of it. The same program, compiled for the
 * host, says what is right.
 */
#include "posix.h"

static const char *const targets[] = {
    "file", "file/", "file/.", "dir", "dir/", "dir//", "dir/.", "dir/..", ".",
    "./", "gone", "gone/", "gone/.", "dir/gone", "dir/gone/", "file/gone",
    "loop", "loop/", "to-file/", "to-dir/", "to-gone", "to-gone/", "slashed",
    "gone-slashed", "gone-slashed/",
};

/*
 * With an argument, these, which start at the root of the file system. A guest
 * makes no such links, so its file system makes them where it is asked for an @.
 */
static const char *const absolute[] = {
    "@/", "@//", "@/.", "@/..", "@/../..", "@/file", "@/file/", "@/file/.",
    "@//file", "@/./file", "@/../file", "@/../../dir/../file", "@/dir", "@/dir/",
    "@/dir/.", "@/dir/..", "@/dir/../..", "@/dir/../../file", "@/gone", "@/gone/",
    "@/dir/gone", "@/dir/gone/", "@/file/gone", "@/gone/x", "@/link", "@/link/",
    "@/dir/../link", "@/to-file", "@/to-dir", "@/to-dir/", "@/to-dir/..",
    "@/to-gone", "@/to-gone/", "@/absolute", "@/absolute/", "@/absolute/gone",
    "absolute", "absolute/", "absolute/..", "absolute/../file", "absolute/../../file",
    "absolute/gone", "@/absolute-gone", "absolute-gone", "absolute-gone/",
};

static int link_to(const char *target, const char *path)
{
#ifndef __wasi__
    target += *target == '@';
#endif
    return symlink(target, path);
}

static const char *const suffixes[] = { "", "/", "//", "/.", "/..", "/gone", "/gone/" };

static int has_absolute;

/* Whether what there is has to be made anew: not after a call that failed. */
static int is_changed = 1;

static void populate(const char *target)
{
    static const char *last;
    if (!is_changed && target == last)
        return;
    is_changed = 0;
    last = target;
    static const char *const all[] = {
        "file", "dir", "gone", "loop", "to-file", "to-dir", "to-gone", "slashed",
        "gone-slashed", "link", "other", "absolute", "absolute-gone",
    };
    for (size_t i = 0; i < COUNT(all); i++)
        erase(all[i]);
    int fd = open("file", O_CREAT | O_WRONLY, 0644);
    write(fd, "0123456789", 10);
    close(fd);
    mkdir("dir", 0755);
    symlink("loop", "loop");
    symlink("file", "to-file");
    symlink("dir", "to-dir");
    symlink("gone", "to-gone");
    symlink("dir/", "slashed");
    symlink("gone/", "gone-slashed");
    if (has_absolute) {
        link_to("@/dir", "absolute");
        link_to("@/gone", "absolute-gone");
    }
    link_to(target, "link");
}

static void look(const char *path)
{
    struct stat info;
    int code = result(lstat(path, &info));
    printf(" %s", code ? name_of(code) : S_ISDIR(info.st_mode) ? "dir" : S_ISLNK(info.st_mode) ? "link" : "file");
    if (!code && S_ISREG(info.st_mode))
        printf("%d", (int)info.st_size);
}

/* What there is in the end, where anything may have been made. */
static void look_around(void)
{
    look("file");
    look("dir");
    look("gone");
    look("dir/gone");
    look("link");
    look("other");
    printf("\n");
}

static void try_open(const char *target, const char *path)
{
    static const struct { int flag; const char *name; } bits[] = {
        { O_CREAT, "C" }, { O_EXCL, "X" }, { O_TRUNC, "T" }, { O_DIRECTORY, "D" },
        { O_NOFOLLOW, "N" },
    };
    for (int mask = 0; mask < 1 << COUNT(bits); mask++)
        for (int writes = 0; writes < 2; writes++) {
            int flags = writes ? O_RDWR : O_RDONLY;
            char text[16] = "";
            for (size_t b = 0; b < COUNT(bits); b++)
                if (mask & 1 << b) {
                    flags |= bits[b].flag;
                    strcat(text, bits[b].name);
                }
            /* what these do together, POSIX leaves open */
            if ((flags & O_EXCL) && !(flags & O_CREAT))
                continue;
            if ((flags & O_TRUNC) && !writes)
                continue;
#ifndef ALL
            if ((flags & O_DIRECTORY) && (flags & (O_CREAT | O_TRUNC)))
                continue;
#endif
            populate(target);
            int fd = open(path, flags, 0644);
            is_changed = fd >= 0;
            printf("open %s (%s) %d%s: %s", path, target, writes, text, name_of(result(fd)));
            if (fd >= 0)
                close(fd);
            look_around();
        }
}

#define TRY(call)                                                             \
    do {                                                                      \
        populate(target);                                                     \
        int code = result(call);                                              \
        is_changed = !code;                                                   \
        printf("%s %s (%s): %s", #call, path, target, name_of(code));         \
        look_around();                                                        \
    } while (0)

static void try_names(const char *target, const char *path)
{
    struct stat info;
    char text[64];
    const struct timespec times[] = { { 5, 0 }, { 6, 0 } };
    TRY(stat(path, &info));
    TRY(lstat(path, &info));
    TRY((int)readlink(path, text, sizeof text));
    TRY(mkdir(path, 0755));
    TRY(unlink(path));
    TRY(rmdir(path));
    TRY(symlink("file", path));
    TRY(truncate(path, 3));
    TRY(link("file", path));
    TRY(link(path, "other"));
    TRY(rename("file", path));
    TRY(rename("dir", path));
    TRY(rename(path, "file"));
    TRY(rename(path, "dir"));
    TRY(rename(path, "other"));
    TRY(utimensat(AT_FDCWD, path, times, 0));
    TRY(utimensat(AT_FDCWD, path, times, AT_SYMLINK_NOFOLLOW));
}

/* Targets of any length: what cannot be followed can be made and read all the same. */
static void try_lengths(void)
{
    static const size_t lengths[] = { 0, 1, 255, 256, 4094, 4095, 4096, 5000 };
    static char text[8192];
    for (size_t l = 0; l < COUNT(lengths); l++)
        for (int slashes = 0; slashes < 4; slashes++) {
            struct stat info;
            char target[8192];
            strcpy(target, long_name(lengths[l]));
            /* in short names, a short one that leads somewhere, and with a slash at the end */
            if (slashes == 1)
                for (size_t i = 100; i < lengths[l]; i += 101)
                    target[i] = '/';
            else if (slashes == 2)
                for (size_t i = 0; i < lengths[l]; i++)
                    target[i] = i % 2 ? '/' : '.';
            else if (slashes == 3 && lengths[l] > 0)
                target[lengths[l] - 1] = '/';
            is_changed = 1;
            populate("file");
            printf("length %d %d: %s", (int)lengths[l], slashes,
                   name_of(result(symlink(target, "other"))));
            int code = result(lstat("other", &info));
            printf(" %s %d", name_of(code), code ? 0 : (int)info.st_size);
            printf(" %d", (int)readlink("other", text, sizeof text));
            printf(" %s", name_of(result(stat("other", &info))));
            printf(" %s", name_of(result(stat("other/", &info))));
            printf(" %s", name_of(result(stat("other/x", &info))));
            printf(" %s", name_of(result(open("other", O_RDWR))));
            printf(" %s", name_of(result(open("other", O_CREAT | O_RDWR, 0644))));
            printf(" %s", name_of(result(open("other", O_CREAT | O_EXCL | O_RDWR, 0644))));
            printf(" %s", name_of(result(open("other", O_RDONLY | O_NOFOLLOW))));
            printf(" %s", name_of(result(symlink(target, "link"))));
            printf(" %s", name_of(result(symlink(target, "gone/x"))));
            printf(" %s", name_of(result(symlink(target, "gone/"))));
            printf(" %s", name_of(result(symlink(target, "file/x"))));
            printf(" %s", name_of(result(rename("other", "gone"))));
            printf(" %s\n", name_of(result(unlink("gone"))));
        }
}

static void try_all(const char *const *targets, size_t count)
{
    for (size_t t = 0; t < count; t++)
        for (size_t s = 0; s < COUNT(suffixes); s++) {
            char path[64];
            snprintf(path, sizeof path, "link%s", suffixes[s]);
            try_open(targets[t], path);
            try_names(targets[t], path);
        }
}

int main(int argc, char **argv)
{
#ifndef __wasi__
    if (argc > 1 && chroot("."))
        return 2;
#endif
    if (argc > 1) {
        has_absolute = 1;
        try_all(absolute, COUNT(absolute));
        return 0;
    }
    try_all(targets, COUNT(targets));
    try_lengths();
    return 0;
}
