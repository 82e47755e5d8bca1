/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The inverse transform of the MPEG family and of JPEG with 8 bits, for WebAssembly: the results of simple_idct. */
#include "wasm.h"

void ff_simple_idct_wasm(int16_t *block);
void ff_simple_idct_put_wasm(uint8_t *dest, ptrdiff_t stride, int16_t *block);
void ff_simple_idct_add_wasm(uint8_t *dest, ptrdiff_t stride, int16_t *block);

/* cos(i * pi / 16) * sqrt(2) * 2^14; the fourth is one less than that. */
#define W1 22725
#define W2 21407
#define W3 19266
#define W4 16383
#define W5 12873
#define W6 8867
#define W7 4520

#define ROW_BITS 11
#define COLUMN_BITS 20

#define DOT(pair, a, b) wasm_i32x4_dot_i16x8(pair, wasm_i16x8_const(a, b, a, b, a, b, a, b))

/* One dimension of four lanes. `pair` has frequencies 0 and 4, 2 and 6, 1 and 3, 5 and 7. */
INLINE void transform(const v128_t pair[4], v128_t rounding, int is_sparse, v128_t result[8])
{
    v128_t even[4], odd[4];
    v128_t sum = wasm_i32x4_add(DOT(pair[0], W4, W4), rounding);
    v128_t difference = is_sparse ? sum : wasm_i32x4_add(DOT(pair[0], W4, -W4), rounding);
    even[0] = wasm_i32x4_add(sum, DOT(pair[1], W2, W6));
    even[1] = wasm_i32x4_add(difference, DOT(pair[1], W6, -W2));
    even[2] = wasm_i32x4_add(difference, DOT(pair[1], -W6, W2));
    even[3] = wasm_i32x4_add(sum, DOT(pair[1], -W2, -W6));
    odd[0] = DOT(pair[2], W1, W3);
    odd[1] = DOT(pair[2], W3, -W7);
    odd[2] = DOT(pair[2], W5, -W1);
    odd[3] = DOT(pair[2], W7, -W5);
    if (!is_sparse) {
        odd[0] = wasm_i32x4_add(odd[0], DOT(pair[3], W5, W7));
        odd[1] = wasm_i32x4_add(odd[1], DOT(pair[3], -W1, -W5));
        odd[2] = wasm_i32x4_add(odd[2], DOT(pair[3], W7, W3));
        odd[3] = wasm_i32x4_add(odd[3], DOT(pair[3], W3, -W1));
    }
    for (int i = 0; i < 4; i++) {
        result[i] = wasm_i32x4_add(even[i], odd[i]);
        result[7 - i] = wasm_i32x4_sub(even[i], odd[i]);
    }
}

INLINE void pair_low(const v128_t a[8], v128_t pair[4])
{
    pair[0] = zip_low_i16(a[0], a[4]);
    pair[1] = zip_low_i16(a[2], a[6]);
    pair[2] = zip_low_i16(a[1], a[3]);
    pair[3] = zip_low_i16(a[5], a[7]);
}

INLINE void pair_high(const v128_t a[8], v128_t pair[4])
{
    pair[0] = zip_high_i16(a[0], a[4]);
    pair[1] = zip_high_i16(a[2], a[6]);
    pair[2] = zip_high_i16(a[1], a[3]);
    pair[3] = zip_high_i16(a[5], a[7]);
}

/* Shifts right, and keeps the low 16 bits, with their sign. */
INLINE v128_t shift_row(v128_t a)
{
    return wasm_i32x4_shr(wasm_i32x4_shl(a, 16 - ROW_BITS), 16);
}

INLINE void transform_block(v128_t a[8], int is_sparse)
{
    v128_t pair[4], low[8], high[8];
    /* What has but a first value is that value everywhere, without the loss of a product. */
    transpose_i16x8(a);
    v128_t others = wasm_i16x8_const_splat(0);
    for (int i = 1; i < 8; i++)
        others = wasm_v128_or(others, a[i]);
    v128_t is_flat = wasm_i16x8_eq(others, wasm_i16x8_const_splat(0));
    v128_t flat = wasm_i16x8_shl(a[0], 3);
    v128_t rounding = wasm_i32x4_const_splat(1 << (ROW_BITS - 1));
    pair_low(a, pair);
    transform(pair, rounding, 0, low);
    if (!is_sparse) {
        pair_high(a, pair);
        transform(pair, rounding, 0, high);
    }
    for (int i = 0; i < 8; i++) {
        v128_t row = shift_row(low[i]);
        row = wasm_i16x8_narrow_i32x4(row, is_sparse ? wasm_i32x4_const_splat(0) : shift_row(high[i]));
        a[i] = wasm_v128_bitselect(flat, row, is_flat);
    }
    transpose_i16x8(a);
    rounding = wasm_i32x4_const_splat(W4 * ((1 << (COLUMN_BITS - 1)) / W4));
    pair_low(a, pair);
    transform(pair, rounding, is_sparse, low);
    pair_high(a, pair);
    transform(pair, rounding, is_sparse, high);
    for (int i = 0; i < 8; i++)
        a[i] = wasm_i16x8_narrow_i32x4(wasm_i32x4_shr(low[i], COLUMN_BITS),
                                       wasm_i32x4_shr(high[i], COLUMN_BITS));
}

INLINE void load_and_transform(const int16_t *block, v128_t a[8])
{
    for (int i = 0; i < 8; i++)
        a[i] = wasm_v128_load(block + 8 * i);
    v128_t lower = wasm_v128_or(wasm_v128_or(a[4], a[5]), wasm_v128_or(a[6], a[7]));
    if (wasm_v128_any_true(lower))
        transform_block(a, 0);
    else
        transform_block(a, 1);
}

void ff_simple_idct_wasm(int16_t *block)
{
    v128_t a[8];
    load_and_transform(block, a);
    for (int i = 0; i < 8; i++)
        wasm_v128_store(block + 8 * i, a[i]);
}

void ff_simple_idct_put_wasm(uint8_t *dest, ptrdiff_t stride, int16_t *block)
{
    v128_t a[8];
    load_and_transform(block, a);
    for (int i = 0; i < 8; i++)
        wasm_v128_store64_lane(dest + i * stride, wasm_u8x16_narrow_i16x8(a[i], a[i]), 0);
}

void ff_simple_idct_add_wasm(uint8_t *dest, ptrdiff_t stride, int16_t *block)
{
    v128_t a[8];
    load_and_transform(block, a);
    for (int i = 0; i < 8; i++) {
        v128_t pixels = wasm_i16x8_add(load_u8x8(dest + i * stride), a[i]);
        wasm_v128_store64_lane(dest + i * stride, wasm_u8x16_narrow_i16x8(pixels, pixels), 0);
    }
}
