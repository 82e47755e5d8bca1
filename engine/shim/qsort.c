/* SPDX-License-Identifier: MIT */
/*
 * Sorting by merging: elements that are equal stay in their order, as they do natively, and there
 * are half as many comparisons as in the libc's.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

typedef int Compare(const void *, const void *);

/* Elements of words, which most are, take no call. */
static inline void move(char *to, const char *from, size_t size)
{
    if (size == 4)
        memcpy(to, from, 4);
    else if (size == 8)
        memcpy(to, from, 8);
    else
        memcpy(to, from, size);
}

static void merge_sort(char *base, char *spare, size_t count, size_t size, Compare *compare)
{
    size_t left = count / 2, right = count - left, merged;
    char *a = base, *b = base + left * size, *to = spare;

    if (count < 2)
        return;
    merge_sort(a, spare, left, size, compare);
    merge_sort(b, spare, right, size, compare);
    while (left > 0 && right > 0) {
        if (compare(a, b) <= 0) {
            move(to, a, size);
            a += size;
            left--;
        } else {
            move(to, b, size);
            b += size;
            right--;
        }
        to += size;
    }
    /* The larger ones of the right half are in their places. */
    for (; left > 0; left--, a += size, to += size)
        move(to, a, size);
    merged = count - right;
    for (a = spare, to = base; merged > 0; merged--, a += size, to += size)
        move(to, a, size);
}

static void swap(char *a, char *b, size_t size)
{
    for (; size > 0; size--, a++, b++) {
        char byte = *a;
        *a = *b;
        *b = byte;
    }
}

/* Lets an element sink below those of a heap that are larger. */
static void sink(char *base, size_t i, size_t count, size_t size, Compare *compare)
{
    for (size_t child; (child = 2 * i + 1) < count; i = child) {
        if (child + 1 < count && compare(base + child * size, base + (child + 1) * size) < 0)
            child++;
        if (compare(base + i * size, base + child * size) >= 0)
            return;
        swap(base + i * size, base + child * size, size);
    }
}

/* Without further memory. Equal elements may change their order. */
static void heap_sort(char *base, size_t count, size_t size, Compare *compare)
{
    for (size_t i = count / 2; i-- > 0;)
        sink(base, i, count, size, compare);
    for (size_t i = count; i-- > 1;) {
        swap(base, base + i * size, size);
        sink(base, 0, i, size, compare);
    }
}

void qsort(void *base, size_t count, size_t size, Compare *compare)
{
    char few[1024], *spare = few, *more = NULL;

    if (count < 2 || size == 0)
        return;
    if (count * size > sizeof(few))
        spare = more = malloc(count * size);
    if (spare)
        merge_sort(base, spare, count, size, compare);
    else
        heap_sort(base, count, size, compare);
    free(more);
}
