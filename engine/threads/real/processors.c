/* SPDX-License-Identifier: MIT */
/* How many processors there are: the number that the host gives in the environment, or 1. */
#define _GNU_SOURCE
#include "syscall.h"

#include <errno.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>

long afmpeg_SYS_sched_getaffinity(int thread, size_t size, void *set)
{
    const char *text = getenv("AFMPEG_THREADS");
    long count = text ? strtol(text, NULL, 10) : 1;

    (void)thread;
    if (count < 1)
        count = 1;
    if (count > (long)size * 8)
        count = size * 8;
    memset(set, 0, size);
    for (long i = 0; i < count; i++)
        ((unsigned char *)set)[i / 8] |= 1 << i % 8;
    return size;
}

int sched_getaffinity(pid_t thread, size_t size, cpu_set_t *set)
{
    afmpeg_SYS_sched_getaffinity(thread, size, set);
    return 0;
}
