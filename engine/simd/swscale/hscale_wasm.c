/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Scaling along rows, for WebAssembly. */
#include "swscale_wasm.h"

/* Samples of a row, and what they are multiplied with, of one kind or another. */
typedef struct {
    const uint8_t *src;
    const int16_t *filter;
    const int32_t *pos;
    int size;
    /* Whether a sample has 16 bits, not 8. */
    int is_wide;
} Row;

INLINE int sample(Row row, int index)
{
    return row.is_wide ? ((const uint16_t *)row.src)[index] : row.src[index];
}

/* The samples from `index` on that fit `bits`; those with 16 bits less 2^15, to be signed. */
INLINE v128_t samples(Row row, int index, int bits)
{
    const uint8_t *p = row.src + (row.is_wide ? 2 * index : index);
    v128_t a;
    if (row.is_wide) {
        a = bits == 128 ? wasm_v128_load(p) : bits == 64 ? wasm_v128_load64_zero(p) : wasm_v128_load32_zero(p);
        return wasm_v128_xor(a, wasm_i16x8_const_splat(-32768));
    }
    a = bits == 128 ? wasm_v128_load64_zero(p) : bits == 64 ? wasm_v128_load32_zero(p) :
        wasm_v128_load16_lane(p, wasm_i32x4_const_splat(0), 0);
    return wasm_u16x8_extend_low_u8x16(a);
}

/* Products, summed in pairs. */
INLINE v128_t products(Row row, v128_t a, v128_t filter)
{
    v128_t sum = wasm_i32x4_dot_i16x8(a, filter);
    if (row.is_wide)
        sum = wasm_i32x4_sub(sum, wasm_i32x4_dot_i16x8(filter, wasm_i16x8_const_splat(-32768)));
    return sum;
}

/* The first `count` lanes of 16 bits. */
INLINE v128_t first_lanes(int count)
{
    return wasm_i16x8_lt(wasm_i16x8_const(0, 1, 2, 3, 4, 5, 6, 7), wasm_i16x8_splat(count));
}

INLINE v128_t sum_pairs(v128_t a, v128_t b)
{
    return wasm_i32x4_add(even_i32(a, b), odd_i32(a, b));
}

/* Four sums of one, two, up to 4, up to 8, and more products. */

INLINE v128_t sums_of_1(Row row, int i)
{
    v128_t pos = wasm_v128_load(row.pos + i), taps = wasm_i32x4_load16x4(row.filter + i), a;
    v128_t next = wasm_i32x4_add(wasm_i32x4_splat(row.pos[i]), wasm_i32x4_const(0, 1, 2, 3));
    if (wasm_i32x4_all_true(wasm_i32x4_eq(pos, next))) {
        const uint8_t *p = row.src + (row.is_wide ? 2 * row.pos[i] : row.pos[i]);
        a = row.is_wide ? wasm_u32x4_load16x4(p) :
            wasm_u32x4_extend_low_u16x8(wasm_u16x8_extend_low_u8x16(wasm_v128_load32_zero(p)));
    } else {
        a = wasm_i32x4_make(sample(row, row.pos[i]), sample(row, row.pos[i + 1]), sample(row, row.pos[i + 2]),
                            sample(row, row.pos[i + 3]));
    }
    return wasm_i32x4_mul(a, taps);
}

INLINE v128_t sums_of_2(Row row, int i)
{
    v128_t a = wasm_i32x4_shuffle(samples(row, row.pos[i], 32), samples(row, row.pos[i + 1], 32), 0, 4, 0, 4);
    v128_t b = wasm_i32x4_shuffle(samples(row, row.pos[i + 2], 32), samples(row, row.pos[i + 3], 32), 0, 4, 0, 4);
    return products(row, wasm_i64x2_shuffle(a, b, 0, 2), wasm_v128_load(row.filter + 2 * i));
}

INLINE v128_t sums_of_4(Row row, int i)
{
    v128_t sum[2];
    for (int k = 0; k < 2; k++, i += 2) {
        const int16_t *filter = row.filter + row.size * i;
        v128_t taps = wasm_v128_load64_lane(filter + row.size, wasm_v128_load64_zero(filter), 1);
        if (row.size < 4)
            taps = wasm_v128_and(taps, wasm_i16x8_const(-1, -1, -1, 0, -1, -1, -1, 0));
        v128_t a = wasm_i64x2_shuffle(samples(row, row.pos[i], 64), samples(row, row.pos[i + 1], 64), 0, 2);
        sum[k] = products(row, a, taps);
    }
    return sum_pairs(sum[0], sum[1]);
}

INLINE v128_t sums_of_8(Row row, int i)
{
    v128_t sum[4], mask = first_lanes(row.size);
    for (int k = 0; k < 4; k++, i++) {
        v128_t taps = wasm_v128_load(row.filter + row.size * i);
        if (row.size < 8)
            taps = wasm_v128_and(taps, mask);
        sum[k] = products(row, samples(row, row.pos[i], 128), taps);
    }
    return sum_pairs(sum_pairs(sum[0], sum[1]), sum_pairs(sum[2], sum[3]));
}

INLINE v128_t sums_of_many(Row row, int i)
{
    v128_t sum[4], mask = wasm_v128_not(first_lanes(-row.size & 7));
    for (int k = 0; k < 4; k++, i++) {
        const int16_t *filter = row.filter + row.size * i;
        int j = row.size - 8;
        sum[k] = products(row, samples(row, row.pos[i] + j, 128), wasm_v128_and(wasm_v128_load(filter + j), mask));
        for (j = 0; j + 8 < row.size; j += 8)
            sum[k] = wasm_i32x4_add(sum[k], products(row, samples(row, row.pos[i] + j, 128), wasm_v128_load(filter + j)));
    }
    return sum_pairs(sum_pairs(sum[0], sum[1]), sum_pairs(sum[2], sum[3]));
}

/* One sum. */
INLINE int sum(Row row, int i)
{
    unsigned sum = 0;
    for (int j = 0; j < row.size; j++)
        sum += sample(row, row.pos[i] + j) * row.filter[row.size * i + j];
    return sum;
}

/*
 * A row, of which a sample has 15 bits or, in lanes of 32, 19. Where the sums read
 * more than what is summed, the last ones are left to C.
 */
INLINE void scale_row(void *dst, int width, Row row, v128_t (*sums)(Row, int), int taps, int shift, int bits)
{
    int limit = row.pos[width - 1] + row.size - taps, end = taps > row.size ? width - 1 : width, i = 0;
    v128_t max = wasm_i32x4_splat((1 << bits) - 1);
    for (; i + 4 <= end && row.pos[i + 3] <= limit; i += 4) {
        v128_t a = wasm_i32x4_min(wasm_i32x4_shr(sums(row, i), shift), max);
        if (bits == 15)
            wasm_v128_store64_lane((int16_t *)dst + i, wasm_i16x8_shuffle(a, a, 0, 2, 4, 6, 0, 2, 4, 6), 0);
        else
            wasm_v128_store((int32_t *)dst + i, a);
    }
    for (; i < width; i++) {
        int a = FFMIN(sum(row, i) >> shift, (1 << bits) - 1);
        if (bits == 15)
            ((int16_t *)dst)[i] = a;
        else
            ((int32_t *)dst)[i] = a;
    }
}

/* With the number of products as a constant where that is common. */
INLINE void scale(void *dst, int width, Row row, int shift, int bits)
{
    if (row.size == 1)
        scale_row(dst, width, row, sums_of_1, 1, shift, bits);
    else if (row.size == 2)
        scale_row(dst, width, row, sums_of_2, 2, shift, bits);
    else if (row.size == 4)
        scale_row(dst, width, row, sums_of_4, 4, shift, bits);
    else if (row.size < 4)
        scale_row(dst, width, row, sums_of_4, 4, shift, bits);
    else if (row.size == 8)
        scale_row(dst, width, row, sums_of_8, 8, shift, bits);
    else if (row.size < 8)
        scale_row(dst, width, row, sums_of_8, 8, shift, bits);
    else
        scale_row(dst, width, row, sums_of_many, row.size, shift, bits);
}

static void hscale8to15(SwsInternal *c, int16_t *dst, int width, const uint8_t *src, const int16_t *filter,
                        const int32_t *pos, int size)
{
    scale(dst, width, (Row){ src, filter, pos, size, 0 }, 7, 15);
}

static void hscale8to19(SwsInternal *c, int16_t *dst, int width, const uint8_t *src, const int16_t *filter,
                        const int32_t *pos, int size)
{
    scale(dst, width, (Row){ src, filter, pos, size, 0 }, 3, 19);
}

/* By how much sums of samples with 16 bits are to be shifted for 15. */
static int wide_shift(const SwsInternal *c)
{
    enum AVPixelFormat format = SRC_FORMAT(c);
    const AVPixFmtDescriptor *desc = av_pix_fmt_desc_get(format);
    int depth = desc->comp[0].depth;
    if (depth < 16 && (isAnyRGB(format) || format == AV_PIX_FMT_PAL8))
        return 13;
    return desc->flags & AV_PIX_FMT_FLAG_FLOAT ? 15 : depth - 1;
}

static void hscale16to15(SwsInternal *c, int16_t *dst, int width, const uint8_t *src, const int16_t *filter,
                         const int32_t *pos, int size)
{
    scale(dst, width, (Row){ src, filter, pos, size, 1 }, wide_shift(c), 15);
}

static void hscale16to19(SwsInternal *c, int16_t *dst, int width, const uint8_t *src, const int16_t *filter,
                         const int32_t *pos, int size)
{
    scale(dst, width, (Row){ src, filter, pos, size, 1 }, wide_shift(c) - 4, 19);
}

void ff_sws_init_hscale_wasm(SwsInternal *c)
{
    int is_deep = c->dstBpc > 14;
    if (c->srcBpc == 8)
        c->hyScale = c->hcScale = is_deep ? hscale8to19 : hscale8to15;
    else
        c->hyScale = c->hcScale = is_deep ? hscale16to19 : hscale16to15;
}
