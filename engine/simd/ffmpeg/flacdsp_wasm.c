/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The prediction of FLAC, for WebAssembly. */
#include "wasm.h"

void ff_flac_lpc_32_wasm(int32_t *samples, const int factors[32], int order, int shift, int count);

/* The low and the high two of four products, added up. */
INLINE v128_t add_products(v128_t sum, v128_t a, v128_t b)
{
    return wasm_i64x2_add(sum, wasm_i64x2_add(wasm_i64x2_extmul_low_i32x4(a, b),
                                              wasm_i64x2_extmul_high_i32x4(a, b)));
}

/*
 * Adds to each sample what those before it predict. The last of them is multiplied on its own, for
 * that is what the next sample has to wait for; those before it are kept in `vectors` vectors.
 */
INLINE void restore(int32_t *samples, const int *factors, int order, int shift, int count, int vectors)
{
    int32_t padded[32] = { 0 }, before[32] = { 0 };
    v128_t factor[8], past[8];

    for (int i = 0; i < order - 1; i++) {
        padded[4 * vectors - (order - 1) + i] = factors[i];
        before[4 * vectors - (order - 1) + i] = samples[i];
    }
    for (int i = 0; i < vectors; i++) {
        factor[i] = wasm_v128_load(padded + 4 * i);
        past[i] = wasm_v128_load(before + 4 * i);
    }
    int64_t last_factor = factors[order - 1];
    int32_t last = samples[order - 1];
    for (int i = order; i < count; i++) {
        v128_t sums = wasm_i64x2_const_splat(0);
        for (int j = 0; j < vectors; j++)
            sums = add_products(sums, factor[j], past[j]);
        for (int j = 0; j + 1 < vectors; j++)
            past[j] = wasm_i32x4_shuffle(past[j], past[j + 1], 1, 2, 3, 4);
        past[vectors - 1] = wasm_i32x4_shuffle(past[vectors - 1], wasm_i32x4_splat(last), 1, 2, 3, 4);
        int64_t sum = wasm_i64x2_extract_lane(sums, 0) + wasm_i64x2_extract_lane(sums, 1);
        samples[i] = last = (uint32_t)samples[i] + (uint32_t)((sum + last_factor * last) >> shift);
    }
}

void ff_flac_lpc_32_wasm(int32_t *samples, const int factors[32], int order, int shift, int count)
{
    switch ((order + 2) / 4) {
    case 0:
    case 1: restore(samples, factors, order, shift, count, 1); break;
    case 2: restore(samples, factors, order, shift, count, 2); break;
    case 3: restore(samples, factors, order, shift, count, 3); break;
    case 4: restore(samples, factors, order, shift, count, 4); break;
    case 5: restore(samples, factors, order, shift, count, 5); break;
    case 6: restore(samples, factors, order, shift, count, 6); break;
    case 7: restore(samples, factors, order, shift, count, 7); break;
    case 8: restore(samples, factors, order, shift, count, 8); break;
    }
}
