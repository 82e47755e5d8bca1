/* SPDX-FileCopyrightText: 2026 The afmpeg authors */
/* SPDX-License-Identifier: MIT */
/* The types of threads as wasi-libc has them, with room for pointers of 64 bits. */
#ifndef AFMPEG_FUZZ_ALLTYPES_H
#define AFMPEG_FUZZ_ALLTYPES_H
typedef struct __pthread *pthread_t;
typedef int pthread_once_t;
typedef unsigned pthread_key_t;
typedef struct { union { int __i[9]; unsigned __s[9]; } __u; } pthread_attr_t;
typedef struct { union { int __i[6]; void *__p[8]; } __u; } pthread_mutex_t;
typedef struct { union { int __i[12]; void *__p[6]; } __u; } pthread_cond_t;
typedef struct { unsigned __attr; } pthread_mutexattr_t;
typedef struct { unsigned __attr; } pthread_condattr_t;
#endif
