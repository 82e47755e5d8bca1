/* SPDX-License-Identifier: MIT */
/* Threads: their beginning, their end, their names and their attributes. */
#include "thread.h"

#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* As macOS has it, where programs such as FFmpeg run. */
#define DEFAULT_STACK_SIZE 524288

/* How a pthread_attr_t is used: its words are 0 by default. */
enum { STACK_SIZE, DETACH_STATE };

static int count = 1;

/* Says why, once: a program that is told EAGAIN says that a resource is unavailable, or less. */
static int refuse(const char *why)
{
    static bool said;

    if (!said)
        fprintf(stderr, "Cannot start a thread beside %d others: %s\n", count, why);
    said = true;
    return EAGAIN;
}

int pthread_create(pthread_t *thread, const pthread_attr_t *attr, void *(*start)(void *), void *argument)
{
    size_t size = DEFAULT_STACK_SIZE;
    char *stack;
    struct __pthread *made;

    if (attr && attr->__u.__i[STACK_SIZE])
        size = attr->__u.__s[STACK_SIZE];
    size = (size + 15) & ~(size_t)15;
    if (count >= PTHREAD_THREADS_MAX)
        return refuse("they are all that may run at a time");
    if (!(stack = malloc(size + sizeof *made)))
        return refuse("there is no memory for the stack of another");
    made = (struct __pthread *)(stack + size);
    memset(made, 0, sizeof *made);
    made->stack = stack;
    made->stack_top = stack + size;
    made->start = start;
    made->argument = argument;
    made->detached = attr && attr->__u.__i[DETACH_STATE];
    *thread = made;
    count++;
    afmpeg_add(made);
    afmpeg_preempt();
    return 0;
}

/* Called by afmpeg_thread_entry, on the thread's own stack. */
struct __pthread *afmpeg_thread_run(struct __pthread *self)
{
    self->result = self->start(self->argument);
    count--;
    return afmpeg_finish();
}

/* What WebAssembly has on its stack stays there to the end of the run: nobody switches back to it. */
_Noreturn void pthread_exit(void *result)
{
    struct __pthread *self = afmpeg_current;

    self->result = result;
    count--;
    afmpeg_switch(NULL, afmpeg_finish(), afmpeg_thread_entry); /* its number may be given to another */
    __builtin_unreachable();
}

int pthread_join(pthread_t thread, void **result)
{
    if (thread == afmpeg_current)
        return EDEADLK;
    if (thread->detached || thread->joined)
        return EINVAL;
    thread->joined = true;
    while (!thread->finished)
        afmpeg_wait(&thread->joiners, 0, "waits for the end", NULL, &thread);
    if (result)
        *result = thread->result;
    afmpeg_discard(thread);
    return 0;
}

int pthread_detach(pthread_t thread)
{
    if (thread->detached || thread->joined)
        return EINVAL;
    thread->detached = true;
    if (thread->finished)
        afmpeg_discard(thread);
    return 0;
}

pthread_t pthread_self(void)
{
    return afmpeg_current;
}

int pthread_equal(pthread_t a, pthread_t b)
{
    return a == b;
}

int sched_yield(void)
{
    afmpeg_yield();
    return 0;
}

int pthread_setname_np(pthread_t thread, const char *name)
{
    if (strlen(name) >= sizeof thread->name)
        return ERANGE;
    strcpy(thread->name, name);
    return 0;
}

int pthread_getname_np(pthread_t thread, char *name, size_t size)
{
    if (strlen(thread->name) >= size)
        return ERANGE;
    strcpy(name, thread->name);
    return 0;
}

int pthread_attr_init(pthread_attr_t *attr)
{
    memset(attr, 0, sizeof *attr);
    return 0;
}

int pthread_attr_destroy(pthread_attr_t *attr)
{
    (void)attr;
    return 0;
}

int pthread_attr_setstacksize(pthread_attr_t *attr, size_t size)
{
    if (size < PTHREAD_STACK_MIN || size > INT32_MAX)
        return EINVAL;
    attr->__u.__s[STACK_SIZE] = size;
    return 0;
}

int pthread_attr_getstacksize(const pthread_attr_t *attr, size_t *size)
{
    *size = attr->__u.__s[STACK_SIZE] ? attr->__u.__s[STACK_SIZE] : DEFAULT_STACK_SIZE;
    return 0;
}

int pthread_attr_setdetachstate(pthread_attr_t *attr, int state)
{
    if (state != PTHREAD_CREATE_JOINABLE && state != PTHREAD_CREATE_DETACHED)
        return EINVAL;
    attr->__u.__i[DETACH_STATE] = state;
    return 0;
}

int pthread_attr_getdetachstate(const pthread_attr_t *attr, int *state)
{
    *state = attr->__u.__i[DETACH_STATE];
    return 0;
}
