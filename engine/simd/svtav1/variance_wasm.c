/* SPDX-License-Identifier: MIT */
/* Variances between pixels for SVT-AV1, which has them in assembly only, for WebAssembly. */
#include <stddef.h>
#include <stdint.h>
#include <wasm_simd128.h>

#define FORCE_INLINE static inline __attribute__((always_inline))

/* Between two neighbours, `offset` eighths of the way. */
FORCE_INLINE v128_t between(v128_t a, v128_t b, int offset)
{
    if (offset == 0)
        return a;
    v128_t sum = wasm_i16x8_mul(a, wasm_i16x8_splat(128 - 16 * offset));
    sum = wasm_i16x8_add(sum, wasm_i16x8_mul(b, wasm_i16x8_splat(16 * offset)));
    return wasm_u16x8_shr(wasm_i16x8_add(sum, wasm_i16x8_const_splat(64)), 7);
}

/* Eight pixels, or four and four zeros. */
FORCE_INLINE v128_t load(const uint8_t *p, int width)
{
    return width == 4 ? wasm_u16x8_extend_low_u8x16(wasm_v128_load32_zero(p)) : wasm_u16x8_load8x8(p);
}

FORCE_INLINE v128_t across(const uint8_t *p, int width, int offset)
{
    v128_t pixels = load(p, width);
    return offset == 0 ? pixels : between(pixels, load(p + 1, width), offset);
}

FORCE_INLINE int sum_lanes(v128_t a)
{
    a = wasm_i32x4_add(a, wasm_i32x4_shuffle(a, a, 2, 3, 0, 1));
    return wasm_i32x4_extract_lane(a, 0) + wasm_i32x4_extract_lane(a, 1);
}

/* The sum of differences; that of their squares goes to `sse`. */
FORCE_INLINE int variance(const uint8_t *src, ptrdiff_t stride, int x, int y, const uint8_t *ref,
                          ptrdiff_t ref_stride, int width, int height, unsigned *sse)
{
    v128_t sum = wasm_i32x4_const_splat(0), squares = sum;
    const v128_t one = wasm_i16x8_const_splat(1);
    for (int column = 0; column < width; column += 8) {
        const uint8_t *p = src + column, *q = ref + column;
        v128_t row = across(p, width, x);
        for (int i = 0; i < height; i++, q += ref_stride) {
            p += stride;
            v128_t next = row, pixels = row;
            /* Without an offset the row behind the last is none of the block's. */
            if (y != 0 || i + 1 < height)
                next = across(p, width, x);
            if (y != 0)
                pixels = between(row, next, y);
            row = next;
            v128_t difference = wasm_i16x8_sub(pixels, load(q, width));
            sum = wasm_i32x4_add(sum, wasm_i32x4_dot_i16x8(difference, one));
            squares = wasm_i32x4_add(squares, wasm_i32x4_dot_i16x8(difference, difference));
        }
    }
    *sse = sum_lanes(squares);
    return sum_lanes(sum);
}

#define VARIANCE(width, kind)                                                                     \
    int svt_aom_sub_pixel_variance##width##xh_##kind(                                             \
        const uint8_t *src, ptrdiff_t stride, int x, int y, const uint8_t *ref,                   \
        ptrdiff_t ref_stride, int height, unsigned *sse, void *unused, void *unused_too)          \
    {                                                                                             \
        return variance(src, stride, x, y, ref, ref_stride, width, height, sse);                  \
    }

VARIANCE(16, sse2)
VARIANCE(8, sse2)
VARIANCE(4, sse2)
VARIANCE(16, ssse3)
VARIANCE(8, ssse3)
VARIANCE(4, ssse3)
