/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The accurate forward transform of blocks of pixels with 8 bits and of their differences, for
 * WebAssembly: the results of ff_jpeg_fdct_islow_8, which rounds only at the end of each pass.
 */
#include "wasm.h"

void ff_jpeg_fdct_islow_wasm(int16_t *block);

/* The bits after the point of the factors, and those that the first pass adds. */
#define FACTOR_BITS 13
#define PASS_BITS 4

#define PAIR(a, b) wasm_i16x8_const(a, b, a, b, a, b, a, b)

INLINE v128_t round_shift(v128_t a, int bits)
{
    return wasm_i32x4_shr(wasm_i32x4_add(a, wasm_i32x4_splat(1 << (bits - 1))), bits);
}

/* Rows to columns of frequencies: sums of two lanes keep to 16 bits. */
INLINE void first_pass(v128_t row[8])
{
    v128_t sum[4], difference[4];
    for (int i = 0; i < 4; i++) {
        sum[i] = wasm_i16x8_add(row[i], row[7 - i]);
        difference[i] = wasm_i16x8_sub(row[i], row[7 - i]);
    }
    v128_t outer = wasm_i16x8_add(sum[0], sum[3]), inner = wasm_i16x8_add(sum[1], sum[2]);
    row[0] = wasm_i16x8_shl(wasm_i16x8_add(outer, inner), PASS_BITS);
    row[4] = wasm_i16x8_shl(wasm_i16x8_sub(outer, inner), PASS_BITS);

#define SHIFT (FACTOR_BITS - PASS_BITS)
    outer = wasm_i16x8_sub(sum[0], sum[3]);
    inner = wasm_i16x8_sub(sum[1], sum[2]);
    v128_t low = zip_low_i16(outer, inner), high = zip_high_i16(outer, inner);
#define EVEN(a, b)                                                                                \
    wasm_i16x8_narrow_i32x4(round_shift(wasm_i32x4_dot_i16x8(low, PAIR(a, b)), SHIFT),            \
                            round_shift(wasm_i32x4_dot_i16x8(high, PAIR(a, b)), SHIFT))
    row[2] = EVEN(10703, 4433);
    row[6] = EVEN(4433, -10704);

    v128_t low01 = zip_low_i16(difference[0], difference[1]);
    v128_t low23 = zip_low_i16(difference[2], difference[3]);
    v128_t high01 = zip_high_i16(difference[0], difference[1]);
    v128_t high23 = zip_high_i16(difference[2], difference[3]);
#define ODD(a, b, c, d)                                                                           \
    wasm_i16x8_narrow_i32x4(                                                                      \
        round_shift(wasm_i32x4_add(wasm_i32x4_dot_i16x8(low01, PAIR(a, b)),                       \
                                   wasm_i32x4_dot_i16x8(low23, PAIR(c, d))), SHIFT),              \
        round_shift(wasm_i32x4_add(wasm_i32x4_dot_i16x8(high01, PAIR(a, b)),                      \
                                   wasm_i32x4_dot_i16x8(high23, PAIR(c, d))), SHIFT))
    row[1] = ODD(11363, 9633, 6437, 2260);
    row[3] = ODD(9633, -2259, -11362, -6436);
    row[5] = ODD(6437, -11362, 2261, 9633);
    row[7] = ODD(2260, -6436, 9633, -11363);
#undef SHIFT
}

/* Four columns, whose sums need 32 bits: `pair` has each row beside the one it is mirrored by. */
INLINE void second_pass(const v128_t pair[4], v128_t result[8])
{
    v128_t sum[4];
    for (int i = 0; i < 4; i++)
        sum[i] = wasm_i32x4_dot_i16x8(pair[i], PAIR(1, 1));
    v128_t outer = wasm_i32x4_add(sum[0], sum[3]), inner = wasm_i32x4_add(sum[1], sum[2]);
    result[0] = round_shift(wasm_i32x4_add(outer, inner), PASS_BITS);
    result[4] = round_shift(wasm_i32x4_sub(outer, inner), PASS_BITS);

#define SHIFT (FACTOR_BITS + PASS_BITS)
    outer = wasm_i32x4_sub(sum[0], sum[3]);
    inner = wasm_i32x4_sub(sum[1], sum[2]);
    v128_t both = wasm_i32x4_mul(wasm_i32x4_add(outer, inner), wasm_i32x4_const_splat(4433));
    outer = wasm_i32x4_mul(outer, wasm_i32x4_const_splat(6270));
    inner = wasm_i32x4_mul(inner, wasm_i32x4_const_splat(15137));
    result[2] = round_shift(wasm_i32x4_add(both, outer), SHIFT);
    result[6] = round_shift(wasm_i32x4_sub(both, inner), SHIFT);

#undef ODD
#define ODD(a, b, c, d)                                                                           \
    round_shift(wasm_i32x4_add(wasm_i32x4_add(wasm_i32x4_dot_i16x8(pair[0], PAIR(a, -(a))),       \
                                              wasm_i32x4_dot_i16x8(pair[1], PAIR(b, -(b)))),      \
                               wasm_i32x4_add(wasm_i32x4_dot_i16x8(pair[2], PAIR(c, -(c))),       \
                                              wasm_i32x4_dot_i16x8(pair[3], PAIR(d, -(d))))),     \
                SHIFT)
    result[1] = ODD(11363, 9633, 6437, 2260);
    result[3] = ODD(9633, -2259, -11362, -6436);
    result[5] = ODD(6437, -11362, 2261, 9633);
    result[7] = ODD(2260, -6436, 9633, -11363);
}

void ff_jpeg_fdct_islow_wasm(int16_t *block)
{
    v128_t row[8], pair[4], low[8], high[8];
    for (int i = 0; i < 8; i++)
        row[i] = wasm_v128_load(block + 8 * i);
    transpose_i16x8(row);
    first_pass(row);
    transpose_i16x8(row);
    for (int i = 0; i < 4; i++)
        pair[i] = zip_low_i16(row[i], row[7 - i]);
    second_pass(pair, low);
    for (int i = 0; i < 4; i++)
        pair[i] = zip_high_i16(row[i], row[7 - i]);
    second_pass(pair, high);
    for (int i = 0; i < 8; i++)
        wasm_v128_store(block + 8 * i, wasm_i16x8_narrow_i32x4(low[i], high[i]));
}
