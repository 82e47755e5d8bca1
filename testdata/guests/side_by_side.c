/* SPDX-License-Identifier: MIT */
/*
 * Does with threads that run side by side what its first argument says, with pauses by chance, which the
 * second one seeds. What it prints does not depend on who runs when.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <setjmp.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define COUNT 8
#define CHECK(condition) ((condition) ? (void)0 : fail(__LINE__, #condition))

static void fail(int line, const char *condition)
{
    char text[200];
    int length = snprintf(text, sizeof text, "line %d: not %s\n", line, condition);

    _exit(write(2, text, length) > 0 ? 1 : 2);
}

static unsigned seed;
static _Thread_local unsigned state;

/* Lets others overtake, or not. */
static unsigned pause_by_chance(void)
{
    static atomic_uint number;

    if (!state)
        state = (seed + atomic_fetch_add(&number, 1)) * 2654435761u | 1;
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    switch (state >> 8 & 15) {
    case 0:
        usleep(state >> 20 & 127);
        break;
    case 1:
    case 2:
        sched_yield();
        break;
    case 3:
        for (volatile unsigned i = state >> 20; i > 0; i--)
            ;
    }
    return state >> 12;
}

static void start(pthread_t *threads, int count, void *(*function)(void *))
{
    for (long i = 0; i < count; i++)
        CHECK(!pthread_create(&threads[i], NULL, function, (void *)i));
}

static long finish(pthread_t *threads, int count)
{
    long sum = 0;

    for (int i = 0; i < count; i++) {
        void *result;
        CHECK(!pthread_join(threads[i], &result));
        sum += (long)result;
    }
    return sum;
}

static long run(void *(*function)(void *))
{
    pthread_t threads[COUNT];

    start(threads, COUNT, function);
    return finish(threads, COUNT);
}

static struct timespec soon(clockid_t clock, long nanoseconds)
{
    struct timespec time;

    clock_gettime(clock, &time);
    time.tv_nsec += nanoseconds;
    time.tv_sec += time.tv_nsec / 1000000000;
    time.tv_nsec %= 1000000000;
    return time;
}

/* Reading and writing. */

static pthread_rwlock_t rwlock = PTHREAD_RWLOCK_INITIALIZER;
static volatile int left, right;

static void *read_or_write(void *argument)
{
    for (int i = 0; i < 300; i++) {
        if ((long)argument % 4 == 0) {
            CHECK(!pthread_rwlock_wrlock(&rwlock));
            left++;
            pause_by_chance();
            right++;
        } else {
            struct timespec until = soon(CLOCK_REALTIME, 1000000);
            int error = i % 2 ? pthread_rwlock_rdlock(&rwlock) : pthread_rwlock_timedrdlock(&rwlock, &until);
            if (error == ETIMEDOUT)
                continue;
            CHECK(!error);
            int seen = left;
            pause_by_chance();
            CHECK(seen == right && seen == left);
        }
        CHECK(!pthread_rwlock_unlock(&rwlock));
    }
    return argument;
}

static void *try_both(void *argument)
{
    struct timespec until = soon(CLOCK_REALTIME, 2000000);

    (void)argument;
    int reads = pthread_rwlock_tryrdlock(&rwlock), writes = pthread_rwlock_trywrlock(&rwlock);
    int later = pthread_rwlock_timedwrlock(&rwlock, &until);
    if (!reads)
        pthread_rwlock_unlock(&rwlock);
    printf("%d %d %d\n", reads == EBUSY, writes == EBUSY, later == ETIMEDOUT);
    return NULL;
}

static void rwlocks(void)
{
    pthread_t thread;

    printf("%ld %d %d\n", run(read_or_write), left, right);
    for (int i = 0; i < 2; i++) {
        i ? pthread_rwlock_rdlock(&rwlock) : pthread_rwlock_wrlock(&rwlock);
        pthread_create(&thread, NULL, try_both, NULL);
        pthread_join(thread, NULL);
        pthread_rwlock_unlock(&rwlock);
    }
    printf("%d\n", pthread_rwlock_destroy(&rwlock));
}

/* Barriers and locks that spin. */

static pthread_barrier_t barrier;
static atomic_int arrived, serials;

static void *meet(void *argument)
{
    for (int round = 1; round <= 100; round++) {
        pause_by_chance();
        arrived++;
        int result = pthread_barrier_wait(&barrier);
        CHECK(!result || result == PTHREAD_BARRIER_SERIAL_THREAD);
        if (result)
            serials++;
        CHECK(arrived >= round * COUNT);
        pthread_barrier_wait(&barrier);
    }
    return argument;
}

static void barriers(void)
{
    pthread_barrier_init(&barrier, NULL, COUNT);
    printf("%d\n", pthread_barrier_init(&barrier, NULL, 0) == EINVAL);
    printf("%ld %d %d %d\n", run(meet), arrived, serials, pthread_barrier_destroy(&barrier));
}

static pthread_spinlock_t spinlock;
static int spun;

static void *spin(void *argument)
{
    for (int i = 0; i < 1000; i++) {
        pthread_spin_lock(&spinlock);
        spun++;
        pthread_spin_unlock(&spinlock);
    }
    return argument;
}

static void spinlocks(void)
{
    pthread_spin_init(&spinlock, 0);
    printf("%ld %d\n", run(spin), spun);
    pthread_spin_lock(&spinlock);
    printf("%d\n", pthread_spin_trylock(&spinlock) == EBUSY);
}

/* Cancellation, where threads wait for others. */

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t cond = PTHREAD_COND_INITIALIZER;
static sem_t semaphore;
static atomic_int waiting, cleaned;

static void clean(void *argument)
{
    cleaned++;
    if (argument)
        pthread_mutex_unlock(argument);
}

static void *wait_for_ever(void *argument)
{
    pthread_t other;

    pthread_cleanup_push(clean, NULL);
    switch ((long)argument % 4) {
    case 0:
        pthread_mutex_lock(&mutex);
        pthread_cleanup_push(clean, &mutex);
        waiting++;
        for (;;)
            pthread_cond_wait(&cond, &mutex);
        pthread_cleanup_pop(1);
        break;
    case 1:
        waiting++;
        sem_wait(&semaphore);
        break;
    case 2:
        waiting++;
        for (;;)
            pthread_testcancel();
    default:
        pthread_create(&other, NULL, wait_for_ever, (void *)1L);
        waiting++;
        pthread_cleanup_push(clean, NULL);
        pthread_join(other, NULL);
        pthread_cleanup_pop(1);
    }
    pthread_cleanup_pop(1);
    return argument;
}

static void *refuse(void *argument)
{
    pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, NULL);
    waiting++;
    sem_wait(&semaphore);
    pthread_testcancel();
    return argument;
}

static void cancellation(void)
{
    pthread_t threads[COUNT], thread;
    void *result;
    int cancelled = 0;

    sem_init(&semaphore, 0, 0);
    start(threads, COUNT, wait_for_ever);
    while (waiting < COUNT + 2)
        usleep(100);
    for (int i = 0; i < COUNT; i++) {
        pause_by_chance();
        CHECK(!pthread_cancel(threads[i]));
    }
    for (int i = 0; i < COUNT; i++) {
        CHECK(!pthread_join(threads[i], &result));
        cancelled += result == PTHREAD_CANCELED;
    }
    printf("%d %d\n", cancelled, cleaned);
    pthread_create(&thread, NULL, refuse, "whole");
    while (waiting < COUNT + 3)
        usleep(100);
    pthread_cancel(thread);
    for (int i = 0; i < 3; i++) /* two are left from before */
        sem_post(&semaphore);
    pthread_join(thread, &result);
    printf("%s\n", (char *)result);
}

/* What each thread has of its own. */

static _Thread_local int number = 7;
static _Thread_local struct {
    _Alignas(64) char bytes[100];
} wide;

static int sum_deep(int depth)
{
    volatile char frame[1024];

    frame[0] = (char)depth;
    int below = depth ? sum_deep(depth - 1) : 0;
    return below + frame[0];
}

static void *use_locals(void *argument)
{
    char text[32];
    struct tm time;
    time_t day = (long)argument * 86400;

    CHECK(number == 7 && (size_t)&wide % 64 == 0 && !wide.bytes[99]);
    number += (int)(long)argument;
    wide.bytes[99] = 1;
    errno = number;
    snprintf(text, sizeof text, "%d+%d", number, number);
    for (int i = 0; i < 100; i++) {
        pause_by_chance();
        CHECK(errno == 7 + (long)argument && number == errno && wide.bytes[99] == 1);
        CHECK(gmtime_r(&day, &time)->tm_mday == 1 + (long)argument);
    }
    return (void *)(long)atoi(strchr(text, '+'));
}

static void *recurse(void *argument)
{
    return (void *)(long)sum_deep((int)(long)argument);
}

static void locals(void)
{
    pthread_attr_t attr;
    pthread_t thread;
    size_t size;
    void *result;

    printf("%ld %d\n", run(use_locals), number);
    pthread_attr_init(&attr);
    pthread_attr_setstacksize(&attr, 4 << 20);
    pthread_attr_getstacksize(&attr, &size);
    printf("%zu ", size);
    pthread_attr_setguardsize(&attr, 8192);
    pthread_attr_getguardsize(&attr, &size);
    pthread_create(&thread, &attr, recurse, (void *)3000L);
    pthread_join(thread, &result);
    printf("%zu %ld\n", size, (long)result);
}

/* libc. */

static void *use_libc(void *argument)
{
    char name[16], text[64], expected[64];
    char *blocks[32] = { 0 };

    snprintf(name, sizeof name, "file%ld", (long)argument);
    for (int i = 0; i < 400; i++) {
        unsigned chance = pause_by_chance();
        char **block = &blocks[chance % 32];
        size_t size = chance / 32 % 5000 + 1;
        if (*block)
            CHECK(**block == (char)(block - blocks));
        *block = realloc(*block, size);
        memset(*block, (int)(block - blocks), size);
        if (i % 10)
            continue;
        snprintf(expected, sizeof expected, "%d of %s", i, name);
        FILE *file = fopen(name, "w");
        CHECK(file && fputs(expected, file) >= 0 && !fclose(file));
        CHECK((file = fopen(name, "r")) && fgets(text, sizeof text, file) && !fclose(file));
        CHECK(!strcmp(text, expected));
        CHECK(access("no such file", F_OK) && errno == ENOENT);
        printf("%s\n", name);
    }
    for (int i = 0; i < 32; i++)
        free(blocks[i]);
    return argument;
}

static int compare(const void *a, const void *b)
{
    return strcmp(a, b);
}

static void whole_lines(void)
{
    static char lines[COUNT * 40][16];
    int count = 0;
    FILE *file;

    CHECK(freopen("lines", "w", stdout));
    run(use_libc);
    fflush(stdout);
    CHECK((file = fopen("lines", "r")));
    while (count < COUNT * 40 && fgets(lines[count], sizeof *lines, file))
        count++;
    qsort(lines, count, sizeof *lines, compare);
    for (int i = 0; i < count; i += 40)
        fprintf(stderr, "%d %s", i, lines[i]);
}

/* Producers and consumers, who wait with and without limits; conditions that go away at once. */

static int queue[2], used;
static pthread_cond_t room = PTHREAD_COND_INITIALIZER;

static void *produce(void *argument)
{
    for (int i = 1; i <= 500; i++) {
        pthread_mutex_lock(&mutex);
        while (used == 2)
            pthread_cond_wait(&room, &mutex);
        queue[used++] = i;
        if ((long)argument % 4)
            pthread_cond_signal(&cond);
        pthread_mutex_unlock(&mutex);
        if ((long)argument % 4 == 0)
            pthread_cond_signal(&cond);
        pause_by_chance();
    }
    return NULL;
}

static void *consume(void *argument)
{
    long sum = 0;

    for (int i = 0; i < 500; i++) {
        pthread_mutex_lock(&mutex);
        while (!used) {
            struct timespec until = soon(CLOCK_REALTIME, 50000);
            int error = (long)argument % 4 == 1 ? pthread_cond_wait(&cond, &mutex)
                                                : pthread_cond_timedwait(&cond, &mutex, &until);
            CHECK(!error || error == ETIMEDOUT);
        }
        sum += queue[--used];
        pthread_mutex_unlock(&mutex);
        pthread_cond_signal(&room);
        pause_by_chance();
    }
    return (void *)sum;
}

static void *produce_or_consume(void *argument)
{
    return (long)argument % 2 ? consume(argument) : produce(argument);
}

struct box {
    pthread_mutex_t mutex;
    pthread_cond_t cond;
    int waiting, open;
};

static struct box *box;

static void *wait_and_free(void *argument)
{
    struct box *mine = box;

    pthread_mutex_lock(&mine->mutex);
    mine->waiting++;
    while (!mine->open)
        pthread_cond_wait(&mine->cond, &mine->mutex);
    int is_last = --mine->waiting == 0;
    pthread_mutex_unlock(&mine->mutex);
    if (!is_last)
        return argument;
    pthread_cond_destroy(&mine->cond);
    pthread_mutex_destroy(&mine->mutex);
    memset(mine, 0x55, sizeof *mine);
    free(mine);
    return argument;
}

static void waits(void)
{
    pthread_t threads[COUNT];

    printf("%ld %d\n", run(produce_or_consume), used);
    for (int round = 0; round < 20; round++) {
        struct box *mine = box = calloc(1, sizeof *box);
        pthread_mutex_init(&mine->mutex, NULL);
        pthread_cond_init(&mine->cond, NULL);
        start(threads, COUNT, wait_and_free);
        for (int seen = 0; seen < COUNT;) {
            pause_by_chance();
            pthread_mutex_lock(&mine->mutex);
            if ((seen = mine->waiting) == COUNT) {
                mine->open = 1;
                pthread_cond_broadcast(&mine->cond);
            }
            pthread_mutex_unlock(&mine->mutex);
        }
        finish(threads, COUNT);
    }
    printf("%d\n", used);
}

/* Jumps. */

static _Thread_local jmp_buf *target;

static int jump_from_deep(int depth)
{
    volatile char frame[200];

    memset((char *)frame, depth, sizeof frame);
    if (!depth)
        longjmp(*target, number);
    return jump_from_deep(depth - 1) + frame[3];
}

static void *jump(void *argument)
{
    volatile long right = 0;

    for (volatile int i = 0; i < 300; i++) {
        jmp_buf buffer;
        number = (int)(long)argument * 1000 + i + 1;
        target = &buffer;
        int got = setjmp(buffer);
        if (!got)
            jump_from_deep(5 + pause_by_chance() % 20);
        right += got == number;
    }
    return (void *)right;
}

static void jumps(void)
{
    printf("%ld\n", run(jump));
}

static void processors(void)
{
    cpu_set_t set;

    CHECK(!sched_getaffinity(0, sizeof set, &set));
    printf("%d %ld\n", CPU_COUNT(&set), sysconf(_SC_NPROCESSORS_ONLN));
}

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        void (*run)(void);
    } cases[] = {
        { "rwlocks", rwlocks },
        { "barriers", barriers },
        { "spinlocks", spinlocks },
        { "cancellation", cancellation },
        { "locals", locals },
        { "libc", whole_lines },
        { "waits", waits },
        { "jumps", jumps },
        { "processors", processors },
    };

    seed = argc > 2 ? strtoul(argv[2], NULL, 10) : 1;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (argc > 1 && !strcmp(argv[1], cases[i].name))
            cases[i].run();
    return 0;
}
