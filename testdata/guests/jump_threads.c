/* SPDX-License-Identifier: MIT */
/* Threads that jump in turns, each on its own stack. */
#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <stdio.h>
#include <string.h>

#define APART __attribute__((noinline))

#define COUNT 8

static jmp_buf targets[COUNT];

APART static int dive(int depth, int thread, int value)
{
    volatile int here = depth;
    sched_yield();
    if (depth == 0)
        longjmp(targets[thread], value);
    return dive(depth - 1, thread, value) + here;
}

static void *jump(void *argument)
{
    int thread = (int)(long)argument;
    volatile long sum = 0;
    int turn = setjmp(targets[thread]);

    sum = sum + turn;
    sched_yield();
    if (turn < 50 + thread)
        dive(thread, thread, turn + 1);
    return (void *)sum;
}

static void *jump_to_another(void *argument)
{
    dive(3, 0, 9);
    return argument;
}

int main(int argc, char **argv)
{
    pthread_t threads[COUNT];

    for (long i = 0; i < COUNT; i++)
        if (pthread_create(&threads[i], NULL, jump, (void *)i))
            return 1;
    for (int i = 0; i < COUNT; i++) {
        void *sum;
        if (pthread_join(threads[i], &sum))
            return 2;
        printf("%ld\n", (long)sum);
    }
    if (argc > 1 && setjmp(targets[0]) == 0) {
        pthread_create(&threads[0], NULL, jump_to_another, NULL);
        pthread_join(threads[0], NULL);
    }
    return 0;
}
