/* SPDX-License-Identifier: MIT */
/* Sleeping, which lets the other threads run; instead of wasi-libc's functions of these names. */
#include "thread.h"

#include <errno.h>
#include <unistd.h>

/* Returns what was left of the time when a signal ended the sleep, 0 where none did. */
static uint64_t sleep_for(uint64_t nanoseconds)
{
    uint64_t deadline = afmpeg_now(CLOCK_MONOTONIC) + nanoseconds, now;

    if (afmpeg_wait(NULL, deadline, "sleeps", NULL, NULL) == ETIMEDOUT)
        return 0;
    now = afmpeg_now(CLOCK_MONOTONIC);
    return deadline > now ? deadline - now : 1;
}

int clock_nanosleep(clockid_t clock, int flags, const struct timespec *time, struct timespec *left)
{
    bool is_absolute = flags & TIMER_ABSTIME;
    uint64_t rest, now = is_absolute ? afmpeg_now(clock) : 0;

    if (time->tv_sec < 0 || time->tv_nsec < 0 || time->tv_nsec >= 1000000000)
        return EINVAL;
    uint64_t end = time->tv_sec * 1000000000ULL + time->tv_nsec;
    rest = sleep_for(end > now ? end - now : 0);
    if (left && !is_absolute)
        *left = (struct timespec){ .tv_sec = rest / 1000000000, .tv_nsec = rest % 1000000000 };
    return rest ? EINTR : 0;
}

static int fail_with(int error)
{
    if (!error)
        return 0;
    errno = error;
    return -1;
}

int nanosleep(const struct timespec *time, struct timespec *left)
{
    return fail_with(clock_nanosleep(CLOCK_REALTIME, 0, time, left));
}

int usleep(useconds_t microseconds)
{
    return fail_with(sleep_for(microseconds * 1000ULL) ? EINTR : 0);
}

unsigned sleep(unsigned seconds)
{
    return (sleep_for(seconds * 1000000000ULL) + 999999999) / 1000000000;
}
