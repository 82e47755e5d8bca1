/* SPDX-License-Identifier: MIT */
/* Does with threads what its first argument says; what it prints does not depend on who runs when. */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define COUNT 8

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t cond = PTHREAD_COND_INITIALIZER;
static int counter;

/* Runs `start` in so many threads to their end; each gets its number. Returns the sum of the results. */
static long run(int count, void *(*start)(void *))
{
    pthread_t threads[64];
    long sum = 0;

    for (long i = 0; i < count; i++)
        if (pthread_create(&threads[i], NULL, start, (void *)i))
            abort();
    for (int i = 0; i < count; i++) {
        void *result;
        if (pthread_join(threads[i], &result))
            abort();
        sum += (long)result;
    }
    return sum;
}

static void *add_slowly(void *argument)
{
    for (int i = 0; i < 100; i++) {
        pthread_mutex_lock(&mutex);
        int seen = counter;
        sched_yield();
        counter = seen + 1;
        pthread_mutex_unlock(&mutex);
    }
    return argument;
}

static void mutexes(void)
{
    long sum = run(COUNT, add_slowly);
    printf("%d %ld\n", counter, sum);
}

static pthread_mutex_t typed;

static void *meddle(void *argument)
{
    (void)argument;
    int tried = pthread_mutex_trylock(&typed);
    int unlocked = pthread_mutex_unlock(&typed);
    printf("%d %d\n", tried == EBUSY, unlocked == EPERM);
    return NULL;
}

static void mutex_type(int type)
{
    pthread_mutexattr_t attr;
    int read;

    pthread_mutexattr_init(&attr);
    printf("%d\n", pthread_mutexattr_settype(&attr, 77) == EINVAL);
    pthread_mutexattr_settype(&attr, type);
    pthread_mutexattr_gettype(&attr, &read);
    pthread_mutex_init(&typed, &attr);
    printf("%d %d\n", read == type, pthread_mutex_unlock(&typed) == EPERM);
    printf("%d\n", pthread_mutex_lock(&typed));
    printf("%d\n", pthread_mutex_lock(&typed) == EDEADLK);
    run(1, meddle);
    printf("%d\n", pthread_mutex_destroy(&typed) == EBUSY);
    printf("%d\n", pthread_mutex_unlock(&typed));
    printf("%d\n", pthread_mutex_unlock(&typed) == EPERM);
    printf("%d\n", pthread_mutex_destroy(&typed));
}

static struct timespec after(clockid_t clock, long ms)
{
    struct timespec time;

    clock_gettime(clock, &time);
    time.tv_nsec += ms % 1000 * 1000000;
    time.tv_sec += ms / 1000 + time.tv_nsec / 1000000000;
    time.tv_nsec %= 1000000000;
    return time;
}

static int is_past(clockid_t clock, struct timespec time)
{
    struct timespec now;

    clock_gettime(clock, &now);
    return now.tv_sec > time.tv_sec || (now.tv_sec == time.tv_sec && now.tv_nsec >= time.tv_nsec);
}

static void *lock_in_time(void *argument)
{
    struct timespec soon = after(CLOCK_REALTIME, 20);
    int error = pthread_mutex_timedlock(&mutex, &soon);
    printf("%d %d\n", error == ETIMEDOUT, is_past(CLOCK_REALTIME, soon));
    return argument;
}

static void timed_lock(void)
{
    pthread_mutex_lock(&mutex);
    run(1, lock_in_time);
    pthread_mutex_unlock(&mutex);
    struct timespec past = { 0 };
    printf("%d\n", pthread_mutex_timedlock(&mutex, &past));
    pthread_mutex_unlock(&mutex);
    printf("%d\n", pthread_mutex_trylock(&mutex));
}

#define SLOTS 3
static int slots[SLOTS], used, produced;
static pthread_cond_t not_full = PTHREAD_COND_INITIALIZER;

static void *produce_or_consume(void *argument)
{
    long sum = 0;

    for (int i = 0; i < 500; i++) {
        pthread_mutex_lock(&mutex);
        if ((long)argument % 2) {
            while (used == 0)
                pthread_cond_wait(&cond, &mutex);
            sum += slots[--used];
            pthread_cond_signal(&not_full);
        } else {
            while (used == SLOTS)
                pthread_cond_wait(&not_full, &mutex);
            slots[used++] = ++produced;
            pthread_cond_signal(&cond);
        }
        pthread_mutex_unlock(&mutex);
    }
    return (void *)sum;
}

static void conditions(void)
{
    printf("%ld\n", run(COUNT, produce_or_consume));
}

static void *meet(void *argument)
{
    pthread_mutex_lock(&mutex);
    if (++counter == 64)
        pthread_cond_broadcast(&cond);
    while (counter < 64)
        pthread_cond_wait(&cond, &mutex);
    pthread_mutex_unlock(&mutex);
    return argument;
}

static void *signal_soon(void *argument)
{
    usleep(5000);
    pthread_mutex_lock(&mutex);
    counter = 1;
    pthread_cond_signal(&cond);
    pthread_mutex_unlock(&mutex);
    return argument;
}

static void timed_wait(clockid_t clock)
{
    pthread_condattr_t attr;
    clockid_t read;
    pthread_t thread;

    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, clock);
    pthread_condattr_getclock(&attr, &read);
    printf("%d\n", read == clock);
    pthread_cond_init(&cond, &attr);
    pthread_mutex_lock(&mutex);
    struct timespec soon = after(clock, 20), late = after(clock, 60000), wrong = { 0, 1000000000 };
    printf("%d\n", pthread_cond_timedwait(&cond, &mutex, &wrong) == EINVAL);
    int error;
    do
        error = pthread_cond_timedwait(&cond, &mutex, &soon);
    while (error == 0);
    printf("%d %d\n", error == ETIMEDOUT, is_past(clock, soon));
    printf("%d\n", pthread_cond_timedwait(&cond, &mutex, &(struct timespec){ 0 }) == ETIMEDOUT);
    pthread_create(&thread, NULL, signal_soon, NULL);
    while (!counter)
        error = pthread_cond_timedwait(&cond, &mutex, &late);
    printf("%d %d\n", error, is_past(clock, late));
    pthread_mutex_unlock(&mutex);
    pthread_join(thread, NULL);
    printf("%d\n", pthread_cond_destroy(&cond));
}

static void count_slowly(void)
{
    int seen = counter;
    usleep(1000);
    counter = seen + 1;
}

static void *call_once(void *argument)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, count_slowly);
    return (void *)(long)counter + 0 * (long)argument;
}

static void *pass_on(void *argument)
{
    return argument;
}

static void join(void)
{
    pthread_t thread;
    void *result;
    char name[16];

    pthread_create(&thread, NULL, pass_on, "value");
    usleep(5000); /* it has ended meanwhile */
    printf("%d\n", pthread_join(thread, &result));
    printf("%s\n", (char *)result);
    printf("%d\n", pthread_join(pthread_self(), NULL) == EDEADLK);
    printf("%d\n", pthread_equal(pthread_self(), pthread_self()) != 0);
    pthread_setname_np(pthread_self(), "fifteen letters");
    pthread_getname_np(pthread_self(), name, sizeof name);
    printf("%s %d\n", name, pthread_setname_np(pthread_self(), "sixteen letters!") == ERANGE);
}

static void *count_under_lock(void *argument)
{
    pthread_mutex_lock(&mutex);
    counter++;
    pthread_cond_signal(&cond);
    pthread_mutex_unlock(&mutex);
    return argument;
}

static void detach(int count)
{
    pthread_attr_t attr;
    int state;

    pthread_attr_init(&attr);
    pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
    pthread_attr_getdetachstate(&attr, &state);
    for (int i = 0; i < count; i++) {
        pthread_t thread;
        if (pthread_create(&thread, i % 2 ? &attr : NULL, count_under_lock, NULL))
            abort();
        if (i % 2 == 0)
            pthread_detach(thread);
        pthread_mutex_lock(&mutex);
        while (counter <= i)
            pthread_cond_wait(&cond, &mutex);
        pthread_mutex_unlock(&mutex);
    }
    printf("%d %d\n", state == PTHREAD_CREATE_DETACHED, counter);
#if defined(__wasm__) && !defined(_REENTRANT)
    /* A stack each would be as many mebibytes. */
    if (__builtin_wasm_memory_size(0) * 65536 > 32 << 20)
        abort();
#endif
}

static pthread_key_t key;

static void destroy(void *value)
{
    pthread_mutex_lock(&mutex);
    counter += (long)value;
    pthread_mutex_unlock(&mutex);
    if ((long)value > 100)
        pthread_setspecific(key, (void *)((long)value - 100));
}

static void *specific(void *argument)
{
    long number = (long)argument + 1;
    if (pthread_getspecific(key) || pthread_setspecific(key, (void *)number))
        abort();
    sched_yield();
    long found = (long)pthread_getspecific(key);
    pthread_setspecific(key, (void *)(found + 100));
    return (void *)found;
}

static sem_t full, empty;
static long ring[4];
static int taken;

static void *fill(void *argument)
{
    for (long i = 0; i < 50; i++) {
        sem_wait(&empty);
        pthread_mutex_lock(&mutex);
        ring[counter++ % 4] = (long)argument + i;
        pthread_mutex_unlock(&mutex);
        sem_post(&full);
    }
    return NULL;
}

static void *drain(void *argument)
{
    long sum = 0;

    (void)argument;
    for (int i = 0; i < 50; i++) {
        sem_wait(&full);
        pthread_mutex_lock(&mutex);
        sum += ring[taken++ % 4];
        pthread_mutex_unlock(&mutex);
        sem_post(&empty);
    }
    return (void *)sum;
}

static void *fill_or_drain(void *argument)
{
    return (long)argument % 2 ? fill(argument) : drain(argument);
}

static void semaphores(void)
{
    struct timespec past = { .tv_sec = 1 }, invalid = { .tv_nsec = 1000000000 };
    int value;

    sem_init(&full, 0, 0);
    sem_init(&empty, 0, 4);
    printf("%ld\n", run(8, fill_or_drain));
    sem_getvalue(&empty, &value);
    printf("%d ", value);
    sem_getvalue(&full, &value);
    printf("%d\n", value);
    printf("%d %d\n", sem_trywait(&full), errno == EAGAIN);
    printf("%d %d\n", sem_timedwait(&full, &past), errno == ETIMEDOUT);
    printf("%d %d\n", sem_timedwait(&full, &invalid), errno == EINVAL);
    sem_post(&full);
    printf("%d\n", sem_timedwait(&full, &past));
    sem_post(&full);
    printf("%d\n", sem_trywait(&full));
    printf("%d %d\n", sem_init(&full, 0, 1u << 31), errno == EINVAL);
    sem_init(&full, 0, 2147483647);
    printf("%d %d\n", sem_post(&full), errno == EOVERFLOW);
    printf("%d\n", sem_destroy(&full));
}

static void keys(void)
{
    pthread_key_create(&key, destroy);
    long sum = run(COUNT, specific);
    printf("%ld %d %d\n", sum, counter, pthread_getspecific(key) == NULL);
    printf("%d\n", pthread_key_delete(key));
}

static void *keep_errno(void *argument)
{
    errno = (int)(long)argument + 1;
    for (int i = 0; i < 10; i++)
        sched_yield();
    return (void *)(long)errno;
}

static int sum_deep(int depth)
{
    volatile char frame[1024];
    memset((char *)frame, depth, sizeof frame);
    if (depth % 16 == 0)
        sched_yield();
    int below = depth ? sum_deep(depth - 1) : 0;
    for (size_t i = 0; i < sizeof frame; i++)
        if (frame[i] != (char)depth)
            abort();
    return below + depth;
}

static void *recurse(void *argument)
{
    return (void *)(long)sum_deep(400 + (int)(long)argument);
}

static void *recurse_far(void *argument)
{
    return (void *)(long)sum_deep(3000) + (long)argument * 0;
}

static void stacks(void)
{
    pthread_attr_t attr;
    pthread_t thread;
    size_t size;
    void *result;

    printf("%ld\n", run(COUNT, recurse));
    pthread_attr_init(&attr);
    printf("%d\n", pthread_attr_setstacksize(&attr, 1) == EINVAL);
    pthread_attr_setstacksize(&attr, 4 << 20);
    pthread_attr_getstacksize(&attr, &size);
    pthread_create(&thread, &attr, recurse_far, NULL);
    pthread_join(thread, &result);
    printf("%d %ld\n", size == 4 << 20, (long)result);
}

static void *wake_in_order(void *argument)
{
    usleep(30000 * (3 - (int)(long)argument));
    pthread_mutex_lock(&mutex);
    printf("%ld\n", (long)argument);
    pthread_mutex_unlock(&mutex);
    return NULL;
}

static void say_goodbye(void)
{
    printf("goodbye\n");
}

static void *leave(void *argument)
{
    exit((int)(long)argument);
}

static void *wait_for_ever(void *argument)
{
    pthread_mutex_lock(&mutex);
    for (;;)
        pthread_cond_wait(&cond, &mutex);
    return argument;
}

static void *end_early(void *argument)
{
    pthread_exit((void *)((long)argument + 1));
}

static void *outlive_main(void *argument)
{
    usleep(5000);
    printf("still here\n");
    return argument;
}

static void *outlive_all(void *before)
{
    pthread_join((pthread_t)before, NULL);
    printf("all have ended\n");
    return NULL;
}

static void *follow_main(void *first)
{
    pthread_t thread;

    pthread_join((pthread_t)first, NULL);
    printf("main has ended\n");
    pthread_create(&thread, NULL, outlive_all, (void *)pthread_self());
    return NULL;
}

static void *spin(void *argument)
{
    volatile int *stop = argument;
    while (!*stop)
        ;
    return NULL;
}

static void *trap(void *argument)
{
    *(volatile int *)argument = *(volatile int *)0xfffffff0;
    return NULL;
}

static void *hold_both(void *argument)
{
    static pthread_mutex_t first = PTHREAD_MUTEX_INITIALIZER, second = PTHREAD_MUTEX_INITIALIZER;
    pthread_mutex_t *own = argument ? &first : &second, *other = argument ? &second : &first;
    pthread_setname_np(pthread_self(), argument ? "left" : "right");
    pthread_mutex_lock(own);
    usleep(1000);
    pthread_mutex_lock(other);
    return argument;
}

static void *overflow(void *argument)
{
    return (void *)(long)sum_deep(1100) + (long)argument * 0;
}

static volatile sig_atomic_t caught;

static void on_signal(int number)
{
    caught = number;
}

static void *compute(void *argument)
{
    while (!caught)
        sched_yield();
    return argument;
}

int main(int argc, char **argv)
{
    const char *what = argc > 1 ? argv[1] : "";
    pthread_t thread;
    volatile int word = 0;
    int number = argc > 2 ? atoi(argv[2]) : 0;
#define IS(name) else if (!strcmp(what, name))

    if (0)
        ;
    IS("mutex") mutexes();
    IS("recursive") {
        pthread_mutexattr_t attr;
        pthread_mutexattr_init(&attr);
        pthread_mutexattr_settype(&attr, PTHREAD_MUTEX_RECURSIVE);
        pthread_mutex_init(&typed, &attr);
        printf("%d %d\n", pthread_mutex_lock(&typed), pthread_mutex_lock(&typed));
        printf("%d\n", pthread_mutex_unlock(&typed));
        run(1, meddle);
        printf("%d\n", pthread_mutex_unlock(&typed));
        printf("%d\n", pthread_mutex_unlock(&typed) == EPERM);
    }
    IS("errorcheck") mutex_type(PTHREAD_MUTEX_ERRORCHECK);
    IS("timedlock") timed_lock();
    IS("cond") conditions();
    IS("many") printf("%ld\n", run(64, meet));
    IS("timedwait") timed_wait(CLOCK_REALTIME);
    IS("monotonic") timed_wait(CLOCK_MONOTONIC);
    IS("once") printf("%ld\n", run(COUNT, call_once));
    IS("join") join();
    IS("detach") detach(200);
    IS("keys") keys();
    IS("errno") printf("%ld\n", run(COUNT, keep_errno));
    IS("semaphore") semaphores();
    IS("stacks") stacks();
    IS("sleep") run(3, wake_in_order);
    IS("pthread_exit") printf("%ld\n", run(COUNT, end_early));
    IS("early") /* what one thread has left, the next one gets */
        for (int i = 0; i < 5; i++)
            printf("%ld\n", run(COUNT, end_early));
    IS("exit") {
        atexit(say_goodbye);
        pthread_create(&thread, NULL, wait_for_ever, NULL);
        pthread_create(&thread, NULL, leave, (void *)7L);
        wait_for_ever(NULL);
    }
    IS("return") {
        atexit(say_goodbye);
        for (int i = 0; i < 5; i++)
            pthread_create(&thread, NULL, wait_for_ever, NULL);
        usleep(1000);
        return 5;
    }
    IS("main_exit") {
        pthread_create(&thread, NULL, outlive_main, NULL);
        pthread_exit(NULL);
    }
    IS("follow") {
        pthread_create(&thread, NULL, follow_main, (void *)pthread_self());
        pthread_exit(NULL);
    }
    IS("spin") {
        pthread_create(&thread, NULL, spin, (void *)&word);
        pthread_join(thread, NULL);
    }
    IS("trap") {
        pthread_create(&thread, NULL, trap, (void *)&word);
        pthread_join(thread, NULL);
    }
    IS("nap") {
        pthread_create(&thread, NULL, wait_for_ever, NULL);
        sleep(1000);
    }
    IS("deadlock") printf("%ld\n", run(2, hold_both));
    IS("overflow") printf("%ld\n", run(1, overflow));
    IS("limit") {
        int error = 0;
        while (!error && counter++ < 10000) {
            pthread_attr_t attr;
            pthread_attr_init(&attr);
            pthread_attr_setstacksize(&attr, PTHREAD_STACK_MIN);
            error = pthread_create(&thread, &attr, wait_for_ever, NULL);
        }
        printf("%d %d\n", counter, error == EAGAIN);
        sched_yield();
    }
    IS("switch") { /* back and forth */
        for (int i = 0; i < 2; i++)
            pthread_create(&thread, NULL, compute, NULL);
        for (int i = 0; i < number; i++)
            sched_yield();
    }
    IS("signal") {
        signal(SIGINT, on_signal);
        pthread_create(&thread, NULL, compute, NULL);
        printf("ready\n");
        fflush(stdout);
        pthread_join(thread, NULL);
        printf("signal %d\n", (int)caught);
    }
    IS("signal_asleep") {
        signal(SIGINT, on_signal);
        printf("ready\n");
        fflush(stdout);
        while (!caught) /* it may come between the question and the sleep */
            usleep(100000);
        printf("signal %d\n", (int)caught);
    }
    else
        return 99;
    return 0;
}
