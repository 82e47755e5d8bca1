/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The prediction of FLAC, for WebAssembly. */
#include "wasm.h"

void ff_flac_lpc_16_wasm(int32_t *samples, const int factors[32], int order, int shift, int count);
void ff_flac_lpc_32_wasm(int32_t *samples, const int factors[32], int order, int shift, int count);

/* The low and the high two of four products, added up. */
INLINE v128_t add_products(v128_t sum, v128_t a, v128_t b)
{
    return wasm_i64x2_add(sum, wasm_i64x2_add(wasm_i64x2_extmul_low_i32x4(a, b),
                                              wasm_i64x2_extmul_high_i32x4(a, b)));
}

/*
 * Adds to each sample what those before it predict, in 64 bits or in the low 32 of them. The last
 * three of them are multiplied on their own, for the next sample has to wait for them; those before
 * are kept in `vectors` vectors.
 */
INLINE void restore(int32_t *samples, const int *factors, int order, int shift, int count, int vectors, int is_wide)
{
    int32_t padded[32] = { 0 }, before[32] = { 0 }, last_factors[3] = { 0 }, last[3] = { 0 };
    v128_t factor[8], past[8];

    for (int i = 0; i < 3 && i < order; i++) {
        last_factors[i] = factors[order - 1 - i];
        last[i] = samples[order - 1 - i];
    }
    for (int i = 0; i < order - 3; i++) {
        padded[4 * vectors - (order - 3) + i] = factors[i];
        before[4 * vectors - (order - 3) + i] = samples[i];
    }
    for (int i = 0; i < vectors; i++) {
        factor[i] = wasm_v128_load(padded + 4 * i);
        past[i] = wasm_v128_load(before + 4 * i);
    }
    for (int i = order; i < count; i++) {
        v128_t sums = wasm_i64x2_const_splat(0);
        for (int j = 0; j < vectors; j++)
            sums = is_wide ? add_products(sums, factor[j], past[j])
                           : wasm_i32x4_add(sums, wasm_i32x4_mul(factor[j], past[j]));
        for (int j = 0; j + 1 < vectors; j++)
            past[j] = wasm_i32x4_shuffle(past[j], past[j + 1], 1, 2, 3, 4);
        if (vectors > 0)
            past[vectors - 1] = wasm_i32x4_shuffle(past[vectors - 1], wasm_i32x4_splat(last[2]), 1, 2, 3, 4);
        uint64_t sum = is_wide ? wasm_i64x2_extract_lane(sums, 0) + wasm_i64x2_extract_lane(sums, 1) : sum_i32(sums);
        for (int j = 2; j >= 0; j--)
            sum += (int64_t)last_factors[j] * last[j];
        last[2] = last[1];
        last[1] = last[0];
        last[0] = (uint32_t)samples[i] + (uint32_t)((is_wide ? (int64_t)sum : (int32_t)sum) >> shift);
        samples[i] = last[0];
    }
}

INLINE void restore_all(int32_t *samples, const int *factors, int order, int shift, int count, int is_wide)
{
    switch (order / 4) {
    case 0: restore(samples, factors, order, shift, count, 0, is_wide); break;
    case 1: restore(samples, factors, order, shift, count, 1, is_wide); break;
    case 2: restore(samples, factors, order, shift, count, 2, is_wide); break;
    case 3: restore(samples, factors, order, shift, count, 3, is_wide); break;
    case 4: restore(samples, factors, order, shift, count, 4, is_wide); break;
    case 5: restore(samples, factors, order, shift, count, 5, is_wide); break;
    case 6: restore(samples, factors, order, shift, count, 6, is_wide); break;
    case 7: restore(samples, factors, order, shift, count, 7, is_wide); break;
    case 8: restore(samples, factors, order, shift, count, 8, is_wide); break;
    }
}

void ff_flac_lpc_16_wasm(int32_t *samples, const int factors[32], int order, int shift, int count)
{
    restore_all(samples, factors, order, shift, count, 0);
}

void ff_flac_lpc_32_wasm(int32_t *samples, const int factors[32], int order, int shift, int count)
{
    restore_all(samples, factors, order, shift, count, 1);
}
