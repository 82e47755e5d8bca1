/* SPDX-License-Identifier: MIT */
/* Threads: their beginning, their end, and those who wait for it. */
#include "stdio_impl.h"
#include "thread.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Twice what macOS has, where programs such as FFmpeg run: what is not used costs no memory. */
unsigned __default_stacksize = 1048576;
unsigned __default_guardsize = 256;

/* Aligns what lies at the top of a stack. */
#define ALIGNMENT 16

static struct block first = {
    .name = "main",
    .thread = {
        .self = &first.thread,
        .prev = &first.thread,
        .next = &first.thread,
        .tid = 1,
        .detach_state = DT_JOINABLE,
        .tsd = __pthread_tsd_main,
        .robust_list.head = &first.thread.robust_list.head,
        .locale = &libc.global_locale,
    },
};

_Thread_local uintptr_t afmpeg_self = (uintptr_t)&first.thread;

/* Of the list that all threads are in. */
volatile int __thread_list_lock;

void __tl_lock(void)
{
    afmpeg_lock(&__thread_list_lock);
}

void __tl_unlock(void)
{
    afmpeg_unlock(&__thread_list_lock);
}

/* Those that nobody joins, once they have ended. */
static struct block *ended;

__attribute__((import_module("wasi"), import_name("thread-spawn")))
int afmpeg_spawn(struct block *);

static void discard(struct block *block)
{
    free(block->stack);
}

/* Frees those of the ended whose stacks are not in use any more. */
static void discard_ended(void)
{
    struct block *over = NULL;

    __tl_lock();
    for (struct block **at = &ended, *each; (each = *at);) {
        if (!each->finished) {
            at = &each->next;
            continue;
        }
        *at = each->next;
        each->next = over;
        over = each;
    }
    __tl_unlock();
    while (over) {
        struct block *next = over->next;
        discard(over);
        over = next;
    }
}

static size_t aligned(size_t size, size_t alignment)
{
    return (size + alignment - 1) & ~(alignment - 1);
}

/* One block of memory has the stack, then what lies at its top, the values by key and the thread's variables. */
static struct block *make(const pthread_attr_t *attr)
{
    size_t size = attr && attr->_a_stacksize ? attr->_a_stacksize : __default_stacksize;
    size_t guard = attr && attr->_a_stacksize ? attr->_a_guardsize : __default_guardsize;
    size_t alignment = __builtin_wasm_tls_align();
    struct block *made;
    char *stack;

    if (alignment < ALIGNMENT)
        alignment = ALIGNMENT;
    guard = aligned(guard, ALIGNMENT);
    size = aligned(size, ALIGNMENT) + guard;
    size_t top = aligned(sizeof *made + __pthread_tsd_size, ALIGNMENT);
    if (size > PTRDIFF_MAX - top - alignment - __builtin_wasm_tls_size())
        return NULL;
    if (!(stack = malloc(size + top + alignment + __builtin_wasm_tls_size())))
        return NULL;
    made = (struct block *)(stack + size);
    memset(made, 0, top);
    made->stack = stack;
    made->stack_top = (char *)made;
    made->tls = (char *)aligned((size_t)made + top, alignment);
    struct pthread *thread = &made->thread;
    thread->self = thread;
    thread->tsd = (void **)(made + 1);
    thread->robust_list.head = &thread->robust_list.head;
    thread->locale = &libc.global_locale;
    thread->detach_state = attr && attr->_a_detach ? DT_DETACHED : DT_JOINABLE;
    afmpeg_guard_stack(made, guard);
    return made;
}

static void add(struct pthread *thread)
{
    static int last = 1;
    /* Not behind the first one, which may have left the ring. */
    struct pthread *self = __pthread_self();

    __tl_lock();
    thread->tid = ++last;
    thread->next = self->next;
    thread->prev = self;
    thread->next->prev = thread;
    self->next = thread;
    __tl_unlock();
}

/* Takes a thread out of the list. Returns whether others are left. */
static int take_out(struct pthread *thread)
{
    int others;

    __tl_lock();
    if ((others = thread->next != thread)) {
        thread->next->prev = thread->prev;
        thread->prev->next = thread->next;
        thread->prev = thread->next = thread;
    }
    __tl_unlock();
    return others;
}

/* Says why, once: a program that is told EAGAIN says that a resource is unavailable, or less. */
static int refuse(const char *why)
{
    static volatile int said;

    if (!a_swap(&said, 1))
        fprintf(stderr, "Cannot start another thread: %s\n", why);
    return EAGAIN;
}

int pthread_create(pthread_t *restrict out, const pthread_attr_t *restrict attr, void *(*start)(void *),
                   void *restrict argument)
{
    struct block *made;

    discard_ended();
    if (!(made = make(attr)))
        return refuse("there is no memory for its stack");
    made->start = start;
    made->argument = argument;
    add(&made->thread);
    *out = &made->thread; /* before it runs: it may look */
    if (afmpeg_spawn(made) > 0)
        return 0;
    take_out(&made->thread);
    discard(made);
    return refuse("as many run as the host allows");
}

/* Called by start.S, on the thread's own stack. */
void afmpeg_thread_run(struct block *block)
{
    afmpeg_self = (uintptr_t)&block->thread;
    block->thread.result = block->start(block->argument);
}

/* Called by start.S: no function of the thread is active any more. */
void afmpeg_thread_end(struct block *block)
{
    struct pthread *self = &block->thread;

    self->canceldisable = PTHREAD_CANCEL_DISABLE;
    afmpeg_destroy_locals();
    __pthread_tsd_run_dtors();
    __do_orphaned_stdio_locks();
    afmpeg_check_stack();
    /* Only where the first one has ended by pthread_exit(). */
    if (!take_out(self))
        exit(0);
    if (a_cas(&self->detach_state, DT_JOINABLE, DT_EXITING) == DT_JOINABLE)
        return;
    __tl_lock();
    block->next = ended;
    ended = block;
    __tl_unlock();
}

_Noreturn void pthread_exit(void *result)
{
    struct pthread *self = __pthread_self();
    struct __ptcb *each;
    volatile int never = 0;

    self->canceldisable = PTHREAD_CANCEL_DISABLE;
    self->result = result;
    while ((each = self->cancelbuf)) {
        self->cancelbuf = each->__next;
        each->__f(each->__x);
    }
    if (self != &first.thread)
        afmpeg_unwind();
    /* The host's call of _start cannot be left without the end of the program. */
    afmpeg_thread_end(&first);
    first.finished = 1;
    __wake(&first.finished, -1, 1);
    for (;;)
        __futexwait(&never, 0, 1);
}

/* Called by exit() and at the end of main: the first thread ends the program, another one waits for that. */
void afmpeg_end_alone(void)
{
    static volatile int ender;
    volatile int never = 0;
    int self = __pthread_self()->tid, other = a_cas(&ender, 0, self);

    while (other && other != self)
        __futexwait(&never, 0, 1);
}

int __pthread_timedjoin_np(pthread_t thread, void **result, const struct timespec *until)
{
    struct block *block = block_of(thread);
    int error, state;

    __pthread_testcancel();
    if (thread == __pthread_self())
        return EDEADLK;
    if (thread->detach_state == DT_DETACHED)
        return EINVAL;
    __pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &state);
    if (state == PTHREAD_CANCEL_ENABLE)
        __pthread_setcancelstate(state, NULL);
    while (!block->finished) {
        error = __timedwait_cp(&block->finished, 0, CLOCK_REALTIME, until, 1);
        if (error && error != EINTR && !block->finished) {
            __pthread_setcancelstate(state, NULL);
            return error;
        }
    }
    __pthread_setcancelstate(state, NULL);
    if (result)
        *result = thread->result;
    discard(block);
    return 0;
}

int pthread_join(pthread_t thread, void **result)
{
    return __pthread_timedjoin_np(thread, result, NULL);
}

int pthread_tryjoin_np(pthread_t thread, void **result)
{
    return block_of(thread)->finished ? pthread_join(thread, result) : EBUSY;
}

int pthread_detach(pthread_t thread)
{
    /* One that is about to end is joined, which takes no time. */
    switch (a_cas(&thread->detach_state, DT_JOINABLE, DT_DETACHED)) {
    case DT_JOINABLE:
        return 0;
    case DT_EXITING:
        return pthread_join(thread, NULL);
    default:
        return EINVAL;
    }
}

pthread_t pthread_self(void)
{
    return __pthread_self();
}

weak_alias(__pthread_timedjoin_np, pthread_timedjoin_np);
