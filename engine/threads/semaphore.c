/* SPDX-License-Identifier: MIT */
/* Semaphores, without names. */
#include "thread.h"

#include <errno.h>
#include <limits.h>
#include <semaphore.h>
#include <string.h>

struct semaphore {
    struct queue waiters;
    unsigned value;
};

_Static_assert(sizeof(struct semaphore) <= sizeof(sem_t), "a semaphore fits");

static struct semaphore *of(sem_t *semaphore)
{
    return (struct semaphore *)semaphore;
}

/* Returns 0 or, with errno, -1. */
static int result(int error)
{
    if (error)
        errno = error;
    return error ? -1 : 0;
}

static int take(sem_t *semaphore, uint64_t deadline)
{
    int error = 0;

    afmpeg_preempt();
    while (!of(semaphore)->value && !error)
        error = afmpeg_wait(&of(semaphore)->waiters, deadline, "waits for semaphore", semaphore, NULL);
    if (of(semaphore)->value) {
        of(semaphore)->value--;
        error = 0;
    }
    return result(error);
}

int sem_init(sem_t *semaphore, int shared, unsigned value)
{
    if (value > INT_MAX)
        return result(EINVAL);
    (void)shared;
    memset(semaphore, 0, sizeof *semaphore);
    of(semaphore)->value = value;
    return 0;
}

int sem_destroy(sem_t *semaphore)
{
    (void)semaphore;
    return 0;
}

int sem_post(sem_t *semaphore)
{
    if (of(semaphore)->value == INT_MAX)
        return result(EOVERFLOW);
    of(semaphore)->value++;
    afmpeg_wake(&of(semaphore)->waiters);
    afmpeg_preempt();
    return 0;
}

int sem_wait(sem_t *semaphore)
{
    return take(semaphore, 0);
}

int sem_timedwait(sem_t *restrict semaphore, const struct timespec *restrict time)
{
    if (of(semaphore)->value)
        return take(semaphore, 0);
    if (time->tv_nsec < 0 || time->tv_nsec >= 1000000000)
        return result(EINVAL);
    return take(semaphore, afmpeg_deadline(CLOCK_REALTIME, time));
}

int sem_trywait(sem_t *semaphore)
{
    if (!of(semaphore)->value)
        return result(EAGAIN);
    of(semaphore)->value--;
    return 0;
}

int sem_getvalue(sem_t *restrict semaphore, int *restrict value)
{
    *value = (int)of(semaphore)->value;
    return 0;
}
