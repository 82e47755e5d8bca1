/* SPDX-FileCopyrightText: 2026 The afmpeg authors */
/* SPDX-License-Identifier: MIT */
/* As much of WASI as the threads use; time passes only here. */
#ifndef AFMPEG_FUZZ_WASI_H
#define AFMPEG_FUZZ_WASI_H
#include <stdint.h>

#define __WASI_EVENTTYPE_CLOCK 0
#define __WASI_CLOCKID_MONOTONIC 1
#define __WASI_SUBCLOCKFLAGS_SUBSCRIPTION_CLOCK_ABSTIME 1

typedef uint32_t __wasi_size_t;
typedef struct { int error; } __wasi_event_t;
typedef struct {
    struct {
        uint8_t tag;
        union { struct { int id; uint64_t timeout; int flags; } clock; } u;
    } u;
} __wasi_subscription_t;

int __wasi_poll_oneoff(const __wasi_subscription_t *, __wasi_event_t *, __wasi_size_t, __wasi_size_t *);
#endif
