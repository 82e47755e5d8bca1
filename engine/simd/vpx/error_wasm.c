/* SPDX-License-Identifier: MIT */
/* How far coefficients are from what was quantised, for libvpx, for WebAssembly. */
#include "./vp9_rtcd.h"
#include "vpx_dsp/wasm/pixels_wasm.h"

/* Squares of 32 bits, as in C. */
FORCE_INLINE v128_t add_squares(v128_t sum, v128_t a)
{
    v128_t squares = wasm_i32x4_mul(a, a);
    sum = wasm_i64x2_add(sum, wasm_i64x2_extend_low_i32x4(squares));
    return wasm_i64x2_add(sum, wasm_i64x2_extend_high_i32x4(squares));
}

FORCE_INLINE int64_t sum_i64(v128_t sum)
{
    return wasm_i64x2_extract_lane(sum, 0) + wasm_i64x2_extract_lane(sum, 1);
}

int64_t vp9_block_error_wasm(const tran_low_t *coeff, const tran_low_t *dqcoeff, intptr_t block_size, int64_t *ssz)
{
    v128_t error = wasm_i64x2_const_splat(0), size = error;
    for (intptr_t i = 0; i < block_size; i += 4) {
        v128_t exact = wasm_v128_load(coeff + i);
        error = add_squares(error, wasm_i32x4_sub(exact, wasm_v128_load(dqcoeff + i)));
        size = add_squares(size, exact);
    }
    *ssz = sum_i64(size);
    return sum_i64(error);
}

int64_t vp9_block_error_fp_wasm(const tran_low_t *coeff, const tran_low_t *dqcoeff, int block_size)
{
    v128_t error = wasm_i64x2_const_splat(0);
    for (int i = 0; i < block_size; i += 4)
        error = add_squares(error, wasm_i32x4_sub(wasm_v128_load(coeff + i), wasm_v128_load(dqcoeff + i)));
    return sum_i64(error);
}
