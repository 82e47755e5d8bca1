/* SPDX-License-Identifier: MIT */
/* Sleeping, which lets the other threads run; instead of wasi-libc's functions of these names. */
#include "thread.h"

#include <errno.h>
#include <unistd.h>

static void sleep_for(uint64_t nanoseconds)
{
    uint64_t deadline = afmpeg_now(CLOCK_MONOTONIC) + nanoseconds;
    afmpeg_wait(NULL, deadline, "sleeps", NULL, NULL);
}

int clock_nanosleep(clockid_t clock, int flags, const struct timespec *time, struct timespec *left)
{
    if (time->tv_sec < 0 || time->tv_nsec < 0 || time->tv_nsec >= 1000000000)
        return EINVAL;
    if (flags & TIMER_ABSTIME)
        afmpeg_wait(NULL, afmpeg_deadline(clock, time), "sleeps", NULL, NULL);
    else
        sleep_for(time->tv_sec * 1000000000ULL + time->tv_nsec);
    if (left && !(flags & TIMER_ABSTIME))
        *left = (struct timespec){ 0 };
    return 0;
}

int nanosleep(const struct timespec *time, struct timespec *left)
{
    int error = clock_nanosleep(CLOCK_REALTIME, 0, time, left);

    if (!error)
        return 0;
    errno = error;
    return -1;
}

int usleep(useconds_t microseconds)
{
    sleep_for(microseconds * 1000ULL);
    return 0;
}

unsigned sleep(unsigned seconds)
{
    sleep_for(seconds * 1000000000ULL);
    return 0;
}
