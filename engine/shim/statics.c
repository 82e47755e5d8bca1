/* SPDX-License-Identifier: MIT */
/*
 * The objects of C++ that a function keeps, where threads run side by side: one makes them, the others
 * wait. Debian's libc++abi for WebAssembly knows one thread only.
 */
#include <limits.h>
#include <stdatomic.h>

/* The first byte is what the compiler looks at. */
enum { MISSING = 0, MADE = 1, BEING_MADE = 0x100, AWAITED = 0x200 };

int __cxa_guard_acquire(atomic_int *guard)
{
    int state = MISSING;

    while (!atomic_compare_exchange_strong(guard, &state, BEING_MADE)) {
        if (state == MADE)
            return 0;
        if (state == AWAITED || atomic_compare_exchange_strong(guard, &state, AWAITED))
            __builtin_wasm_memory_atomic_wait32((int *)guard, AWAITED, -1);
        state = MISSING;
    }
    return 1;
}

static void leave(atomic_int *guard, int state)
{
    if (atomic_exchange(guard, state) == AWAITED)
        __builtin_wasm_memory_atomic_notify((int *)guard, INT_MAX);
}

void __cxa_guard_release(atomic_int *guard)
{
    leave(guard, MADE);
}

void __cxa_guard_abort(atomic_int *guard)
{
    leave(guard, MISSING);
}
