/* SPDX-License-Identifier: MIT */
/* What the parts of our threads share, beyond what musl knows of one. */
#ifndef AFMPEG_THREAD_H
#define AFMPEG_THREAD_H

#include "pthread_impl.h"

#include <stddef.h>

/* At the top of a thread's stack, in one block of memory with it. */
struct block {
    char *stack_top;       /* start.S reads these two */
    char *tls;
    volatile int finished; /* start.S sets it when nothing of the stack is in use any more */
    char *stack;           /* the lowest byte, and what malloc gave; NULL for the first thread */
    void *(*start)(void *);
    void *argument;
    struct block *next;    /* among those that nobody joins, once they have ended */
    volatile void *volatile waits_at; /* where a cancellation finds it */
    char name[16];
    struct pthread thread;
};

static inline struct block *block_of(struct pthread *thread)
{
    return (struct block *)((char *)thread - offsetof(struct block, thread));
}

void afmpeg_lock(volatile int *);
int afmpeg_try_lock(volatile int *);
void afmpeg_unlock(volatile int *);

/* Puts bytes at the end of a stack that nobody writes to. */
void afmpeg_guard_stack(struct block *, size_t size);
/* Ends the program if the running thread has written to them. */
void afmpeg_check_stack(void);

/* Ends the running thread where it may be cancelled now, or returns -ECANCELED. */
long afmpeg_cancelled(void);

/* Runs the destructors of the thread's thread_local objects of C++. */
void afmpeg_destroy_locals(void);

/* start.S: leaves all functions of a thread, back to where it began. */
_Noreturn void afmpeg_unwind(void);

#endif
