/* SPDX-FileCopyrightText: 2026 The afmpeg authors */
/* SPDX-License-Identifier: MIT */
/*
 * Programs of random calls of the threads in engine/threads, run natively. The input
 * is one program for each thread: a byte says what is called, the next with what.
 * Memory errors are found by the sanitizer; a lock that two threads hold at a time,
 * and a thread that goes on after its end, here.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#include <sched.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <ucontext.h>
#include <unistd.h>

#define MUST(condition) do { if (!(condition)) __builtin_trap(); } while (0)
#define FIBERS 64
#define FIBER_BYTES 262144

static void *program_malloc(size_t), *program_calloc(size_t, size_t);
static void program_free(void *);
static _Noreturn void program_end(void);
static uint64_t program_time;
static const char *program_seed;

#include "renamed.h"

static void *turn_malloc(size_t size) { return program_malloc(size); }
static void *turn_calloc(size_t count, size_t size) { return program_calloc(count, size); }
static void turn_free(void *p) { program_free(p); }
static _Noreturn void turn_abort(void) { program_end(); }
static _Noreturn void turn_end(int code) { (void)code; program_end(); }
static char *turn_getenv(const char *name) { (void)name; return (char *)program_seed; }
static int turn_fprintf(FILE *to, const char *format, ...) { (void)to; (void)format; return 0; }
static int turn_fputc(int letter, FILE *to) { (void)to; return letter; }

static int turn_clock_gettime(clockid_t clock, struct timespec *now)
{
    (void)clock;
    now->tv_sec = program_time / 1000000000;
    now->tv_nsec = program_time % 1000000000;
    return 0;
}

/* What is in these sections is as it was at the beginning for each input. */
#pragma clang section bss = "turn_bss" data = "turn_data"
#include "../../engine/threads/scheduler.c"
#include "../../engine/threads/mutex.c"
#undef of
#define of of_cond
#include "../../engine/threads/cond.c"
#undef of
#include "../../engine/threads/once.c"
#include "../../engine/threads/sleep.c"
#include "../../engine/threads/thread.c"
#pragma clang section bss = "" data = ""

#undef malloc
#undef calloc
#undef free
#undef fprintf
#undef exit
#undef abort

/*
 * The memory of a program, given back at its end whatever it did. What was freed last
 * is given out first, as by the allocator of wasi-libc; until then, nobody may touch it.
 */
static struct block {
    struct block *next;
    size_t size;
    bool is_free;
} *blocks;

static void *program_malloc(size_t size)
{
    for (struct block *block = blocks; block; block = block->next)
        if (block->is_free && block->size == size) {
            block->is_free = false;
            ASAN_UNPOISON_MEMORY_REGION(block + 1, size);
            return block + 1;
        }
    struct block *block = malloc(sizeof *block + size);
    if (!block)
        return NULL;
    *block = (struct block){ blocks, size, false };
    blocks = block;
    return block + 1;
}

static void *program_calloc(size_t count, size_t size)
{
    void *p = program_malloc(count * size);
    return p ? memset(p, 0, count * size) : NULL;
}

static void program_free(void *p)
{
    if (!p)
        return;
    struct block *block = (struct block *)p - 1;
    MUST(!block->is_free);
    block->is_free = true;
    ASAN_POISON_MEMORY_REGION(p, block->size);
}

static void free_all(void)
{
    while (blocks) {
        struct block *block = blocks;
        blocks = block->next;
        ASAN_UNPOISON_MEMORY_REGION(block + 1, block->size);
        free(block);
    }
}

/* Where a thread runs, by the number that the guest has for it, as for the host. */
static struct fiber {
    struct __pthread *thread;
    ucontext_t context;
    char *stack;
    void *fake_stack;
    bool is_used;
} fibers[FIBERS], *running;
static struct fiber driver, *dead_fiber;
static const void *driver_stack;
static size_t driver_bytes;

static void switch_to(struct fiber *from, struct fiber *to, bool ends)
{
    running = to;
    __sanitizer_start_switch_fiber(ends ? NULL : &from->fake_stack,
                                   to == &driver || !to->stack ? driver_stack : to->stack,
                                   to == &driver || !to->stack ? driver_bytes : FIBER_BYTES);
    swapcontext(&from->context, &to->context);
    __sanitizer_finish_switch_fiber(from->fake_stack, NULL, NULL);
}

static _Noreturn void program_end(void)
{
    switch_to(running, &driver, true);
    __builtin_unreachable();
}

static struct fiber *fiber_of(struct __pthread *thread);

static void begin_fiber(void)
{
    __sanitizer_finish_switch_fiber(NULL, &driver_stack, &driver_bytes);
    struct fiber *self = running;
    struct __pthread *next = afmpeg_thread_entry(self->thread);
    self->thread = NULL; /* it has ended: its number may be given to another */
    self->is_used = false;
    dead_fiber = self;
    switch_to(self, fiber_of(next), true);
    __builtin_unreachable();
}

struct __pthread *afmpeg_thread_run(struct __pthread *);

struct __pthread *afmpeg_thread_entry(struct __pthread *thread)
{
    return afmpeg_thread_run(thread);
}

static struct fiber *fiber_of(struct __pthread *thread)
{
    struct fiber *unused = NULL;
    for (int i = 0; i < FIBERS; i++) {
        if (fibers[i].thread == thread)
            return &fibers[i];
        if (!unused && !fibers[i].is_used && &fibers[i] != dead_fiber)
            unused = &fibers[i];
    }
    if (!unused)
        program_end();
    if (!unused->stack)
        unused->stack = mmap(NULL, FIBER_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    unused->thread = thread;
    unused->is_used = true;
    getcontext(&unused->context);
    unused->context.uc_stack.ss_sp = unused->stack;
    unused->context.uc_stack.ss_size = FIBER_BYTES;
    unused->context.uc_link = NULL;
    makecontext(&unused->context, begin_fiber, 0);
    return unused;
}

void afmpeg_switch(struct __pthread *from, struct __pthread *to,
                   struct __pthread *(*entry)(struct __pthread *))
{
    MUST(entry == afmpeg_thread_entry && from != to);
    if (from) /* otherwise, it never continues */
        MUST(running->thread == from);
    else
        running->thread = NULL;
    switch_to(running, fiber_of(to), false);
}

/* A signal may end a sleep early. */
static const uint8_t *input;
static size_t input_left;

static uint8_t next_byte(void)
{
    if (input_left == 0)
        return 0;
    input_left--;
    return *input++;
}

int __wasi_poll_oneoff(const __wasi_subscription_t *in, __wasi_event_t *out, __wasi_size_t n,
                       __wasi_size_t *count)
{
    (void)out, (void)n;
    *count = 1;
    if (next_byte() == 255)
        return 27;
    if (in->u.u.clock.timeout > program_time)
        program_time = in->u.u.clock.timeout;
    return 0;
}

#define OBJECTS 4
static pthread_mutex_t mutexes[OBJECTS];
static pthread_cond_t conds[OBJECTS];
static pthread_once_t onces[OBJECTS];
static pthread_key_t keys[OBJECTS];
static pthread_t started[16];
static struct { pthread_t owner; int count; } held[OBJECTS];
static int types[OBJECTS], begun, once_runs[OBJECTS], calls;
static bool has_ended[16];

static void run_program(void);

static void took(int i, bool is_taken)
{
    if (!is_taken)
        return;
    MUST(held[i].count == 0 || (held[i].owner == pthread_self() && types[i] == PTHREAD_MUTEX_RECURSIVE));
    held[i].owner = pthread_self();
    held[i].count++;
}

static void *begin_program(void *argument)
{
    const long number = (long)argument;
    MUST(!has_ended[number]);
    run_program();
    MUST(!has_ended[number]);
    has_ended[number] = true;
    return argument;
}

static void value_destroyed(void *value)
{
    MUST(value != NULL);
    sched_yield();
}

#define ONCE(i) static void once_##i(void) { once_runs[i]++; MUST(once_runs[i] == 1); sched_yield(); }
ONCE(0) ONCE(1) ONCE(2) ONCE(3)
static void (*const routines[OBJECTS])(void) = { once_0, once_1, once_2, once_3 };

static void call(void)
{
    const uint8_t what = next_byte(), how = next_byte();
    const int i = how % OBJECTS, k = how / OBJECTS;
    const struct timespec time = { program_time / 1000000000 + k % 3, (k * 7 - 3) * 1000000 };
    const pthread_t self = pthread_self();
    int error, count;
    bool is_own;
    switch (what % 24) {
    case 0:
        took(i, pthread_mutex_lock(&mutexes[i]) == 0);
        break;
    case 1:
        took(i, pthread_mutex_trylock(&mutexes[i]) == 0);
        break;
    case 2:
        took(i, pthread_mutex_timedlock(&mutexes[i], &time) == 0);
        break;
    case 3: /* of another's, without a type, it is no call that means anything */
        if (held[i].owner != self && types[i] == PTHREAD_MUTEX_NORMAL)
            break;
        is_own = held[i].owner == self && held[i].count > 0;
        if (is_own && --held[i].count == 0)
            held[i].owner = NULL;
        MUST((pthread_mutex_unlock(&mutexes[i]) == 0) == is_own);
        break;
    case 4:
    case 5:
        if (held[i].owner != self || held[i].count == 0)
            break;
        count = held[i].count;
        held[i].owner = NULL;
        held[i].count = 0;
        error = what % 24 == 4 ? pthread_cond_wait(&conds[k % OBJECTS], &mutexes[i])
                               : pthread_cond_timedwait(&conds[k % OBJECTS], &mutexes[i], &time);
        MUST(error == 0 || error == ETIMEDOUT || error == EINVAL);
        MUST(held[i].count == 0);
        held[i].owner = self;
        held[i].count = count;
        break;
    case 6:
        pthread_cond_signal(&conds[i]);
        break;
    case 7:
        pthread_cond_broadcast(&conds[i]);
        break;
    case 8: case 9: case 10: {
        pthread_attr_t attr;
        pthread_attr_init(&attr);
        pthread_attr_setdetachstate(&attr, what % 24 == 10);
        pthread_attr_setstacksize(&attr, 65536 + k);
        if (begun >= 16)
            break;
        const long number = begun++;
        pthread_t thread;
        if (pthread_create(&thread, how & 1 ? &attr : NULL, begin_program, (void *)number) == 0)
            started[number] = how & 1 && what % 24 == 10 ? NULL : thread;
        break;
    }
    case 11: case 12: { /* each is joined or detached once: more means nothing */
        const int number = how % 16;
        const pthread_t thread = started[number];
        void *result = NULL;
        if (!thread || thread == self)
            break;
        started[number] = NULL;
        MUST((what % 24 == 11 ? pthread_join(thread, &result) : pthread_detach(thread)) == 0);
        if (what % 24 == 11)
            MUST(has_ended[number]);
        break;
    }
    case 13:
        sched_yield();
        break;
    case 14:
        nanosleep(&time, NULL);
        break;
    case 15:
        usleep(how);
        break;
    case 16:
        pthread_once(&onces[i], routines[i]);
        break;
    case 17:
        pthread_setspecific(keys[i], (void *)(long)k);
        break;
    case 18:
        MUST((long)pthread_getspecific(keys[i]) < 256);
        break;
    case 19:
        if (self != &main_thread && how & 1) {
            for (int n = 0; n < begun; n++)
                if (afmpeg_current->argument == (void *)(long)n)
                    has_ended[n] = true;
            pthread_exit(NULL);
        }
        break;
    case 20: {
        char name[20];
        snprintf(name, sizeof name, "%.*s", how % 20, "a name that is too long");
        MUST(pthread_setname_np(self, name) == (strlen(name) < 16 ? 0 : ERANGE));
        break;
    }
    case 21: {
        char name[16];
        pthread_getname_np(self, name, how % 17);
        break;
    }
    case 22:
        clock_nanosleep(CLOCK_MONOTONIC, how & 1 ? TIMER_ABSTIME : 0, &time, NULL);
        break;
    default:
        pthread_equal(self, started[how % 16]);
    }
}

static void run_program(void)
{
    for (int left = next_byte() % 40; left > 0 && input_left > 0 && ++calls < 400; left--)
        call();
}

extern char __start_turn_data[], __stop_turn_data[], __start_turn_bss[], __stop_turn_bss[];
static char *first_data, *first_bss;

/* All bytes, those between variables as well, which the sanitizer lets nobody touch. */
__attribute__((no_sanitize("address")))
static void copy_section(char *to, const char *from, size_t size)
{
    for (volatile size_t i = 0; i < size; i++)
        to[i] = from[i];
}

static void restore(char **first, char *section, char *end)
{
    const size_t size = end - section;
    if (*first) {
        copy_section(section, *first, size);
        return;
    }
    *first = malloc(size);
    copy_section(*first, section, size);
}

static void begin_main(void)
{
    __sanitizer_finish_switch_fiber(NULL, &driver_stack, &driver_bytes);
    for (int i = 0; i < OBJECTS; i++) {
        pthread_mutexattr_t attr;
        pthread_condattr_t clock;
        const int type = next_byte() % 3;
        pthread_mutexattr_init(&attr);
        pthread_mutexattr_settype(&attr, type);
        types[i] = type;
        pthread_mutex_init(&mutexes[i], &attr);
        pthread_condattr_init(&clock);
        pthread_condattr_setclock(&clock, i & 1 ? CLOCK_MONOTONIC : CLOCK_REALTIME);
        pthread_cond_init(&conds[i], &clock);
        onces[i] = PTHREAD_ONCE_INIT;
        MUST(pthread_key_create(&keys[i], i & 1 ? value_destroyed : NULL) == 0);
    }
    while (input_left > 0 && calls < 400)
        call();
    program_end();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static char seed_text[8];
    restore(&first_data, __start_turn_data, __stop_turn_data);
    restore(&first_bss, __start_turn_bss, __stop_turn_bss);
    memset(mutexes, 0, sizeof mutexes);
    memset(held, 0, sizeof held);
    memset(started, 0, sizeof started);
    memset(has_ended, 0, sizeof has_ended);
    memset(once_runs, 0, sizeof once_runs);
    begun = calls = 0;
    program_time = 1000000000;
    input = data;
    input_left = size;
    snprintf(seed_text, sizeof seed_text, "%d", next_byte());
    program_seed = *seed_text == '0' ? NULL : seed_text;
    for (int i = 0; i < FIBERS; i++) {
        fibers[i].thread = NULL;
        fibers[i].is_used = false;
    }
    dead_fiber = NULL;
    struct fiber *first = fiber_of(&main_thread);
    makecontext(&first->context, begin_main, 0);
    switch_to(&driver, first, false);
    free_all();
    return 0;
}
