/* SPDX-License-Identifier: MIT */
/* Does the harm that its first argument names. */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PAGE 65536

static int counter;

/* What they compute stays in registers, so that it is the engine's stack that overflows. */
__attribute__((noinline)) static int odd(int depth);
__attribute__((noinline)) static int even(int depth) { return odd(depth + 1) ^ ++counter; }
__attribute__((noinline)) static int odd(int depth) { return even(depth + 1) + ++counter; }

typedef int function(int);
static int indirect(int depth);
static function *volatile table[] = { indirect };
__attribute__((noinline)) static int indirect(int depth) { return table[0](depth + 1) ^ ++counter; }

/* Uses the stack that C keeps in memory, until it runs into what lies below. */
__attribute__((noinline)) static int frames(int depth)
{
    volatile char frame[4096];
    frame[0] = (char)depth;
    return table[0] ? frames(depth + 1) + frame[0] : 0;
}

static void report(int count)
{
    printf("%d %s", count, strerror(errno));
}

int main(int argc, char **argv)
{
    const char *what = argc > 1 ? argv[1] : "";
    static char name[1 << 20];

    fprintf(stderr, "about to do harm: %s\n", what);

    /* What lasts for ever is announced, so that one can tell when it has begun. */
    if (!strcmp(what, "loop"))
        for (write(1, ".", 1);;)
            counter++;
    if (!strcmp(what, "sleep"))
        return write(1, ".", 1) + (int)sleep(1000000);
    if (!strcmp(what, "listen"))
        return write(1, ".", 1) + read(0, name, sizeof name);
    if (!strcmp(what, "mutual"))
        return even(0);
    if (!strcmp(what, "indirect"))
        return indirect(0);
    if (!strcmp(what, "frames"))
        return frames(0);
    if (!strcmp(what, "grow")) { /* without ever asking malloc */
        int pages = 0;
        while (__builtin_wasm_memory_grow(0, 1) != (size_t)-1)
            pages++;
        errno = ENOMEM;
        report(pages);
        return 0;
    }
    if (!strcmp(what, "churn")) { /* grows and shrinks, more than fits in all */
        for (int round = 0; round < 200; round++) {
            size_t size = (size_t)(1 + round * 37 % 24) << 20;
            char *block = malloc(size);
            if (!block)
                return 1;
            memset(block, round, size);
            char *other = realloc(block, size / 3);
            if (!other || other[size / 3 - 1] != (char)round)
                return 2;
            free(other);
        }
        return 0;
    }
    if (!strcmp(what, "shout")) { /* to stdout or stderr */
        static char block[PAGE];
        memset(block, 'x', sizeof block);
        for (;;)
            write(atoi(argv[2]), block, sizeof block);
    }
    if (!strcmp(what, "files")) { /* one after another */
        for (;; counter++) {
            snprintf(name, sizeof name, "f%d", counter);
            int file = open(name, O_CREAT | O_WRONLY, 0666);
            if (file < 0)
                break;
            close(file);
        }
        report(counter);
        return 0;
    }
    if (!strcmp(what, "directories")) { /* one in another */
        for (;; counter++) {
            strcat(name, counter ? "/d" : "d");
            if (mkdir(name, 0777))
                break;
        }
        report(counter);
        return 0;
    }
    if (!strcmp(what, "path")) { /* of a megabyte */
        memset(name, 'x', sizeof name - 1);
        int file = open(name, O_CREAT | O_WRONLY, 0666);
        report(file);
        return 0;
    }
    if (!strcmp(what, "smash")) { /* overwrites all that it has, its stack too */
        volatile unsigned char *end =
            (unsigned char *)(__builtin_wasm_memory_size(0) * PAGE);
        unsigned seed = (unsigned)atoi(argv[2]);
        for (volatile unsigned char *at = (unsigned char *)16; at < end; at++)
            *at = seed ? (unsigned char)((seed = seed * 1103515245 + 12345) >> 16) : 0xff;
        printf("still here\n");
        FILE *file = fopen("a", "rb");
        while (file && fgetc(file) != EOF)
            counter++;
        free(malloc(100));
        exit(0);
    }
    fprintf(stderr, "unknown: %s\n", what);
    return 64;
}
