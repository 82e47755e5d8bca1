/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Steps of the decoders and encoders of the MPEG family, for WebAssembly. */
#include "libavutil/cpu.h"
#include "wasm.h"

int ff_unquantize_wasm(int16_t *block, int first, int last, int factor, int offset);

/*
 * Restores the coefficients numbered from `first` to `last` the way of H.263, each but zeros as far
 * from zero as it was quantised. Returns 0 and does nothing where kernels are off.
 */
int ff_unquantize_wasm(int16_t *block, int first, int last, int factor, int offset)
{
    if (!(av_get_cpu_flags() & AV_CPU_FLAG_MSA))
        return 0;
    v128_t zero = wasm_i16x8_const_splat(0), limit = wasm_i16x8_splat(last);
    v128_t place = wasm_i16x8_const(0, 1, 2, 3, 4, 5, 6, 7);
    int16_t dc = block[0];
    for (int i = 0; i <= last; i += 8) {
        v128_t level = wasm_v128_load(block + i), sign = wasm_i16x8_shr(level, 15);
        v128_t away = wasm_i16x8_sub(wasm_v128_xor(wasm_i16x8_splat(offset), sign), sign);
        v128_t restored = wasm_i16x8_add(wasm_i16x8_mul(level, wasm_i16x8_splat(factor)), away);
        v128_t stays = wasm_v128_or(wasm_i16x8_eq(level, zero), wasm_i16x8_gt(place, limit));
        wasm_v128_store(block + i, wasm_v128_bitselect(level, restored, stays));
        place = wasm_i16x8_add(place, wasm_i16x8_const_splat(8));
    }
    if (first > 0)
        block[0] = dc;
    return 1;
}
