/* SPDX-License-Identifier: MIT */
/* What musl asks of a system with threads: which one runs. */
#include <stdint.h>

extern _Thread_local uintptr_t afmpeg_self;

static inline uintptr_t __get_tp(void)
{
    return afmpeg_self;
}
