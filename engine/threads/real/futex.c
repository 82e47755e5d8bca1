/* SPDX-License-Identifier: MIT */
/* Waiting, by the two instructions that WebAssembly has for it. */
#include "pthread_impl.h"
#include "syscall.h"
#include "thread.h"

#include <stdarg.h>

/* More than that is for ever: 30 years. */
#define LONGEST 1000000000

static int64_t nanoseconds(const struct timespec *time)
{
    if (!time || time->tv_sec > LONGEST)
        return -1;
    return time->tv_sec * 1000000000LL + time->tv_nsec;
}

static long wait(volatile void *at, int value, const struct timespec *timeout)
{
    afmpeg_check_stack();
    switch (__builtin_wasm_memory_atomic_wait32((int *)at, value, nanoseconds(timeout))) {
    case 0:
        return 0;
    case 1:
        return -EAGAIN;
    default:
        return -ETIMEDOUT;
    }
}

long afmpeg_SYS_futex(volatile void *at, int operation, ...)
{
    va_list rest;
    long result = -ENOSYS;

    va_start(rest, operation);
    switch (operation & ~FUTEX_PRIVATE) {
    case FUTEX_WAIT: {
        int value = va_arg(rest, int);
        result = wait(at, value, va_arg(rest, const struct timespec *));
        break;
    }
    case FUTEX_WAKE:
        result = __builtin_wasm_memory_atomic_notify((int *)at, va_arg(rest, int));
        break;
    case FUTEX_REQUEUE:
        /* Nobody can be moved to another word: who is woken waits for that one himself. */
        result = __builtin_wasm_memory_atomic_notify((int *)at, 1);
        break;
    }
    va_end(rest);
    return result;
}

long afmpeg_cancellable_SYS_futex(volatile void *at, int operation, int value, const void *timeout)
{
    struct pthread *self = __pthread_self();
    long result;

    (void)operation;
    if (self->canceldisable == PTHREAD_CANCEL_DISABLE)
        return wait(at, value, timeout);
    if (self->cancel)
        return afmpeg_cancelled();
    block_of(self)->waits_at = at;
    /* Who cancels either sees where it waits, or is seen here. */
    result = self->cancel ? 0 : wait(at, value, timeout);
    block_of(self)->waits_at = NULL;
    return self->cancel ? afmpeg_cancelled() : result;
}

long afmpeg_SYS_set_robust_list(void *list, size_t size)
{
    (void)list, (void)size;
    return -ENOSYS;
}
