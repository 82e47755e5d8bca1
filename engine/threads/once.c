/* SPDX-License-Identifier: MIT */
/* What is done once, and what each thread has of its own. */
#include "thread.h"

#include <errno.h>
#include <stdlib.h>

enum { NEW, RUNNING, DONE };

int pthread_once(pthread_once_t *control, void (*routine)(void))
{
    static struct queue waiters; /* for any of them */

    while (*control == RUNNING)
        afmpeg_wait(&waiters, 0, "waits for pthread_once", control, NULL);
    if (*control == DONE)
        return 0;
    *control = RUNNING;
    afmpeg_preempt();
    routine();
    *control = DONE;
    while (afmpeg_wake(&waiters))
        ;
    return 0;
}

static void keep(void *value)
{
    (void)value;
}

static void (*destructors[PTHREAD_KEYS_MAX])(void *); /* by key; NULL for one that is free */

int pthread_key_create(pthread_key_t *key, void (*destructor)(void *))
{
    for (pthread_key_t i = 0; i < PTHREAD_KEYS_MAX; i++) {
        if (destructors[i])
            continue;
        destructors[i] = destructor ? destructor : keep;
        *key = i;
        return 0;
    }
    return EAGAIN;
}

int pthread_key_delete(pthread_key_t key)
{
    if (key >= PTHREAD_KEYS_MAX || !destructors[key])
        return EINVAL;
    destructors[key] = NULL;
    return 0;
}

void *pthread_getspecific(pthread_key_t key)
{
    void **values = afmpeg_current->values;
    return values && key < PTHREAD_KEYS_MAX ? values[key] : NULL;
}

int pthread_setspecific(pthread_key_t key, const void *value)
{
    if (key >= PTHREAD_KEYS_MAX || !destructors[key])
        return EINVAL;
    if (!afmpeg_current->values)
        afmpeg_current->values = calloc(PTHREAD_KEYS_MAX, sizeof(void *));
    if (!afmpeg_current->values)
        return ENOMEM;
    afmpeg_current->values[key] = (void *)value;
    return 0;
}

void afmpeg_destroy_values(void)
{
    void **values = afmpeg_current->values;
    bool found = values != NULL;

    for (int i = 0; found && i < PTHREAD_DESTRUCTOR_ITERATIONS; i++) {
        found = false;
        for (int key = 0; key < PTHREAD_KEYS_MAX; key++) {
            void *value = values[key];
            if (!value || !destructors[key])
                continue;
            found = true;
            values[key] = NULL;
            destructors[key](value);
        }
    }
}
