/* SPDX-License-Identifier: MIT */
/* Variances between pixels for libvpx, for WebAssembly. */
#include "./vpx_dsp_rtcd.h"
#include "vpx_dsp/wasm/pixels_wasm.h"

/* The sum of differences, which fits into 16 bits for strips of 16 columns, and of their squares. */
struct sums {
    v128_t sum;
    v128_t squares;
};

FORCE_INLINE struct sums no_sums(void)
{
    return (struct sums){ wasm_i16x8_const_splat(0), wasm_i32x4_const_splat(0) };
}

FORCE_INLINE void add_differences(struct sums *sums, v128_t a, v128_t b)
{
    v128_t low = wasm_i16x8_sub(wasm_u16x8_extend_low_u8x16(a), wasm_u16x8_extend_low_u8x16(b));
    v128_t high = wasm_i16x8_sub(wasm_u16x8_extend_high_u8x16(a), wasm_u16x8_extend_high_u8x16(b));
    sums->sum = wasm_i16x8_add(sums->sum, wasm_i16x8_add(low, high));
    sums->squares = wasm_i32x4_add(sums->squares,
                                   wasm_i32x4_add(wasm_i32x4_dot_i16x8(low, low), wasm_i32x4_dot_i16x8(high, high)));
}

/* Between two neighbours, `offset` eighths of the way. */
FORCE_INLINE v128_t between(v128_t a, v128_t b, int offset, v128_t near, v128_t far)
{
    if (offset == 4)
        return wasm_u8x16_avgr(a, b);
    v128_t half = wasm_i16x8_const_splat(64);
    v128_t low = wasm_i16x8_add(wasm_u16x8_extmul_low_u8x16(a, near), wasm_u16x8_extmul_low_u8x16(b, far));
    v128_t high = wasm_i16x8_add(wasm_u16x8_extmul_high_u8x16(a, near), wasm_u16x8_extmul_high_u8x16(b, far));
    return wasm_u8x16_narrow_i16x8(wasm_u16x8_shr(wasm_i16x8_add(low, half), 7),
                                   wasm_u16x8_shr(wasm_i16x8_add(high, half), 7));
}

/* Where a block lies between pixels, and with what it is compared. */
struct place {
    int x, y;
    const uint8_t *ref;
    int ref_stride;
    /* What it is averaged with first, if not null; its rows lie side by side. */
    const uint8_t *second;
};

FORCE_INLINE v128_t load_across(const uint8_t *p, int stride, int width, int x, v128_t near, v128_t far)
{
    v128_t pixels = load_rows(p, stride, width);
    return x == 0 ? pixels : between(pixels, load_rows(p + 1, stride, width), x, near, far);
}

/* One strip of 16 columns, or a whole block of fewer: `second` has rows of `pitch` pixels. */
FORCE_INLINE struct sums subpel_strip(const uint8_t *src, int stride, struct place at, int pitch, int width, int height)
{
    const int rows = rows_of(width);
    v128_t x_near = wasm_i8x16_splat(128 - 16 * at.x), x_far = wasm_i8x16_splat(16 * at.x);
    v128_t y_near = wasm_i8x16_splat(128 - 16 * at.y), y_far = wasm_i8x16_splat(16 * at.y);
    struct sums sums = no_sums();
    v128_t next = wasm_i8x16_const_splat(0);
    if (at.y != 0 && rows == 1)
        next = load_across(src, stride, width, at.x, x_near, x_far);
    for (int y = 0; y < height; y += rows) {
        v128_t pixels;
        if (at.y == 0) {
            pixels = load_across(src, stride, width, at.x, x_near, x_far);
        } else {
            pixels = rows == 1 ? next : load_across(src, stride, width, at.x, x_near, x_far);
            next = load_across(src + stride, stride, width, at.x, x_near, x_far);
            pixels = between(pixels, next, at.y, y_near, y_far);
        }
        if (at.second) {
            pixels = wasm_u8x16_avgr(pixels, wasm_v128_load(at.second));
            at.second += rows == 1 ? pitch : 16;
        }
        add_differences(&sums, pixels, load_rows(at.ref, at.ref_stride, width));
        src += rows * stride;
        at.ref += rows * at.ref_stride;
    }
    return sums;
}

FORCE_INLINE uint32_t subpel(const uint8_t *src, int stride, struct place at, uint32_t *sse, int width, int height)
{
    v128_t sum = wasm_i32x4_const_splat(0), squares = sum;
    for (int x = 0; x < width; x += 16) {
        struct sums strip = subpel_strip(src + x, stride, at, width, width < 16 ? width : 16, height);
        sum = wasm_i32x4_add(sum, wasm_i32x4_extadd_pairwise_i16x8(strip.sum));
        squares = wasm_i32x4_add(squares, strip.squares);
        at.ref += 16;
        if (at.second)
            at.second += 16;
    }
    int64_t total = sum_i32(sum);
    *sse = sum_i32(squares);
    return *sse - (uint32_t)(total * total / (width * height));
}

/* Wide blocks share their code, and so do blocks that are compared with one block, or two. */
#define SHARED(width)                                                                             \
    static __attribute__((noinline)) uint32_t subpel_##width(                                     \
        const uint8_t *src, int stride, struct place at, uint32_t *sse, int height)               \
    {                                                                                             \
        return subpel(src, stride, at, sse, width, height);                                       \
    }
SHARED(64)
SHARED(32)
SHARED(16)
SHARED(8)
SHARED(4)

#define SUBPELS(width, height)                                                                    \
    uint32_t vpx_sub_pixel_variance##width##x##height##_wasm(                                     \
        const uint8_t *src, int src_stride, int x_offset, int y_offset, const uint8_t *ref,       \
        int ref_stride, uint32_t *sse)                                                            \
    {                                                                                             \
        struct place at = { x_offset, y_offset, ref, ref_stride, 0 };                             \
        return subpel_##width(src, src_stride, at, sse, height);                                  \
    }                                                                                             \
    uint32_t vpx_sub_pixel_avg_variance##width##x##height##_wasm(                                 \
        const uint8_t *src, int src_stride, int x_offset, int y_offset, const uint8_t *ref,       \
        int ref_stride, uint32_t *sse, const uint8_t *second_pred)                                \
    {                                                                                             \
        struct place at = { x_offset, y_offset, ref, ref_stride, second_pred };                   \
        return subpel_##width(src, src_stride, at, sse, height);                                  \
    }
FOR_ALL_SIZES(SUBPELS)

/* The sum of all differences goes to `total`. */
FORCE_INLINE uint32_t squares_of(const uint8_t *src, int src_stride, const uint8_t *ref, int ref_stride,
                           int *total, int width, int height)
{
    const int rows = rows_of(width);
    v128_t sum = wasm_i32x4_const_splat(0), squares = sum;
    for (int x = 0; x < width; x += 16) {
        const uint8_t *a = src + x, *b = ref + x;
        struct sums strip = no_sums();
#pragma clang loop unroll_count(2)
        for (int y = 0; y < height; y += rows) {
            add_differences(&strip, load_rows(a, src_stride, width), load_rows(b, ref_stride, width));
            a += rows * src_stride;
            b += rows * ref_stride;
        }
        sum = wasm_i32x4_add(sum, wasm_i32x4_extadd_pairwise_i16x8(strip.sum));
        squares = wasm_i32x4_add(squares, strip.squares);
    }
    *total = sum_i32(sum);
    return sum_i32(squares);
}

#define VARIANCES(width, height)                                                                  \
    uint32_t vpx_variance##width##x##height##_wasm(const uint8_t *src, int src_stride,            \
                                                   const uint8_t *ref, int ref_stride,            \
                                                   uint32_t *sse)                                 \
    {                                                                                             \
        int sum;                                                                                  \
        *sse = squares_of(src, src_stride, ref, ref_stride, &sum, width, height);                 \
        return *sse - (uint32_t)((int64_t)sum * sum / (width * height));                          \
    }
FOR_ALL_SIZES(VARIANCES)

#define ERRORS(width, height)                                                                     \
    unsigned int vpx_mse##width##x##height##_wasm(const uint8_t *src, int src_stride,             \
                                                  const uint8_t *ref, int ref_stride,             \
                                                  uint32_t *sse)                                  \
    {                                                                                             \
        int sum;                                                                                  \
        *sse = squares_of(src, src_stride, ref, ref_stride, &sum, width, height);                 \
        return *sse;                                                                              \
    }
ERRORS(16, 16)
ERRORS(16, 8)
ERRORS(8, 16)
ERRORS(8, 8)

uint32_t vpx_get4x4sse_cs_wasm(const uint8_t *src, int src_stride, const uint8_t *ref, int ref_stride)
{
    int sum;
    return squares_of(src, src_stride, ref, ref_stride, &sum, 4, 4);
}
