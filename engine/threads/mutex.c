/* SPDX-License-Identifier: MIT */
/* Mutexes. One that is given up goes to the thread that has waited longest. */
#include "thread.h"

#include <errno.h>
#include <string.h>

struct mutex {
    struct __pthread *owner;
    int count;
    int type;
    struct queue waiters;
};

_Static_assert(sizeof(struct mutex) <= sizeof(pthread_mutex_t), "a mutex fits");

static struct mutex *of(pthread_mutex_t *mutex)
{
    return (struct mutex *)mutex;
}

static void take(struct mutex *mutex)
{
    mutex->owner = afmpeg_current;
    mutex->count = 1;
}

static int lock(pthread_mutex_t *opaque, bool may_wait, uint64_t deadline)
{
    struct mutex *mutex = of(opaque);

    if (!mutex->owner) {
        take(mutex);
        return 0;
    }
    if (mutex->owner == afmpeg_current && mutex->type == PTHREAD_MUTEX_RECURSIVE) {
        mutex->count++;
        return 0;
    }
    if (!may_wait)
        return EBUSY;
    if (mutex->owner == afmpeg_current && mutex->type == PTHREAD_MUTEX_ERRORCHECK)
        return EDEADLK;
    /* Who gives it up makes this thread its owner. */
    return afmpeg_wait(&mutex->waiters, deadline, "waits for mutex", mutex, &mutex->owner);
}

int pthread_mutex_lock(pthread_mutex_t *mutex)
{
    afmpeg_preempt();
    return lock(mutex, true, 0);
}

int pthread_mutex_trylock(pthread_mutex_t *mutex)
{
    return lock(mutex, false, 0);
}

int pthread_mutex_timedlock(pthread_mutex_t *mutex, const struct timespec *time)
{
    afmpeg_preempt();
    return lock(mutex, true, afmpeg_deadline(CLOCK_REALTIME, time));
}

static void give_up(struct mutex *mutex)
{
    mutex->owner = afmpeg_wake(&mutex->waiters);
    mutex->count = mutex->owner ? 1 : 0;
}

int pthread_mutex_unlock(pthread_mutex_t *opaque)
{
    struct mutex *mutex = of(opaque);

    if (mutex->type != PTHREAD_MUTEX_NORMAL) {
        if (mutex->owner != afmpeg_current)
            return EPERM;
        if (--mutex->count > 0)
            return 0;
    }
    give_up(mutex);
    afmpeg_preempt();
    return 0;
}

int afmpeg_mutex_release(pthread_mutex_t *opaque)
{
    struct mutex *mutex = of(opaque);
    int count = mutex->owner == afmpeg_current ? mutex->count : 0;

    if (count > 0)
        give_up(mutex);
    return count;
}

void afmpeg_mutex_retake(pthread_mutex_t *mutex, int count)
{
    lock(mutex, true, 0);
    of(mutex)->count = count;
}

int pthread_mutex_init(pthread_mutex_t *mutex, const pthread_mutexattr_t *attr)
{
    memset(mutex, 0, sizeof *mutex);
    if (attr)
        of(mutex)->type = attr->__attr;
    return 0;
}

int pthread_mutex_destroy(pthread_mutex_t *mutex)
{
    return of(mutex)->owner ? EBUSY : 0;
}

int pthread_mutexattr_init(pthread_mutexattr_t *attr)
{
    attr->__attr = PTHREAD_MUTEX_DEFAULT;
    return 0;
}

int pthread_mutexattr_destroy(pthread_mutexattr_t *attr)
{
    (void)attr;
    return 0;
}

int pthread_mutexattr_settype(pthread_mutexattr_t *attr, int type)
{
    if (type < PTHREAD_MUTEX_NORMAL || type > PTHREAD_MUTEX_ERRORCHECK)
        return EINVAL;
    attr->__attr = type;
    return 0;
}

int pthread_mutexattr_gettype(const pthread_mutexattr_t *attr, int *type)
{
    *type = attr->__attr;
    return 0;
}
