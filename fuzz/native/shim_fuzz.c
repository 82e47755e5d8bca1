/* SPDX-FileCopyrightText: 2026 The afmpeg authors */
/* SPDX-License-Identifier: MIT */
/* What the shim makes of names of temporary files and of descriptors, run natively. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MUST(condition) do { if (!(condition)) __builtin_trap(); } while (0)

/* Files that there are not: the input says which calls fail, and how. */
static const uint8_t *input;
static size_t input_left;
static char opened[512];

static int next_byte(void)
{
    if (input_left == 0)
        return 0;
    input_left--;
    return *input++;
}

static int fake_open(const char *path, int flags, ...)
{
    static const int codes[] = { 0, EEXIST, EEXIST, EACCES, ENOENT, ENOSPC };
    (void)flags;
    snprintf(opened, sizeof opened, "%s", path);
    errno = codes[next_byte() % 6];
    return errno ? -1 : 5;
}

static int fake_fcntl(int fd, int command)
{
    (void)command;
    if (fd >= 0 && fd < 100)
        return next_byte();
    errno = EBADF;
    return -1;
}

#define open fake_open
#define fcntl fake_fcntl
#define dup shim_dup
#define mkstemp shim_mkstemp
#define arc4random shim_arc4random
#define __stack_chk_guard shim_chk_guard
#define __stack_chk_fail shim_chk_fail
#include "../../engine/shim/shim.c"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    input = data;
    input_left = size;
    const int fd = (int)((unsigned)next_byte() << 24 | next_byte());
    const int copy = shim_dup(fd);
    char text[32];
    snprintf(text, sizeof text, "/dev/fd/%d", fd);
    MUST(copy < 0 || !strcmp(opened, text));
    const size_t length = input_left < 400 ? input_left : 400;
    /* as large as it is, so that a byte beside it is noticed */
    char *template = malloc(length + 1);
    memcpy(template, input, length);
    template[length] = 0;
    char *before = strdup(template);
    input += length / 2;
    input_left -= length / 2;
    const size_t letters = strlen(template);
    const int made = shim_mkstemp(template);
    const int is_template = letters >= 6 && !strcmp(before + letters - 6, "XXXXXX");
    MUST(is_template || (made < 0 && errno == EINVAL && !strcmp(before, template)));
    MUST(strlen(template) == letters);
    MUST(made < 0 || !strcmp(opened, template));
    MUST(!is_template || !memcmp(before, template, letters - 6));
    free(before);
    free(template);
    return 0;
}
