/* SPDX-License-Identifier: MIT */
/* Condition variables. */
#include "thread.h"

#include <errno.h>
#include <string.h>

struct cond {
    struct queue waiters;
    bool is_monotonic;
};

_Static_assert(sizeof(struct cond) <= sizeof(pthread_cond_t), "a condition variable fits");

static struct cond *of(pthread_cond_t *cond)
{
    return (struct cond *)cond;
}

static int wait(pthread_cond_t *cond, pthread_mutex_t *mutex, uint64_t deadline)
{
    int count = afmpeg_mutex_release(mutex), error;

    if (count == 0)
        return EPERM;
    error = afmpeg_wait(&of(cond)->waiters, deadline, "waits for condition", cond, NULL);
    afmpeg_mutex_retake(mutex, count);
    return error;
}

int pthread_cond_wait(pthread_cond_t *cond, pthread_mutex_t *mutex)
{
    return wait(cond, mutex, 0);
}

int pthread_cond_timedwait(pthread_cond_t *cond, pthread_mutex_t *mutex, const struct timespec *time)
{
    if (time->tv_nsec < 0 || time->tv_nsec >= 1000000000)
        return EINVAL;
    clockid_t clock = of(cond)->is_monotonic ? CLOCK_MONOTONIC : CLOCK_REALTIME;
    return wait(cond, mutex, afmpeg_deadline(clock, time));
}

int pthread_cond_signal(pthread_cond_t *cond)
{
    afmpeg_wake(&of(cond)->waiters);
    afmpeg_preempt();
    return 0;
}

int pthread_cond_broadcast(pthread_cond_t *cond)
{
    while (afmpeg_wake(&of(cond)->waiters))
        ;
    afmpeg_preempt();
    return 0;
}

int pthread_cond_init(pthread_cond_t *cond, const pthread_condattr_t *attr)
{
    memset(cond, 0, sizeof *cond);
    of(cond)->is_monotonic = attr && attr->__attr;
    return 0;
}

int pthread_cond_destroy(pthread_cond_t *cond)
{
    return of(cond)->waiters.first ? EBUSY : 0;
}

int pthread_condattr_init(pthread_condattr_t *attr)
{
    attr->__attr = 0;
    return 0;
}

int pthread_condattr_destroy(pthread_condattr_t *attr)
{
    (void)attr;
    return 0;
}

int pthread_condattr_setclock(pthread_condattr_t *attr, clockid_t clock)
{
    if (clock != CLOCK_REALTIME && clock != CLOCK_MONOTONIC)
        return EINVAL;
    attr->__attr = clock == CLOCK_MONOTONIC;
    return 0;
}

int pthread_condattr_getclock(const pthread_condattr_t *attr, clockid_t *clock)
{
    *clock = attr->__attr ? CLOCK_MONOTONIC : CLOCK_REALTIME;
    return 0;
}
