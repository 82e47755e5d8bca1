/* SPDX-License-Identifier: MIT */
/*
 * Tries all that takes a path through the descriptor of a directory: one that is
 * there, one that was removed, and one that lost its name to another. Prints what came of it. The same program, compiled for the host, says
 * what is right.
 */
#include "posix.h"

/* Everything is done below this one, so that `..` is not yet the end of the world. */
#define BASE "base"

static const char *const states[] = {
    "there", "removed", "replaced", "removed-with-parent",
};

/* Whether what there is has to be made anew: not after a call that failed. */
static int is_changed = 1;

static int open_state(const char *state)
{
    static const char *last;
    static int fd = -1;
    if (!is_changed && state == last)
        return fd;
    is_changed = 0;
    last = state;
    close(fd);
    erase(BASE);
    mkdir(BASE, 0755);
    mkdir(BASE "/x", 0755);
    mkdir(BASE "/x/dir", 0755);
    mkdir(BASE "/x/other", 0755);
    close(open(BASE "/x/file", O_CREAT | O_WRONLY, 0644));
    fd = open(BASE "/x/dir", O_RDONLY | O_DIRECTORY);
    if (!strcmp(state, "removed"))
        rmdir(BASE "/x/dir");
    else if (!strcmp(state, "replaced"))
        rename(BASE "/x/other", BASE "/x/dir");
    else if (!strcmp(state, "removed-with-parent"))
        erase(BASE "/x");
    return fd;
}

static const char *const paths[] = {
    "", ".", "./", "..", "./..", "../x", "x", "x/", "x/.", "x/..", "a/b", "./x",
    "LONG", "LONG/", "LONG/x", "x/LONG", "./LONG", "PATH", "PATH/", "MANY", "/abs",
    "/abs/x",
};

static const char *text_of(const char *path)
{
    static char text[8192];
    if (!strncmp(path, "PATH", 4))
        memset(text, '.', 4096), strcpy(text + 4096, path + 4);
    else if (!strcmp(path, "MANY")) {
        for (int i = 0; i < 4094; i++)
            text[i] = i % 2 ? '/' : '.';
        strcpy(text + 4094, "x");
    } else {
        const char *at = strstr(path, "LONG");
        if (!at)
            return path;
        sprintf(text, "%.*s%s%s", (int)(at - path), path, long_name(256), at + 4);
    }
    return text;
}

#define TRY(call)                                                             \
    do {                                                                      \
        int fd = open_state(state);                                           \
        errno = 0;                                                            \
        int value = (call);                                                   \
        is_changed = value >= 0;                                              \
        printf("%s (%s) %s: %s\n", state, name, #call,                        \
               value < 0 ? name_of(errno) : "ok");                            \
    } while (0)

static int opened(int fd)
{
    if (fd >= 0)
        close(fd);
    return fd;
}

static void try_path(const char *state, const char *name)
{
    const struct timespec times[] = { { 5, 0 }, { 6, 0 } };
    const char *path = text_of(name);
    struct stat info;
    char text[64];
    TRY(opened(openat(fd, path, O_RDONLY)));
    TRY(opened(openat(fd, path, O_RDWR)));
    TRY(opened(openat(fd, path, O_RDONLY | O_DIRECTORY)));
    TRY(opened(openat(fd, path, O_RDONLY | O_NOFOLLOW)));
    TRY(opened(openat(fd, path, O_RDWR | O_CREAT, 0644)));
    TRY(opened(openat(fd, path, O_RDWR | O_CREAT | O_EXCL, 0644)));
    TRY(opened(openat(fd, path, O_RDWR | O_CREAT | O_NOFOLLOW, 0644)));
    TRY(opened(openat(fd, path, O_RDWR | O_CREAT | O_TRUNC, 0644)));
    TRY(opened(openat(fd, path, O_RDWR | O_TRUNC)));
    TRY(fstatat(fd, path, &info, 0));
    TRY(fstatat(fd, path, &info, AT_SYMLINK_NOFOLLOW));
    TRY((int)readlinkat(fd, path, text, sizeof text));
    TRY(mkdirat(fd, path, 0755));
    TRY(unlinkat(fd, path, 0));
    TRY(unlinkat(fd, path, AT_REMOVEDIR));
    TRY(symlinkat("file", fd, path));
    TRY(symlinkat("", fd, path));
    TRY(utimensat(fd, path, times, 0));
    TRY(utimensat(fd, path, times, AT_SYMLINK_NOFOLLOW));
    TRY(linkat(fd, path, fd, "new", 0));
    TRY(linkat(AT_FDCWD, BASE, fd, path, 0));
    TRY(linkat(AT_FDCWD, BASE "/x/file", fd, path, 0));
    TRY(linkat(fd, path, AT_FDCWD, BASE "/new", 0));
    TRY(renameat(fd, path, fd, "new"));
    TRY(renameat(AT_FDCWD, BASE "/x/file", fd, path));
    TRY(renameat(AT_FDCWD, BASE "/x/other", fd, path));
    TRY(renameat(AT_FDCWD, BASE "/missing", fd, path));
    TRY(renameat(AT_FDCWD, BASE "/x/..", fd, path));
    TRY(renameat(fd, path, AT_FDCWD, BASE "/new"));
    TRY(renameat(fd, path, AT_FDCWD, BASE "/x/.."));
}

static void try_descriptor(const char *state)
{
    const char *name = "";
    const struct timespec times[] = { { 5, 0 }, { 6, 0 } };
    struct stat info;
    TRY(fstat(fd, &info));
    TRY((fstat(fd, &info), (int)info.st_nlink > 2 ? -1 : 0));
    TRY(futimens(fd, times));
    TRY(fsync(fd));
    int fd = open_state(state);
    DIR *dir = fdopendir(fd);
    printf("%s: listing %s", state, dir ? "" : name_of(errno));
    for (struct dirent *entry; dir && (entry = readdir(dir));)
        if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, ".."))
            printf(" %s", entry->d_name);
    printf("\n");
    if (dir) /* which closes what it was opened by, too */
        closedir(dir);
    is_changed = 1;
}

int main(void)
{
    for (size_t s = 0; s < COUNT(states); s++) {
        try_descriptor(states[s]);
        for (size_t p = 0; p < COUNT(paths); p++)
            try_path(states[s], paths[p]);
    }
    erase(BASE);
    return 0;
}
