/* SPDX-License-Identifier: MIT */
/* The texts of errors, by the numbers of errno.h. */
#include_next <string.h>
#ifndef AFMPEG_SHIM_STRING_H
#define AFMPEG_SHIM_STRING_H
#ifdef __cplusplus
extern "C" {
#endif
char *afmpeg_strerror(int number);
int afmpeg_strerror_r(int number, char *text, size_t size);
#ifdef __cplusplus
}
#endif
#define strerror afmpeg_strerror
#define strerror_r afmpeg_strerror_r
#endif
