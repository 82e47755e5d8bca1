/* SPDX-License-Identifier: MIT */
/*
 * Sorts as many elements as the first argument says, of as many bytes as the second, by a byte
 * that is the same in many. Prints all; their other bytes say where they were. With POOR, there
 * is no memory to be had meanwhile.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int is_poor;

#ifdef POOR
void *__real_malloc(size_t size);

void *__wrap_malloc(size_t size)
{
    return is_poor ? NULL : __real_malloc(size);
}
#endif

static int compare(const void *a, const void *b)
{
    return *(const unsigned char *)a - *(const unsigned char *)b;
}

int main(int argc, char **argv)
{
    int count = atoi(argv[1]), size = atoi(argv[2]);
    unsigned char *elements = calloc(count + 1, size);
    unsigned state = 1;

    for (int i = 0; i < count; i++) {
        state = state * 1103515245 + 12345;
        elements[i * size] = state >> 28;
        memcpy(elements + i * size + 1, &i, size < 4 ? size - 1 : 3);
    }
    is_poor = 1;
    qsort(elements, count, size, compare);
    is_poor = 0;
    for (int i = 0; i < count; i++) {
        for (int j = 0; j < size; j++)
            printf("%02x", elements[i * size + j]);
        putchar('\n');
    }
    return 0;
}
