/* SPDX-License-Identifier: MIT */
/* Who runs: one thread at a time, until it waits for something. */
#include "thread.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <wasi/api.h>

/* At the end of each stack. What overflows it most likely writes here. */
#define CANARY 0x6b636174735f666fULL

static struct __pthread main_thread = { .number = 1, .name = "main" };
static struct __pthread *threads = &main_thread;
static struct queue ready;
static struct __pthread *sleepers; /* the one that is due first is the first */
static struct __pthread *dead;     /* detached and finished, its stack still in use */
static uint32_t seed;              /* of forced switches; 0 where there are none */

struct __pthread *afmpeg_current = &main_thread;

uint64_t afmpeg_now(clockid_t clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return now.tv_sec * 1000000000ULL + now.tv_nsec;
}

uint64_t afmpeg_deadline(clockid_t clock, const struct timespec *time)
{
    uint64_t at = time->tv_sec < 0 ? 0 : time->tv_sec * 1000000000ULL + time->tv_nsec;
    uint64_t now = afmpeg_now(clock), monotonic = afmpeg_now(CLOCK_MONOTONIC);
    return at > now ? monotonic + (at - now) : monotonic;
}

static uint32_t next_random(void)
{
    seed ^= seed << 13;
    seed ^= seed >> 17;
    return seed ^= seed << 5;
}

static void append(struct queue *queue, struct __pthread *thread)
{
    thread->queue = queue;
    thread->next = NULL;
    if (queue->last)
        queue->last->next = thread;
    else
        queue->first = thread;
    queue->last = thread;
}

static void take_out(struct __pthread *thread)
{
    struct queue *queue = thread->queue;
    struct __pthread *before = NULL;

    if (!queue)
        return;
    for (struct __pthread *other = queue->first; other != thread; other = other->next)
        before = other;
    if (before)
        before->next = thread->next;
    else
        queue->first = thread->next;
    if (queue->last == thread)
        queue->last = before;
    thread->queue = NULL;
}

static void add_sleeper(struct __pthread *thread, uint64_t deadline)
{
    struct __pthread **at = &sleepers;

    while (*at && (*at)->deadline <= deadline)
        at = &(*at)->next_sleeper;
    thread->deadline = deadline;
    thread->next_sleeper = *at;
    *at = thread;
}

static void take_out_sleeper(struct __pthread *thread)
{
    struct __pthread **at = &sleepers;

    if (!thread->deadline)
        return;
    while (*at != thread)
        at = &(*at)->next_sleeper;
    *at = thread->next_sleeper;
    thread->deadline = 0;
}

static void make_ready(struct __pthread *thread)
{
    take_out(thread);
    take_out_sleeper(thread);
    append(&ready, thread);
}

static void fail(const char *what)
{
    fprintf(stderr, "%s\n", what);
    for (struct __pthread *thread = threads; thread; thread = thread->next_thread) {
        const char *state = thread->finished ? "has finished" :
                            thread == afmpeg_current ? "runs" :
                            thread->waits_for ? thread->waits_for : "is ready";
        fprintf(stderr, "  thread %d \"%s\" %s", thread->number, thread->name, state);
        if (thread->waits_for && thread->object)
            fprintf(stderr, " %p", thread->object);
        if (thread->waits_for && thread->whose && *thread->whose)
            fprintf(stderr, " of thread %d", (*thread->whose)->number);
        fputc('\n', stderr);
    }
    abort();
}

static void check_stack(const struct __pthread *thread)
{
    if (thread->stack && *(uint64_t *)thread->stack != CANARY)
        fail("Cannot go on: a thread has overflowed its stack");
}

/* Stops the whole instance until a moment. Returns false where a signal was handled before. */
static bool sleep_until(uint64_t deadline)
{
    __wasi_subscription_t subscription = {
        .u.tag = __WASI_EVENTTYPE_CLOCK,
        .u.u.clock = {
            .id = __WASI_CLOCKID_MONOTONIC,
            .timeout = deadline,
            .flags = __WASI_SUBCLOCKFLAGS_SUBSCRIPTION_CLOCK_ABSTIME,
        },
    };
    __wasi_event_t event;
    __wasi_size_t count;
    return __wasi_poll_oneoff(&subscription, &event, 1, &count) == 0;
}

static void wake_sleepers(uint64_t now)
{
    while (sleepers && sleepers->deadline <= now) {
        sleepers->timed_out = true;
        make_ready(sleepers);
    }
}

/* The thread whose turn it is. Where all wait, waits for the first that is due. */
static struct __pthread *take_next(void)
{
    if (sleepers)
        wake_sleepers(afmpeg_now(CLOCK_MONOTONIC));
    while (!ready.first) {
        if (!sleepers) {
            afmpeg_current = NULL;
            fail("Cannot go on: every thread waits for another");
        }
        uint64_t deadline = sleepers->deadline;
        if (sleep_until(deadline))
            wake_sleepers(deadline); /* whatever the clock says: it may be one that stands still */
        else if (main_thread.deadline && !main_thread.queue)
            make_ready(&main_thread); /* a signal ends its sleep */
    }
    struct __pthread *next = ready.first;
    if (seed)
        for (int skip = next_random() % 4; skip > 0 && next->next; skip--)
            next = next->next;
    take_out(next);
    return next;
}

static void run_next(void)
{
    struct __pthread *self = afmpeg_current, *next;
    int saved_errno = errno;

    check_stack(self);
    next = take_next();
    if (next != self) {
        afmpeg_current = next;
        afmpeg_switch(self, next, afmpeg_thread_entry);
        if (dead) {
            afmpeg_discard(dead);
            dead = NULL;
        }
    }
    errno = saved_errno;
}

int afmpeg_wait(struct queue *queue, uint64_t deadline, const char *waits_for, const void *object,
                struct __pthread *const *whose)
{
    struct __pthread *self = afmpeg_current;

    self->timed_out = false;
    self->waits_for = waits_for;
    self->object = object;
    self->whose = whose;
    if (queue)
        append(queue, self);
    if (deadline)
        add_sleeper(self, deadline);
    run_next();
    self->waits_for = NULL;
    return self->timed_out ? ETIMEDOUT : 0;
}

struct __pthread *afmpeg_wake(struct queue *queue)
{
    struct __pthread *first = queue->first;

    if (first)
        make_ready(first);
    return first;
}

void afmpeg_yield(void)
{
    append(&ready, afmpeg_current);
    run_next();
}

void afmpeg_preempt(void)
{
    if (seed && next_random() % 4 == 0)
        afmpeg_yield();
}

void afmpeg_add(struct __pthread *thread)
{
    static int number = 1;
    const char *text;

    if (number == 1 && (text = getenv("AFMPEG_THREADS_SEED")))
        seed = strtoul(text, NULL, 10) * 2654435761u | 1;
    thread->number = ++number;
    *(uint64_t *)thread->stack = CANARY;
    thread->next_thread = threads->next_thread;
    threads->next_thread = thread;
    append(&ready, thread);
}

void afmpeg_discard(struct __pthread *thread)
{
    struct __pthread **at = &threads;

    while (*at != thread)
        at = &(*at)->next_thread;
    *at = thread->next_thread;
    free(thread->values);
    if (thread->stack) { /* the thread itself lies on it */
        *(uint64_t *)thread->stack = 0;
        free(thread->stack);
    }
}

struct __pthread *afmpeg_finish(void)
{
    struct __pthread *self = afmpeg_current, *next;

    afmpeg_destroy_values();
    self->finished = true;
    check_stack(self);
    while (afmpeg_wake(&self->joiners))
        ;
    bool is_last = true;
    for (struct __pthread *thread = threads; thread; thread = thread->next_thread)
        is_last &= thread->finished;
    if (is_last)
        exit(0);
    next = take_next();
    if (dead)
        afmpeg_discard(dead);
    dead = self->detached ? self : NULL;
    return afmpeg_current = next;
}
