/* SPDX-License-Identifier: MIT */
/* What the parts of the library share. */
#ifndef AFMPEG_THREAD_H
#define AFMPEG_THREAD_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

/* Threads that wait for the same, first come first served. */
struct queue {
    struct __pthread *first, *last;
};

struct __pthread {
    char *stack_top;               /* first: afmpeg_thread_entry loads it */
    char *stack;                   /* what malloc gave; NULL for the main thread */
    struct __pthread *next;        /* behind it in its queue */
    struct queue *queue;           /* where it waits; NULL while it runs */
    struct __pthread *next_sleeper;
    uint64_t deadline;             /* when it stops waiting, in ns; 0 for never */
    struct __pthread *next_thread; /* in the list of all threads */
    void *(*start)(void *);
    void *argument;
    void *result;
    void **values;                 /* by key; NULL before the first */
    struct queue joiners;
    const char *waits_for;         /* for the report of a deadlock */
    const void *object;
    struct __pthread *const *whose;
    int number;
    bool timed_out, finished, detached, joined;
    char name[16];
};

/* The thread that runs. */
extern struct __pthread *afmpeg_current;

/* Waits in a queue, or in none, until woken or until a deadline, 0 for none. Returns 0 or ETIMEDOUT.
   The rest says for what, and which thread has it, where that is known. */
int afmpeg_wait(struct queue *, uint64_t deadline, const char *waits_for, const void *object,
                struct __pthread *const *whose);
/* Wakes the first of a queue. Returns it, NULL where nobody waits. */
struct __pthread *afmpeg_wake(struct queue *);
/* Makes a new thread ready to run. */
void afmpeg_add(struct __pthread *);
/* Takes a finished thread out of the list of all, and gives back what it had. */
void afmpeg_discard(struct __pthread *);
/* Ends the running thread. Returns the one that runs next; this one never does again. */
struct __pthread *afmpeg_finish(void);
/* Lets the others run first. */
void afmpeg_yield(void);
/* A point where POSIX lets another thread run. With AFMPEG_THREADS_SEED in the environment, it often does. */
void afmpeg_preempt(void);

/* The time of a clock, in nanoseconds. */
uint64_t afmpeg_now(clockid_t);
/* When the monotonic clock will be where `clock` is at `time`. */
uint64_t afmpeg_deadline(clockid_t, const struct timespec *time);

/* Runs the destructors of the running thread's values. */
void afmpeg_destroy_values(void);

/* Takes a mutex for the running thread, as often as it had it before. */
void afmpeg_mutex_retake(pthread_mutex_t *, int count);
/* Gives a mutex up altogether. Returns how often it had been taken, 0 where another has it. */
int afmpeg_mutex_release(pthread_mutex_t *);

/* switch.S */
/* Runs `to`, which begins at `entry` where it has not begun yet. Returns when another switches back to `from`,
   which is NULL where it has ended: then never. */
void afmpeg_switch(struct __pthread *from, struct __pthread *to, struct __pthread *(*entry)(struct __pthread *));
/* Where a thread begins: puts it on its stack. Returns the thread that runs next. */
struct __pthread *afmpeg_thread_entry(struct __pthread *);

#endif
