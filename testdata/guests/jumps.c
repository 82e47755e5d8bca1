/* SPDX-License-Identifier: MIT */
/* Does the same so often: `jumps WHAT COUNT`. For the bench. */
#include <sched.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#define APART __attribute__((noinline))

static jmp_buf target;
static volatile long calls;

APART static void jump(int depth)
{
    if (depth > 0)
        jump(depth - 1);
    else
        longjmp(target, 1);
    calls++;
}

APART static void call(long index)
{
    calls += index;
    if (calls == -1)
        longjmp(target, 1);
}

/* Within reach of a setjmp, which is not meant. */
APART static void forward(int depth)
{
    jmp_buf here;
    if (setjmp(here) != 0)
        abort();
    if (depth > 0)
        forward(depth - 1);
    longjmp(target, 1);
}

int main(int argc, char **argv)
{
    const char *what = argv[1];
    long count = strtol(argv[2], 0, 10);
    volatile long turns = 0;

    if (!strcmp(what, "yield")) {
        for (long i = 0; i < count; i++)
            sched_yield();
    } else if (!strcmp(what, "set")) {
        for (volatile long i = 0; i < count; i++)
            if (setjmp(target) != 0)
                return 1;
    } else if (!strcmp(what, "call")) {
        if (setjmp(target) != 0)
            return 1;
        for (long i = 0; i < count; i++)
            call(i);
    } else {
        setjmp(target);
        turns = turns + 1;
        if (turns > count)
            return 0;
        if (!strcmp(what, "forward"))
            forward(9);
        jump(9);
    }
    return 0;
}
