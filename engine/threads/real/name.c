/* SPDX-License-Identifier: MIT */
/* The names of threads, for those who debug. */
#define _GNU_SOURCE
#include "thread.h"

#include <errno.h>
#include <string.h>

int pthread_setname_np(pthread_t thread, const char *name)
{
    char *own = block_of(thread)->name;

    if (strlen(name) >= sizeof block_of(thread)->name)
        return ERANGE;
    strcpy(own, name);
    return 0;
}

int pthread_getname_np(pthread_t thread, char *name, size_t size)
{
    const char *own = block_of(thread)->name;

    if (strlen(own) >= size)
        return ERANGE;
    strcpy(name, own);
    return 0;
}
