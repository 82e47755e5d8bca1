/* SPDX-License-Identifier: MIT */
/* A plain program: it knows of no working directory, and reads no environment. */
#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

static int failed(const char *what)
{
    perror(what);
    return 1;
}

int main(int argc, char **argv)
{
    if (argc != 3)
        return 2;
    if (!strcmp(argv[1], "read")) {
        FILE *file = fopen(argv[2], "rb");
        if (!file)
            return failed(argv[2]);
        for (int c; (c = getc(file)) != EOF;)
            putchar(c);
        return 0;
    }
    if (!strcmp(argv[1], "write")) {
        FILE *file = fopen(argv[2], "wb");
        return !file || fputs("written", file) < 0 || fclose(file) ? failed(argv[2]) : 0;
    }
    if (!strcmp(argv[1], "list")) {
        DIR *directory = opendir(argv[2]);
        if (!directory)
            return failed(argv[2]);
        for (struct dirent *entry; (entry = readdir(directory));)
            puts(entry->d_name);
        return 0;
    }
    return mkdir(argv[2], 0777) ? failed(argv[2]) : 0;
}
