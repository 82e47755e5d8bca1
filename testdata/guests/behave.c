/* SPDX-License-Identifier: MIT */
/* Does what its first argument says. */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int counter;

/* Keeps nothing in memory, so that it is the engine's stack that overflows. */
__attribute__((noinline)) static int recurse(int depth)
{
    int deeper = recurse(depth + 1);
    return deeper ^ ++counter;
}

int main(int argc, char **argv)
{
    const char *what = argc > 1 ? argv[1] : "";

    if (!strcmp(what, "exit"))
        return atoi(argv[2]);
    if (!strcmp(what, "args")) {
        for (int i = 0; i < argc; i++)
            printf("[%s]\n", argv[i]);
        return 0;
    }
    if (!strcmp(what, "env")) {
        printf("%s", getenv(argv[2]) ? getenv(argv[2]) : "(unset)");
        return 0;
    }
    if (!strcmp(what, "count")) { /* a fresh instance starts at zero */
        printf("%d", ++counter);
        return 0;
    }
    if (!strcmp(what, "spew")) { /* numbered lines to stdout and stderr */
        for (int i = 0; i < atoi(argv[2]); i++) {
            printf("out %d\n", i);
            fprintf(stderr, "err %d\n", i);
        }
        return 0;
    }
    if (!strcmp(what, "unreachable"))
        __builtin_trap();
    if (!strcmp(what, "bounds"))
        return *(volatile int *)(uintptr_t)0xfffffff0;
    if (!strcmp(what, "recurse"))
        return recurse(0);
    if (!strcmp(what, "divide"))
        return argc / (argc - 2 - atoi("0"));
    if (!strcmp(what, "call"))
        return ((int (*)(void))(uintptr_t)0x7fffffff)();
    if (!strcmp(what, "cat")) {
        char buffer[4096];
        FILE *file = fopen(argv[2], "rb");
        if (!file) {
            perror(argv[2]);
            return 1;
        }
        for (size_t n; (n = fread(buffer, 1, sizeof buffer, file)) > 0;)
            fwrite(buffer, 1, n, stdout);
        return ferror(file) ? (perror(argv[2]), 2) : 0;
    }
    if (!strcmp(what, "loop"))
        for (;;)
            counter++;
    if (!strcmp(what, "sleep"))
        return sleep(1000000);
    if (!strcmp(what, "allocate")) { /* until there is no more */
        int total = 0;
        for (volatile char *block; (block = malloc(1 << 20)); total++)
            *block = 1;
        printf("%d", total);
        return 0;
    }
    if (!strcmp(what, "occupy")) { /* all its memory, and every page of it */
        for (char *block; (block = malloc(1 << 20));)
            memset(block, 1, 1 << 20), counter += block[1];
        return 0;
    }
    if (!strcmp(what, "fill")) { /* writes for ever */
        static char block[1 << 16];
        FILE *file = fopen(argv[2], "wb");
        while (file && fwrite(block, 1, sizeof block, file) == sizeof block)
            counter++;
        perror(argv[2]);
        return 3;
    }
    if (!strcmp(what, "leave")) { /* a file open, and ends as it is told */
        int file = open(argv[2], O_WRONLY | O_CREAT | O_TRUNC, 0666);
        if (write(file, argv[3], strlen(argv[3])) < 0)
            return errno;
        puts("written");
        fflush(stdout);
        if (!strcmp(argv[4], "trap"))
            __builtin_trap();
        while (!strcmp(argv[4], "never"))
            counter++;
        _exit(atoi(argv[4]));
    }
    if (!strcmp(what, "murmur")) { /* says something, and then goes on for ever */
        fputs(argv[2], stderr);
        for (;;)
            counter++;
    }
    if (!strcmp(what, "protest")) /* until it is told that nobody listens */
        for (;;)
            if (write(2, "no\n", 3) < 0)
                return errno;
    if (!strcmp(what, "shout"))
        for (;;)
            puts("again and again and again");
    if (!strcmp(what, "open")) { /* as often as it may */
        int count = 0;
        while (fopen(argv[2], "rb"))
            count++;
        perror(argv[2]);
        printf("%d", count);
        return 0;
    }
    if (!strcmp(what, "remove"))
        return remove(argv[2]) != 0;
    if (!strcmp(what, "rename"))
        return rename(argv[2], argv[3]) != 0;
    if (!strcmp(what, "write")) {
        FILE *file = fopen(argv[2], "wb");
        fputs(argv[3], file);
        fclose(file);
        return atoi(argv[4]);
    }
    fprintf(stderr, "unknown: %s\n", what);
    return 64;
}
