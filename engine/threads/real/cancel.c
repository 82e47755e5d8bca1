/* SPDX-License-Identifier: MIT */
/*
 * Cancellation, where a thread waits for another or asks with pthread_testcancel(). No other call is
 * a place for it, and a thread that computes is not interrupted: WebAssembly has no signals.
 */
#include "thread.h"

#include <errno.h>

long afmpeg_cancelled(void)
{
    struct pthread *self = __pthread_self();

    if (self->canceldisable == PTHREAD_CANCEL_ENABLE || self->cancelasync)
        pthread_exit(PTHREAD_CANCELED);
    self->canceldisable = PTHREAD_CANCEL_DISABLE;
    return -ECANCELED;
}

void __testcancel(void)
{
    struct pthread *self = __pthread_self();

    if (self->cancel && self->canceldisable == PTHREAD_CANCEL_ENABLE)
        afmpeg_cancelled();
}

/* Wakes a thread until it has seen that it is cancelled: it may be about to wait. */
int pthread_cancel(pthread_t thread)
{
    volatile void *at;
    volatile int never = 0;

    a_store(&thread->cancel, 1);
    if (thread == __pthread_self()) {
        if (thread->cancelasync)
            __testcancel();
        return 0;
    }
    while ((at = block_of(thread)->waits_at)) {
        __wake(at, -1, 1);
        __builtin_wasm_memory_atomic_wait32((int *)&never, 0, 100000);
    }
    return 0;
}

void __do_cleanup_push(struct __ptcb *cleanup)
{
    struct pthread *self = __pthread_self();

    cleanup->__next = self->cancelbuf;
    self->cancelbuf = cleanup;
}

void __do_cleanup_pop(struct __ptcb *cleanup)
{
    __pthread_self()->cancelbuf = cleanup->__next;
}
