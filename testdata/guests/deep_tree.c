/* SPDX-License-Identifier: MIT */
/*
 * Makes a tree of as many directories as its argument says, none of which is ever
 * named by a path of more than twelve letters; then goes down to the file at its
 * end, one directory after the other, and says what it finds there.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define NAME "nnnnnnnnnn"

static int fail(const char *what)
{
    perror(what);
    return 1;
}

/* Says what becomes of a path that is longer than a system call takes. */
static void try_long_path(void)
{
    static char path[5000] = "t";
    for (size_t at = 1; at + sizeof "/" NAME < sizeof path;
         at += sizeof "/" NAME - 1)
        strcpy(path + at, "/" NAME);
    int is_missing = access(path, F_OK);
    puts(is_missing && errno == ENAMETOOLONG ? "too long" : "found");
}

int main(int argc, char **argv)
{
    int depth = argc > 1 ? atoi(argv[1]) : 0;
    if (mkdir("t", 0777))
        return fail("mkdir");
    FILE *file = fopen("t/leaf", "w");
    if (!file || fputs("leaf", file) < 0 || fclose(file))
        return fail("write");
    if (symlink("leaf", "t/link"))
        return fail("symlink");
    for (int i = 1; i < depth; i++) {
        if (mkdir("u", 0777) || rename("t", "u/" NAME) || rename("u", "t"))
            return fail("rename");
    }
    try_long_path();

    int fd = open("t", O_RDONLY | O_DIRECTORY);
    for (int i = 1; i < depth; i++) {
        int next = openat(fd, NAME, O_RDONLY | O_DIRECTORY);
        if (next < 0)
            return fail("open");
        close(fd);
        fd = next;
    }
    char text[8] = "";
    int leaf = openat(fd, "link", O_RDONLY);
    if (leaf < 0 || read(leaf, text, sizeof text - 1) < 0)
        return fail("read");
    puts(text);
    return 0;
}
