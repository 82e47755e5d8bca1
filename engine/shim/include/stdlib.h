/* SPDX-License-Identifier: MIT */
#include_next <stdlib.h>
#ifndef AFMPEG_SHIM_STDLIB_H
#define AFMPEG_SHIM_STDLIB_H
#include <stdint.h>
uint32_t arc4random(void);
int mkstemp(char *template);
#endif
