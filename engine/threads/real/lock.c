/* SPDX-License-Identifier: MIT */
/* A lock that is one word: 0 is free, 1 taken, 2 taken while others may wait. */
#include "pthread_impl.h"
#include "thread.h"

enum { SPINS = 100 };

int afmpeg_try_lock(volatile int *at)
{
    return a_cas(at, 0, 1) == 0;
}

void afmpeg_lock(volatile int *at)
{
    if (afmpeg_try_lock(at))
        return;
    for (int i = 0; i < SPINS && *at != 2; i++)
        if (!*at && afmpeg_try_lock(at))
            return;
    while (a_swap(at, 2))
        __futexwait(at, 2, 1);
}

void afmpeg_unlock(volatile int *at)
{
    if (a_swap(at, 0) == 2)
        __wake(at, 1, 1);
}
