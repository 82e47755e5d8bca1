/* SPDX-License-Identifier: MIT */
/* wasi-libc of Debian 12 has no setjmp; clang makes one of these two names. */
#ifndef AFMPEG_SHIM_SETJMP_H
#define AFMPEG_SHIM_SETJMP_H
/* What the ABI of WebAssembly keeps in it: id, label, and the two words of a jump. */
typedef struct { unsigned words[4]; } jmp_buf[1];
int setjmp(jmp_buf buffer) __attribute__((__returns_twice__));
_Noreturn void longjmp(jmp_buf buffer, int value);
#endif
