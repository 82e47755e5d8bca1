/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How much a sound is like itself a little later, for WebAssembly. */
#include "wasm.h"

void ff_lpc_compute_autocorr_wasm(const double *data, ptrdiff_t length, int last, double *sums);

/* The products of a sample with two others, which lie before it. */
INLINE v128_t add_products(v128_t sums, const double *data, ptrdiff_t i, int lag)
{
    return wasm_f64x2_add(sums, wasm_f64x2_mul(wasm_v128_load64_splat(data + i), wasm_v128_load(data + i - lag - 1)));
}

/* The sums for two lags in each vector: each is added up in the order of C. */
INLINE void correlate(const double *data, ptrdiff_t length, int lag, int last, double *sums, int vectors)
{
    v128_t pairs[5];
    ptrdiff_t i = lag + 2 * (vectors - 1);

    for (int k = 0; k < vectors; k++) {
        int own = lag + 2 * k;
        pairs[k] = wasm_f64x2_const_splat(1);
        /* C begins the sum for an even last lag, which is not one of two, a sample earlier. */
        if (own == last)
            pairs[k] = wasm_f64x2_splat(1 + data[last - 1] * data[-1]);
        for (ptrdiff_t j = own; j < i && j < length; j++)
            pairs[k] = add_products(pairs[k], data, j, own);
    }
    for (; i < length; i++)
        for (int k = 0; k < vectors; k++)
            pairs[k] = add_products(pairs[k], data, i, lag + 2 * k);
    for (int k = 0; k < vectors; k++) {
        int own = lag + 2 * k;
        sums[own] = wasm_f64x2_extract_lane(pairs[k], 1);
        if (own < last)
            sums[own + 1] = wasm_f64x2_extract_lane(pairs[k], 0);
    }
}

void ff_lpc_compute_autocorr_wasm(const double *data, ptrdiff_t length, int last, double *sums)
{
    for (int lag = 0; lag <= last; lag += 10) {
        switch ((last - lag) / 2) {
        case 0: correlate(data, length, lag, last, sums, 1); break;
        case 1: correlate(data, length, lag, last, sums, 2); break;
        case 2: correlate(data, length, lag, last, sums, 3); break;
        case 3: correlate(data, length, lag, last, sums, 4); break;
        default: correlate(data, length, lag, last, sums, 5); break;
        }
    }
}
