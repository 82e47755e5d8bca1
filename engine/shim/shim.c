/* SPDX-License-Identifier: MIT */
/* What FFmpeg expects of a C library and wasi-libc does not have. */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* With it, FFmpeg takes its entropy from random_get and looks for no device. */
uint32_t arc4random(void)
{
    uint32_t value;
    getentropy(&value, sizeof value);
    return value;
}

/* The host has its streams in the file system, for those that WASI cannot duplicate. */
int dup(int fd)
{
    char path[32];
    int flags = fcntl(fd, F_GETFL);

    if (flags < 0)
        return -1;
    snprintf(path, sizeof path, "/dev/fd/%d", fd);
    return open(path, flags & (O_RDONLY | O_WRONLY));
}

int mkstemp(char *template)
{
    static const char letters[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
    size_t length = strlen(template);
    char *suffix = template + length - 6;

    if (length < 6 || strcmp(suffix, "XXXXXX")) {
        errno = EINVAL;
        return -1;
    }
    for (int attempt = 0; attempt < 100; attempt++) {
        for (int i = 0; i < 6; i++)
            suffix[i] = letters[arc4random() % 64];
        int fd = open(template, O_RDWR | O_CREAT | O_EXCL, 0600);
        if (fd >= 0 || errno != EEXIST)
            return fd;
    }
    return -1;
}

/* Debian's compiler-rt divides 128 bits in functions that protect their stack. */
uintptr_t __stack_chk_guard = 0x61666d70;

_Noreturn void __stack_chk_fail(void)
{
    abort();
}
