/* SPDX-License-Identifier: MIT */
/*
 * An allocator for tests: bytes around each block, of the value of the variable
 * GUARD, are looked at when the block is freed. One that was written traps; one
 * that was read, and mattered, changes what comes out under another value.
 */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define ZONE 256

void *__real_aligned_alloc(size_t align, size_t size);
void __real_free(void *p);

typedef struct {
    char *whole;
    size_t size;
    unsigned char value;
} Header;

static unsigned char guard_value(void)
{
    static int value = -1;
    if (value < 0) {
        value = 0xa5;
        const char *text = getenv("GUARD");
        if (text)
            value = atoi(text) & 255;
    }
    return value;
}

void *__wrap_aligned_alloc(size_t align, size_t size)
{
    if (align < 16)
        align = 16;
    size_t before = (sizeof(Header) + ZONE + align - 1) / align * align;
    if (size > SIZE_MAX / 2)
        return NULL;
    char *whole = __real_aligned_alloc(align, (before + size + ZONE + align - 1) / align * align);
    if (!whole)
        return NULL;
    char *p = whole + before;
    Header header = { whole, size, guard_value() };
    memcpy(p - ZONE - sizeof header, &header, sizeof header);
    memset(p - ZONE, header.value, ZONE);
    memset(p + size, header.value, ZONE);
    return p;
}

static Header checked(const char *p)
{
    Header header;
    memcpy(&header, p - ZONE - sizeof header, sizeof header);
    for (int i = 0; i < ZONE; i++)
        if ((unsigned char)p[i - ZONE] != header.value || (unsigned char)p[header.size + i] != header.value)
            __builtin_trap();
    return header;
}

void __wrap_free(void *p)
{
    if (p)
        __real_free(checked(p).whole);
}

void *__wrap_malloc(size_t size)
{
    return __wrap_aligned_alloc(16, size);
}

void *__wrap_calloc(size_t count, size_t size)
{
    if (size && count > SIZE_MAX / size)
        return NULL;
    void *p = __wrap_malloc(count * size);
    return p ? memset(p, 0, count * size) : NULL;
}

void *__wrap_realloc(void *p, size_t size)
{
    void *made = __wrap_malloc(size);
    if (made && p) {
        size_t old = checked(p).size;
        memcpy(made, p, old < size ? old : size);
        __wrap_free(p);
    }
    return made;
}

int __wrap_posix_memalign(void **made, size_t align, size_t size)
{
    void *p = __wrap_aligned_alloc(align, size);
    if (!p)
        return ENOMEM;
    *made = p;
    return 0;
}
