/* SPDX-FileCopyrightText: 2026 The afmpeg authors */
/* SPDX-License-Identifier: MIT */
/* The guarded allocator, under the sanitizer's: it hands out what was asked for, and nothing else. */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define MUST(condition) do { if (!(condition)) __builtin_trap(); } while (0)

void *__real_aligned_alloc(size_t align, size_t size)
{
    /* More than this, no guest has. */
    return size > 1 << 24 ? NULL : aligned_alloc(align, size);
}

void __real_free(void *p)
{
    free(p);
}

#include "../../engine/shim/guard.c"

#define BLOCKS 16
static struct { unsigned char *p; size_t size; unsigned char value; } blocks[BLOCKS];

static void fill(int i, size_t size, unsigned char value)
{
    blocks[i].size = size;
    blocks[i].value = value;
    memset(blocks[i].p, value, size);
}

static void check(int i, size_t size)
{
    for (size_t n = 0; n < size; n++)
        MUST(blocks[i].p[n] == blocks[i].value);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length)
{
    for (size_t at = 0; at + 6 <= length; at += 6) {
        const int what = data[at] % 6, i = data[at + 1] % BLOCKS;
        size_t size = data[at + 2] | (data[at + 3] & 7) << 8;
        const unsigned char value = data[at + 4];
        size_t align = (size_t)1 << data[at + 5] % 14;
        const size_t count = value == 255 ? 256 : value % 8 + 1;
        if (value == 255) /* as much as there is not */
            size = SIZE_MAX - size * 4;
        if (what < 4 && blocks[i].p) {
            check(i, blocks[i].size);
            __wrap_free(blocks[i].p);
            blocks[i].p = NULL;
        }
        void *made = NULL;
        switch (what) {
        case 0: made = __wrap_malloc(size); align = 16; break;
        case 1:
            made = __wrap_calloc(count, size);
            align = 16;
            if (made)
                size *= count;
            for (size_t n = 0; made && n < size; n++)
                MUST(((unsigned char *)made)[n] == 0);
            break;
        case 2: made = __wrap_aligned_alloc(align, size); break;
        case 3: MUST(__wrap_posix_memalign(&made, align, size) == (made ? 0 : ENOMEM)); break;
        case 4: {
            const size_t old = blocks[i].p ? blocks[i].size : 0;
            made = __wrap_realloc(blocks[i].p, size);
            align = 16;
            if (!made)
                break;
            blocks[i].p = made;
            check(i, old < size ? old : size);
            break;
        }
        default: continue;
        }
        if (!made)
            continue;
        MUST((uintptr_t)made % align == 0);
        blocks[i].p = made;
        fill(i, size, value);
    }
    for (int i = 0; i < BLOCKS; i++) {
        if (blocks[i].p) {
            check(i, blocks[i].size);
            __wrap_free(blocks[i].p);
        }
        blocks[i].p = NULL;
    }
    return 0;
}
