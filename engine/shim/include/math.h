/* SPDX-License-Identifier: MIT */
/* Rounds as the instructions of WebAssembly do, in place of calls of libc. */
#include_next <math.h>
#ifndef AFMPEG_SHIM_MATH_H
#define AFMPEG_SHIM_MATH_H
#define lrint(x) ((long)__builtin_rint(x))
#define lrintf(x) ((long)__builtin_rintf(x))
#define llrint(x) ((long long)__builtin_rint(x))
#define llrintf(x) ((long long)__builtin_rintf(x))
#endif
