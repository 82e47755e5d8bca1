/* SPDX-License-Identifier: MIT */
/*
 * Opens a directory, and tries each path below it: `narrow DIRECTORY PATH...`.
 * Prints what came of each call.
 */
#include "posix.h"

static void say(const char *what, int value)
{
    printf(" %s=%s", what, name_of(result(value)));
}

static void try_open(int directory, const char *what, const char *path, int flags)
{
    const int fd = openat(directory, path, flags, 0644);
    say(what, fd);
    if (fd >= 0)
        close(fd);
}

int main(int argc, char **argv)
{
    const int directory = open(argv[1], O_RDONLY | O_DIRECTORY);
    if (directory < 0)
        return 2;
    for (int i = 2; i < argc; i++) {
        struct stat info;
        const struct timespec times[] = { { 5, 0 }, { 6, 0 } };
        const char *path = argv[i];
        printf("%s:", path);
        say("stat", fstatat(directory, path, &info, 0));
        try_open(directory, "open", path, O_RDONLY);
        try_open(directory, "write", path, O_WRONLY);
        try_open(directory, "create", path, O_WRONLY | O_CREAT);
        try_open(directory, "nofollow", path, O_RDONLY | O_NOFOLLOW);
        say("times", utimensat(directory, path, times, 0));
        say("mkdir", mkdirat(directory, path, 0755));
        say("link", linkat(directory, path, directory, "linked", 0));
        unlinkat(directory, "linked", 0);
        say("rename", renameat(directory, path, directory, "moved"));
        renameat(directory, "moved", directory, path);
        say("rmdir", unlinkat(directory, path, AT_REMOVEDIR));
        say("unlink", unlinkat(directory, path, 0));
        printf("\n");
    }
    return 0;
}
