/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How different blocks are, for the search of motion of FFmpeg's encoders, for WebAssembly. */
#include "wasm.h"

void ff_me_cmp_init_wasm(void *pix_abs, void *sad, void *sse, void *hadamard);

/* Rows of 16 or 8 pixels that fill a vector: 1 or 2 of them. */
INLINE v128_t load_rows(const uint8_t *p, ptrdiff_t stride, int width)
{
    return width == 16 ? wasm_v128_load(p)
                       : wasm_v128_load64_lane(p + stride, wasm_v128_load64_zero(p), 1);
}

/* Where a block lies between pixels: not, between columns, between rows, between both. */
enum place { HERE, COLUMNS, ROWS, BOTH };

/* Four pixels averaged at once: where both averages of two were rounded up, and theirs is, it is one too much. */
INLINE v128_t average4(v128_t upper, v128_t lower, v128_t upper_odd, v128_t lower_odd)
{
    v128_t excess = wasm_v128_and(wasm_v128_or(upper_odd, lower_odd), wasm_v128_xor(upper, lower));
    return wasm_i8x16_sub(wasm_u8x16_avgr(upper, lower),
                          wasm_v128_and(excess, wasm_i8x16_const_splat(1)));
}

INLINE int sad(const uint8_t *a, const uint8_t *b, ptrdiff_t stride, int height, int width, enum place place)
{
    int rows = 16 / width;
    v128_t sum = wasm_i16x8_const_splat(0);
    v128_t upper = sum, upper_odd = sum;
    if (place == BOTH && width == 16) {
        v128_t left = wasm_v128_load(b), right = wasm_v128_load(b + 1);
        upper = wasm_u8x16_avgr(left, right);
        upper_odd = wasm_v128_xor(left, right);
        b += stride;
    }
#pragma clang loop unroll_count(2)
    for (int y = 0; y < height; y += rows) {
        v128_t pixels = load_rows(b, stride, width);
        if (place == COLUMNS)
            pixels = wasm_u8x16_avgr(pixels, load_rows(b + 1, stride, width));
        if (place == ROWS)
            pixels = wasm_u8x16_avgr(pixels, load_rows(b + stride, stride, width));
        if (place == BOTH) {
            v128_t right = load_rows(b + 1, stride, width);
            v128_t odd = wasm_v128_xor(pixels, right), average = wasm_u8x16_avgr(pixels, right);
            if (width == 16) {
                pixels = average4(upper, average, upper_odd, odd);
                upper = average;
                upper_odd = odd;
            } else {
                v128_t lower = load_rows(b + stride, stride, width);
                right = load_rows(b + stride + 1, stride, width);
                pixels = average4(average, wasm_u8x16_avgr(lower, right), odd, wasm_v128_xor(lower, right));
            }
        }
        v128_t difference = absdiff_u8(load_rows(a, stride, width), pixels);
        sum = wasm_i16x8_add(sum, wasm_u16x8_extadd_pairwise_u8x16(difference));
        a += rows * stride;
        b += rows * stride;
    }
    return sum_u16(sum);
}

INLINE int sse(const uint8_t *a, const uint8_t *b, ptrdiff_t stride, int height, int width)
{
    v128_t sum = wasm_i32x4_const_splat(0);
    for (int y = 0; y < height; y++, a += stride, b += stride) {
        for (int x = 0; x < width; x += 8) {
            v128_t difference;
            if (width == 4)
                difference = wasm_i16x8_sub(wasm_u16x8_extend_low_u8x16(wasm_v128_load32_zero(a)),
                                            wasm_u16x8_extend_low_u8x16(wasm_v128_load32_zero(b)));
            else
                difference = wasm_i16x8_sub(load_u8x8(a + x), load_u8x8(b + x));
            sum = wasm_i32x4_add(sum, wasm_i32x4_dot_i16x8(difference, difference));
        }
    }
    return sum_i32(sum);
}

INLINE void butterflies(v128_t a[8], int distance)
{
    for (int i = 0; i < 8; i++) {
        if (i & distance)
            continue;
        v128_t sum = wasm_i16x8_add(a[i], a[i + distance]);
        a[i + distance] = wasm_i16x8_sub(a[i], a[i + distance]);
        a[i] = sum;
    }
}

/* The sum of the magnitudes of the transform of 64 values, without that of their mean where that does not count. */
INLINE int hadamard(v128_t a[8], int with_mean)
{
    for (int distance = 1; distance < 8; distance *= 2)
        butterflies(a, distance);
    transpose_i16x8(a);
    butterflies(a, 1);
    butterflies(a, 2);
    int mean = 0;
    if (!with_mean) {
        mean = (int16_t)wasm_i16x8_extract_lane(wasm_i16x8_add(a[0], a[4]), 0);
        mean = mean < 0 ? -mean : mean;
    }
    /* |x + y| + |x - y| is twice the greater of |x| and |y|. */
    v128_t sum = wasm_i32x4_const_splat(0);
    for (int i = 0; i < 4; i++) {
        v128_t greater = wasm_u16x8_max(wasm_i16x8_abs(a[i]), wasm_i16x8_abs(a[i + 4]));
        sum = wasm_i32x4_add(sum, wasm_u32x4_extadd_pairwise_u16x8(greater));
    }
    return 2 * sum_i32(sum) - mean;
}

INLINE int hadamard_difference(const uint8_t *a, const uint8_t *b, ptrdiff_t stride)
{
    v128_t row[8];
    for (int y = 0; y < 8; y++)
        row[y] = wasm_i16x8_sub(load_u8x8(b + y * stride), load_u8x8(a + y * stride));
    return hadamard(row, 1);
}

INLINE int hadamard_detail(const uint8_t *a, ptrdiff_t stride)
{
    v128_t row[8];
    for (int y = 0; y < 8; y++)
        row[y] = load_u8x8(a + y * stride);
    return hadamard(row, 0);
}

/* The first argument of all is a context, which they do not need. */

#define SAD(name, width, place)                                                                   \
static int name##width(void *unused, const uint8_t *a, const uint8_t *b, ptrdiff_t stride, int height) \
{                                                                                                 \
    return sad(a, b, stride, height, width, place);                                               \
}
SAD(sad, 16, HERE)
SAD(sad_columns, 16, COLUMNS)
SAD(sad_rows, 16, ROWS)
SAD(sad_both, 16, BOTH)
SAD(sad, 8, HERE)
SAD(sad_columns, 8, COLUMNS)
SAD(sad_rows, 8, ROWS)
SAD(sad_both, 8, BOTH)

#define SSE(width)                                                                                \
static int sse##width(void *unused, const uint8_t *a, const uint8_t *b, ptrdiff_t stride, int height) \
{                                                                                                 \
    return sse(a, b, stride, height, width);                                                      \
}
SSE(16)
SSE(8)
SSE(4)

static int hadamard_difference8(void *unused, const uint8_t *a, const uint8_t *b, ptrdiff_t stride, int height)
{
    return hadamard_difference(a, b, stride);
}

/* Blocks of 16 pixels in width have that height, or 8. */

static int hadamard_difference16(void *unused, const uint8_t *a, const uint8_t *b, ptrdiff_t stride, int height)
{
    int sum = 0;
    for (int y = 0; y < (height == 16 ? 16 : 8); y += 8, a += 8 * stride, b += 8 * stride)
        sum += hadamard_difference(a, b, stride) + hadamard_difference(a + 8, b + 8, stride);
    return sum;
}

static int hadamard_detail8(void *unused, const uint8_t *a, const uint8_t *b, ptrdiff_t stride, int height)
{
    return hadamard_detail(a, stride);
}

static int hadamard_detail16(void *unused, const uint8_t *a, const uint8_t *b, ptrdiff_t stride, int height)
{
    int sum = 0;
    for (int y = 0; y < (height == 16 ? 16 : 8); y += 8, a += 8 * stride)
        sum += hadamard_detail(a, stride) + hadamard_detail(a + 8, stride);
    return sum;
}

/* The tables are of functions, whose types differ between versions of FFmpeg. */
void ff_me_cmp_init_wasm(void *pix_abs, void *sad, void *sse, void *hadamard)
{
    void **between = pix_abs, **sads = sad, **sses = sse, **hadamards = hadamard;

    between[0] = sads[0] = sad16;
    between[1] = sad_columns16;
    between[2] = sad_rows16;
    between[3] = sad_both16;
    between[4] = sads[1] = sad8;
    between[5] = sad_columns8;
    between[6] = sad_rows8;
    between[7] = sad_both8;
    sses[0] = sse16;
    sses[1] = sse8;
    sses[2] = sse4;
    hadamards[0] = hadamard_difference16;
    hadamards[1] = hadamard_difference8;
    hadamards[4] = hadamard_detail16;
    hadamards[5] = hadamard_detail8;
}
