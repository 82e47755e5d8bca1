/* SPDX-License-Identifier: MIT */
/* What the exceptions of C++ need beside libc++abi: their tag, and a place for each thread. */
#include <stdlib.h>

__asm__(".tagtype __cpp_exception i32\n"
        ".globl __cpp_exception\n"
        "__cpp_exception:\n");

/* As libc++abi declares it: what was caught and is being handled, and how much is on its way. */
struct __cxa_eh_globals {
    void *caught;
    unsigned uncaught;
};

#ifdef _REENTRANT

struct __cxa_eh_globals *__cxa_get_globals(void)
{
    static _Thread_local struct __cxa_eh_globals own;

    return &own;
}

#else

#include <pthread.h>

/* Absent from engines without threads. */
#pragma weak pthread_key_create
#pragma weak pthread_getspecific
#pragma weak pthread_setspecific

/* Threads may take turns while one of them handles an exception. */
struct __cxa_eh_globals *__cxa_get_globals(void)
{
    static struct __cxa_eh_globals only;
    static pthread_key_t key;
    static int has_key;
    struct __cxa_eh_globals *own;

    if (!pthread_key_create)
        return &only;
    if (!has_key && pthread_key_create(&key, free))
        abort();
    has_key = 1;
    own = pthread_getspecific(key);
    if (!own && (!(own = calloc(1, sizeof *own)) || pthread_setspecific(key, own)))
        abort();
    return own;
}

/* Threads share their thread_local variables, so none is destroyed when one of them ends. */
int __cxa_thread_atexit(void (*destroy)(void *), void *object, void *module)
{
    (void)destroy, (void)object, (void)module;
    return 0;
}

#endif

struct __cxa_eh_globals *__cxa_get_globals_fast(void)
{
    return __cxa_get_globals();
}
