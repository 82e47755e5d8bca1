/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sums along columns of samples, for WebAssembly. */
#ifndef VSCALE_WASM_H
#define VSCALE_WASM_H

#include "swscale_wasm.h"

/* Sums for 8 columns. */
typedef struct {
    v128_t low, high;
} Sums;

/* What rows are multiplied with. */
typedef struct {
    const int16_t *taps;
    int size;
} Filter;

/* The sums from column `x` on, added to what is there. Two rows at a time. */
INLINE Sums add_rows(Sums sums, Filter filter, const int16_t **rows, int x)
{
    int j = 0;
    for (; j + 2 <= filter.size; j += 2) {
        v128_t taps = wasm_v128_load32_splat(filter.taps + j);
        v128_t a = wasm_v128_load(rows[j] + x), b = wasm_v128_load(rows[j + 1] + x);
        sums.low = wasm_i32x4_add(sums.low, wasm_i32x4_dot_i16x8(zip_low_i16(a, b), taps));
        sums.high = wasm_i32x4_add(sums.high, wasm_i32x4_dot_i16x8(zip_high_i16(a, b), taps));
    }
    if (j < filter.size) {
        v128_t tap = wasm_v128_load16_splat(filter.taps + j), a = wasm_v128_load(rows[j] + x);
        sums.low = wasm_i32x4_add(sums.low, wasm_i32x4_extmul_low_i16x8(a, tap));
        sums.high = wasm_i32x4_add(sums.high, wasm_i32x4_extmul_high_i16x8(a, tap));
    }
    return sums;
}

#endif
