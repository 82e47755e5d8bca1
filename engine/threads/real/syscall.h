/* SPDX-License-Identifier: MIT */
/*
 * The system calls that musl's threads make, each a function of ours that returns what the kernel of
 * Linux does: the negative number of an error.
 */
#ifndef AFMPEG_SYSCALL_H
#define AFMPEG_SYSCALL_H

#include <stddef.h>

/* Waits while *at is the value; wakes those who do. Other operations are ENOSYS. */
long afmpeg_SYS_futex(volatile void *at, int operation, ...);
/* The same, as a place where the thread may be cancelled. */
long afmpeg_cancellable_SYS_futex(volatile void *at, int operation, int value, const void *timeout);
/* Which processors there are: as many as AFMPEG_THREADS in the environment says. */
long afmpeg_SYS_sched_getaffinity(int thread, size_t size, void *set);
/* No thread ends while it holds a mutex and the program goes on to know. */
long afmpeg_SYS_set_robust_list(void *list, size_t size);

#define __syscall(call, ...) afmpeg_##call(__VA_ARGS__)
#define __syscall_cp(call, ...) afmpeg_cancellable_##call(__VA_ARGS__)

#endif
