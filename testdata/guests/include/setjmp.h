/* SPDX-License-Identifier: MIT */
/* Older C libraries for WASI refuse setjmp; the compiler knows it all the same. */
#pragma once

typedef struct {
    unsigned long words[6];
} jmp_buf[1];

int setjmp(jmp_buf) __attribute__((returns_twice));
_Noreturn void longjmp(jmp_buf, int);
