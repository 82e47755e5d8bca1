/* SPDX-License-Identifier: MIT */
/* The destructors of thread_local objects of C++. */
#include "thread.h"

#include <stdlib.h>

struct local {
    void (*destroy)(void *);
    void *object;
    struct local *next;
};

static _Thread_local struct local *locals; /* the last one made is the first */

/* For those of the first thread, as at the end of its program. */
int __cxa_atexit(void (*)(void *), void *, void *);

int __cxa_thread_atexit(void (*destroy)(void *), void *object, void *module)
{
    struct local *made;

    if (!block_of(__pthread_self())->stack)
        return __cxa_atexit(destroy, object, module);
    if (!(made = malloc(sizeof *made)))
        return -1;
    *made = (struct local){ destroy, object, locals };
    locals = made;
    return 0;
}

void afmpeg_destroy_locals(void)
{
    struct local *each;

    while ((each = locals)) {
        locals = each->next;
        each->destroy(each->object);
        free(each);
    }
}
