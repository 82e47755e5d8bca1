/* SPDX-License-Identifier: MIT */
/* Jumps, leaves and fails in the ways that its first argument names. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define APART __attribute__((noinline))

static jmp_buf target;
static char *volatile last_block;

APART static void fill(void)
{
    if (setjmp(target) != 0) puts("back in a function that has returned");
}

APART static void leave(const char *how)
{
    if (!strcmp(how, "exit")) exit(9);
    if (!strcmp(how, "trap")) __builtin_trap();
    if (!strcmp(how, "overflow")) {
        leave(how);
        puts("so deep");
    }
    if (!strcmp(how, "wild")) ((void (*)(void))(uintptr_t)123456)();
    longjmp(target, 3);
}

int main(int argc, char **argv)
{
    const char *what = argv[1];
    setvbuf(stdout, NULL, _IONBF, 0);
    fprintf(stderr, "jmp_buf %p\n", (void *)target);

    if (!strcmp(what, "unset")) longjmp(target, 0);
    if (!strcmp(what, "garbage")) {
        memset(target, 0xab, sizeof target);
        longjmp(target, -5);
    }
    if (!strcmp(what, "returned")) {
        fill();
        longjmp(target, 6);
    }
    if (!strcmp(what, "corrupt")) {
        if (setjmp(target) != 0) return 1;
        ((uint32_t *)target)[0] ^= 0x100000;
        longjmp(target, 7);
    }
    if (!strcmp(what, "outside")) longjmp((void *)0xfffffff0, 8);
    if (!strcmp(what, "set-outside")) {
        if (setjmp((void *)0xfffffffc) != 0) return 1;
        return 2;
    }
    if (!strcmp(what, "spin")) {
        volatile unsigned turns = 0;
        setjmp(target);
        turns = turns + 1;
        if (turns == 1000) puts("spinning");
        leave("");
    }
    if (!strcmp(what, "memory")) {
        /* Runs into the limit, and says so from the handler. */
        volatile int blocks = 0;
        if (setjmp(target) != 0) {
            printf("out of memory: %s\n", blocks > 2 ? "late" : "early");
            return 4;
        }
        for (;;) {
            char *block = malloc(1 << 20);
            if (block == NULL) leave("");
            last_block = block;
            blocks = blocks + 1;
        }
    }
    if (!strcmp(what, "files")) {
        /* Runs into the limit of open files, and goes on with those it has. */
        volatile int files = 0;
        volatile int last = -1;
        if (setjmp(target) != 0) {
            printf("%d files: %zd\n", files, write(last, "still open", 10));
            return 5;
        }
        for (;;) {
            int fd = open("data", O_CREAT | O_RDWR, 0666);
            if (fd < 0) leave("");
            last = fd;
            files = files + 1;
        }
    }
    /* Within the reach of a setjmp, which none of these takes. */
    if (setjmp(target) != 0) return 1;
    leave(what);
    return 2;
}
