/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the prediction of FLAC leaves over, for WebAssembly. */
#include "wasm.h"

void ff_flac_lpc_encode_16_wasm(int32_t *rest, const int32_t *samples, int count, int order, const int32_t *factors, int shift);
void ff_flac_lpc_encode_32_wasm(int32_t *rest, const int32_t *samples, int count, int order, const int32_t *factors, int shift);

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

/* What remains of a sample, with a prediction that may not fit into 32 bits. */
INLINE int32_t subtract(int32_t sample, int64_t prediction)
{
    prediction = prediction < INT32_MIN ? INT32_MIN : prediction > INT32_MAX ? INT32_MAX : prediction;
    return sample - (uint32_t)prediction;
}

INLINE void predict_wide(int32_t *rest, const int32_t *samples, int order, const int32_t *factors, int shift, int vectors)
{
    v128_t low[4], high[4];

    for (int i = 0; i < vectors; i++)
        low[i] = high[i] = wasm_i64x2_const_splat(0);
    for (int j = 0; j < order; j++) {
        v128_t factor = wasm_v128_load32_splat(factors + j);
        for (int i = 0; i < vectors; i++) {
            v128_t a = wasm_v128_load(samples + 4 * i - j - 1);
            low[i] = wasm_i64x2_add(low[i], wasm_i64x2_extmul_low_i32x4(factor, a));
            high[i] = wasm_i64x2_add(high[i], wasm_i64x2_extmul_high_i32x4(factor, a));
        }
    }
    for (int i = 0; i < vectors; i++, rest += 4, samples += 4) {
        rest[0] = subtract(samples[0], wasm_i64x2_extract_lane(low[i], 0) >> shift);
        rest[1] = subtract(samples[1], wasm_i64x2_extract_lane(low[i], 1) >> shift);
        rest[2] = subtract(samples[2], wasm_i64x2_extract_lane(high[i], 0) >> shift);
        rest[3] = subtract(samples[3], wasm_i64x2_extract_lane(high[i], 1) >> shift);
    }
}

void ff_flac_lpc_encode_32_wasm(int32_t *rest, const int32_t *samples, int count, int order, const int32_t *factors, int shift)
{
    int i = 0;

    for (; i < order; i++)
        rest[i] = samples[i];
    for (; i + 16 <= count; i += 16)
        predict_wide(rest + i, samples + i, order, factors, shift, 4);
    for (; i + 4 <= count; i += 4)
        predict_wide(rest + i, samples + i, order, factors, shift, 1);
    for (; i < count; i++) {
        int64_t sum = 0;
        for (int j = 0; j < order; j++)
            sum += (int64_t)factors[j] * samples[i - j - 1];
        rest[i] = subtract(samples[i], sum >> shift);
    }
}
