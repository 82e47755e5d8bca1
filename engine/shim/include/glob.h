/* SPDX-License-Identifier: MIT */
/* With braces, as glibc has them: `{a,b}*.png`. */
#include_next <glob.h>
#ifndef AFMPEG_SHIM_GLOB_H
#define AFMPEG_SHIM_GLOB_H
#define GLOB_BRACE 0x10000
#define GLOB_NOMAGIC 0x20000
int afmpeg_glob(const char *pattern, int flags, int (*on_error)(const char *, int), glob_t *found);
#define glob(pattern, flags, on_error, found) afmpeg_glob(pattern, flags, on_error, found)
#endif
