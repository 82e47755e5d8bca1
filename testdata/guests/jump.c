/* SPDX-License-Identifier: MIT */
/* Every way to use setjmp: prints what happened, which is the same everywhere. */
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define APART __attribute__((noinline))

static jmp_buf target, other;

APART static _Noreturn void jump(jmp_buf where, int value)
{
    char room[1024];
    memset(room, value, sizeof room);
    __asm__ volatile("" : : "r"(room) : "memory");
    longjmp(where, value);
}

/* Jumps from so many frames further down. */
APART static int dive(int depth, jmp_buf where, int value)
{
    if (depth == 0) jump(where, value);
    return dive(depth - 1, where, value) + depth;
}

static void values(void)
{
    static const int sent[] = {1, 0, -1, 42, INT_MAX, INT_MIN};
    for (volatile unsigned i = 0; i < sizeof sent / sizeof *sent; i++) {
        int got = setjmp(target);
        if (got == 0) jump(target, sent[i]);
        printf("sent %d, got %d\n", sent[i], got);
    }
}

static void reentries(void)
{
    volatile int count = 0;
    setjmp(target);
    count = count + 1;
    if (count < 5000) dive(3, target, count);
    printf("%d re-entries of one setjmp\n", count);
    for (volatile int i = 0; i < 5000; i++) {
        if (setjmp(target) == 0) dive(2, target, 1);
    }
    for (volatile int i = 0; i < 100000; i++) {
        if (setjmp(other) != 0) printf("never\n");
    }
    puts("many setjmp in one function");
}

static void several(void)
{
    jmp_buf a, b, c, d, e, f;
    volatile int step = 0;
    int got;
    if ((got = setjmp(a)) != 0) printf("a %d at step %d\n", got, step);
    if ((got = setjmp(b)) != 0) printf("b %d at step %d\n", got, step);
    if ((got = setjmp(c)) != 0) printf("c %d at step %d\n", got, step);
    if ((got = setjmp(d)) != 0) printf("d %d at step %d\n", got, step);
    if ((got = setjmp(e)) != 0) printf("e %d at step %d\n", got, step);
    if ((got = setjmp(f)) != 0) printf("f %d at step %d\n", got, step);
    step = step + 1;
    switch (step) {
        case 1: jump(c, 10);
        case 2: jump(a, 20);
        case 3: dive(5, f, 30);
        case 4: dive(1, b, 40);
        case 5: jump(e, 50);
        case 6: jump(d, 60);
    }
    printf("several: step %d\n", step);
}

static jmp_buf many[8];

static void array(void)
{
    volatile int turns = 0;
    for (volatile int i = 0; i < 8; i++) {
        int got = setjmp(many[i]);
        if (got != 0) printf("element %d got %d\n", i, got);
    }
    turns = turns + 1;
    if (turns < 4) jump(many[7], turns);
    printf("array: %d turns\n", turns);
}

/* Has a setjmp of its own, which is not the one that is meant. */
APART static void between(int depth, int value)
{
    jmp_buf mine;
    volatile int seen = depth;
    int got = setjmp(mine);
    if (got != 0) {
        printf("between %d got %d\n", seen, got);
        return;
    }
    if (depth == 0) jump(target, value);
    between(depth - 1, value);
    if (depth == 2) jump(mine, value);
    printf("not reached: %d\n", seen);
}

static void nested(void)
{
    int got = setjmp(target);
    if (got == 0) between(5, 77);
    printf("nested: %d\n", got);
}

static jmp_buf levels[16];

APART static int recurse(int level, int goal)
{
    volatile int mark = level * 100;
    int got = setjmp(levels[level]);
    if (got != 0) {
        printf("level %d (%d) got %d\n", level, mark, got);
        return got;
    }
    if (level == 15) jump(levels[goal], goal + 1000);
    return recurse(level + 1, goal) + 1;
}

static void recursion(void)
{
    for (int goal = 0; goal < 16; goal += 5) {
        printf("goal %d: %d\n", goal, recurse(0, goal));
    }
}

static int compared;

static int compare(const void *a, const void *b)
{
    if (++compared == 7) jump(target, compared);
    return *(const int *)a - *(const int *)b;
}

static void callback(void)
{
    int numbers[32];
    for (int i = 0; i < 32; i++) numbers[i] = i * 7 % 32;
    compared = 0;
    int got = setjmp(target);
    if (got == 0) qsort(numbers, 32, sizeof *numbers, compare);
    printf("callback: %d\n", got);
}

static void pointers(void)
{
    void (*volatile leave)(jmp_buf, int) = jump;
    int (*volatile deep)(int, jmp_buf, int) = dive;
    void (*volatile direct)(jmp_buf, int) = longjmp;
    int got = setjmp(target);
    switch (got) {
        case 0: leave(target, 5);
        case 5: deep(9, target, 6);
        case 6: direct(target, 8);
    }
    printf("pointers: %d\n", got);
}

struct wide {
    double a, b;
    long long c;
};

APART static long long long_of(long long x, float y)
{
    if (x < 0) jump(target, 3);
    return x * 3 + (long long)y;
}
APART static float float_of(float x, int y)
{
    if (y < 0) jump(target, 4);
    return x * y;
}
APART static double double_of(double x, long long y, float z)
{
    if (x < 0) jump(target, 5);
    return x + y + z;
}
APART static struct wide wide_of(struct wide w, int x)
{
    if (x < 0) jump(target, 6);
    w.a += x;
    w.c -= x;
    return w;
}
APART static int sum_of(int count, ...)
{
    va_list list;
    va_start(list, count);
    int sum = 0;
    for (int i = 0; i < count; i++) sum += va_arg(list, int);
    va_end(list);
    if (sum == 10) jump(target, 7);
    return sum;
}
APART static int eight_of(int a, int b, long long c, int d, double e, int f,
                                                    float g, int h)
{
    if (h < 0) jump(target, 8);
    return a + b + (int)c + d + (int)e + f + (int)g + h;
}

static void signatures(void)
{
    struct wide w = {1.5, 2.5, 1LL << 40};
    int got = setjmp(target);
    printf("signatures: %d\n", got);
    switch (got) {
        case 0: {
            printf("%lld\n", long_of(1LL << 50, 2.5f));
            printf("%.3f\n", float_of(1.25f, 3));
            printf("%.3f\n", double_of(0.5, -(1LL << 33), 0.25f));
            struct wide x = wide_of(w, 7);
            printf("%.3f %.3f %lld\n", x.a, x.b, x.c);
            printf("%d\n", sum_of(3, 1, 2, 3));
            printf("%d\n", eight_of(1, 2, 3, 4, 5, 6, 7, 8));
            printf("%lld\n", long_of(-1, 0));
        }
        case 3: printf("%f\n", float_of(1, -1));
        case 4: printf("%f\n", double_of(-1, 1, 1));
        case 5: printf("%f\n", wide_of(w, -1).a);
        case 6: printf("%d\n", sum_of(4, 1, 2, 3, 4));
        case 7: printf("%d\n", eight_of(1, 2, 3, 4, 5, 6, 7, -8));
    }
}

APART static void locals(int argument)
{
    volatile int counted = 0;
    volatile double grown = 0.5;
    volatile long long shifted = 1;
    const int kept = argument * 3;
    char text[32];
    char *room = malloc(1000);
    memset(room, 'x', 999);
    room[999] = 0;
    snprintf(text, sizeof text, "text of %d", argument);
    while (setjmp(target) < 4) {
        counted = counted + 1;
        grown = grown * 3;
        shifted = shifted << 9;
        dive(counted, target, counted);
    }
    printf("locals: %d %d %.3f %lld \"%s\" %zu\n", kept, counted, grown, shifted,
                 text, strlen(room));
    free(room);
}

static void arrays_of_any_length(int length)
{
    char on_the_stack[length];
    memset(on_the_stack, 'a', length);
    volatile int turns = 0;
    int got = setjmp(target);
    turns = turns + 1;
    if (turns < 300) dive(turns % 7, target, turns);
    int sum = 0;
    for (int i = 0; i < length; i++) sum += on_the_stack[i];
    printf("array of %d: %d, %d\n", length, sum, got);
}

static void copies(void)
{
    jmp_buf copy;
    volatile int turns = 0;
    int got = setjmp(target);
    if (got == 0) {
        memcpy(copy, target, sizeof copy);
        memset(target, 0, sizeof target);
    }
    turns = turns + 1;
    if (turns < 3) jump(copy, turns + 30);
    printf("copies: %d\n", got);
}

static void files(void)
{
    FILE *file = fopen("jump.txt", "w+");
    volatile int line = 0;
    setjmp(target);
    line = line + 1;
    fprintf(file, "line %d\n", line);
    if (line < 20) dive(line, target, line);
    rewind(file);
    int lines = 0;
    char buffer[64];
    while (fgets(buffer, sizeof buffer, file)) lines++;
    printf("files: %d lines, the last \"%.*s\"\n", lines,
                 (int)strcspn(buffer, "\n"), buffer);
    fclose(file);
    remove("jump.txt");
}

static void growing(void)
{
    volatile size_t total = 0;
    int got = setjmp(target);
    if (total < 40u << 20) {
        char *block = malloc(4u << 20);
        memset(block, 1, 4u << 20);
        total = total + (4u << 20);
        free(total % (12u << 20) == 0 ? block : NULL);
        dive(3, target, (int)(total >> 20));
    }
    printf("growing: %d\n", got);
}

/* Exceptions as programs write them. */
static jmp_buf *handler;

#define TRY(body, caught)                      \
    {                                            \
        jmp_buf here;                              \
        jmp_buf *volatile outer = handler;         \
        int thrown = setjmp(here);                 \
        if (thrown == 0) {                         \
            handler = &here;                         \
            body;                                    \
            handler = outer;                         \
        } else {                                   \
            handler = outer;                         \
            caught;                                  \
        }                                          \
    }

APART static void throw_it(int value) { longjmp(*handler, value); }

APART static void exceptions(int depth)
{
    TRY({
        TRY({
            if (depth > 0) exceptions(depth - 1);
            throw_it(depth + 1);
        }, {
            printf("caught %d at %d\n", thrown, depth);
            throw_it(thrown + 100);
        })
    }, {
        printf("caught %d outside of %d\n", thrown, depth);
        if (depth == 2) throw_it(thrown + 1000);
    })
}

/* Frames at random, and jumps to a random one of those that are alive. */
static jmp_buf stack[24];
static unsigned state = 12345, trail;
static int jumps;

static unsigned draw(unsigned below)
{
    state = state * 1103515245 + 12345;
    return (state >> 16) % below;
}

APART static void wander(int depth)
{
    int got = setjmp(stack[depth]);
    trail = trail * 31 + depth * 7 + got;
    if (jumps >= 4000) return;
    for (volatile int i = 0; i < 3; i++) {
        unsigned what = draw(10);
        if (depth < 23 && what < 7) {
            wander(depth + 1);
        } else if (what < 9) {
            jumps++;
            unsigned goal = draw(depth + 1);
            longjmp(stack[goal], draw(1000));
        }
    }
}

APART static int frames(int depth)
{
    volatile int here = depth;
    if (depth == 0) longjmp(target, 9);
    return frames(depth - 1) + here;
}

int main(void)
{
    values();
    reentries();
    several();
    array();
    nested();
    recursion();
    callback();
    pointers();
    signatures();
    locals(14);
    arrays_of_any_length(10);
    arrays_of_any_length(3000);
    copies();
    files();
    growing();
    if (setjmp(target) == 0) {
        handler = &target;
        exceptions(4);
    }
    wander(0);
    printf("wandered: %d jumps, %u\n", jumps, trail);
    int got = setjmp(target);
    if (got == 0) frames(3000);
    printf("frames: %d\n", got);
    return 7;
}
