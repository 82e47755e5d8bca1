/* SPDX-License-Identifier: MIT */
/* The locks of dlmalloc, which it takes for moments. */
#define MLOCK_T volatile int
#define INITIAL_LOCK(at) (*(at) = 0, 0)
#define DESTROY_LOCK(at) (0)
#define ACQUIRE_LOCK(at) (afmpeg_lock(at), 0)
#define RELEASE_LOCK(at) afmpeg_unlock(at)
#define TRY_LOCK(at) afmpeg_try_lock(at)

void afmpeg_lock(volatile int *);
int afmpeg_try_lock(volatile int *);
void afmpeg_unlock(volatile int *);

static MLOCK_T malloc_global_mutex;
