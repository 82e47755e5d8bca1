/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the prediction of FLAC leaves over, for WebAssembly. */
#include "wasm.h"

void ff_flac_lpc_encode_16_wasm(int32_t *rest, const int32_t *samples, int count, int order, const int32_t *factors, int shift);

INLINE void predict(int32_t *rest, const int32_t *samples, int order, const int32_t *factors, int shift, int vectors)
{
    v128_t sums[4];

    for (int i = 0; i < vectors; i++)
        sums[i] = wasm_i32x4_const_splat(0);
    for (int j = 0; j < order; j++) {
        v128_t factor = wasm_v128_load32_splat(factors + j);
        for (int i = 0; i < vectors; i++)
            sums[i] = wasm_i32x4_add(sums[i], wasm_i32x4_mul(factor, wasm_v128_load(samples + 4 * i - j - 1)));
    }
    for (int i = 0; i < vectors; i++)
        wasm_v128_store(rest + 4 * i, wasm_i32x4_sub(wasm_v128_load(samples + 4 * i), wasm_i32x4_shr(sums[i], shift)));
}

void ff_flac_lpc_encode_16_wasm(int32_t *rest, const int32_t *samples, int count, int order, const int32_t *factors, int shift)
{
    int i = 0;

    for (; i < order; i++)
        rest[i] = samples[i];
    for (; i + 16 <= count; i += 16)
        predict(rest + i, samples + i, order, factors, shift, 4);
    for (; i + 4 <= count; i += 4)
        predict(rest + i, samples + i, order, factors, shift, 1);
    for (; i < count; i++) {
        uint32_t sum = 0;
        for (int j = 0; j < order; j++)
            sum += (uint32_t)factors[j] * samples[i - j - 1];
        rest[i] = samples[i] - (uint32_t)((int32_t)sum >> shift);
    }
}
