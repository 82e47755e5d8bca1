/* SPDX-License-Identifier: MIT */
/*
 * What lies beyond the end of a stack. WebAssembly cannot protect memory: an overflow is found when the
 * thread waits or ends. The first thread's stack ends where memory begins, so an overflow of it traps.
 */
#include "thread.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PATTERN = 0xa5 };

void afmpeg_guard_stack(struct block *block, size_t size)
{
    block->thread.guard_size = size;
    memset(block->stack, PATTERN, size);
}

void afmpeg_check_stack(void)
{
    struct pthread *self = __pthread_self();
    const unsigned char *stack = (const unsigned char *)block_of(self)->stack;

    for (size_t i = 0; i < self->guard_size; i += sizeof(uint64_t)) {
        uint64_t word;

        memcpy(&word, stack + i, sizeof word);
        if (word == PATTERN * 0x0101010101010101ULL)
            continue;
        self->guard_size = 0; /* said once: printing waits, too */
        fprintf(stderr, "Cannot go on: the thread \"%s\" has overflowed its stack\n", block_of(self)->name);
        abort();
    }
}
