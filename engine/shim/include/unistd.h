/* SPDX-License-Identifier: MIT */
#include_next <unistd.h>
#ifndef AFMPEG_SHIM_UNISTD_H
#define AFMPEG_SHIM_UNISTD_H
int dup(int fd);
#endif
