/* SPDX-License-Identifier: MIT */
/* dav1d's decoding of symbols, for WebAssembly: all that a symbol may be is tried at once. */
#include <wasm_simd128.h>

static inline __attribute__((always_inline)) unsigned decode_adapt(MsacContext *s, uint16_t *cdf, size_t n_symbols,
                                                                   int lanes)
{
    v128_t old = lanes == 8 ? wasm_v128_load(cdf) : wasm_v128_load64_zero(cdf);
    const unsigned c = s->dif >> (EC_WIN_SIZE - 16), r = s->rng >> 8;
    /* Half of the product with 9 bits, which is that with 8 and half of the last one. */
    v128_t is_odd = wasm_i16x8_shr(wasm_i16x8_shl(old, 15 - EC_PROB_SHIFT), 15);
    v128_t v = wasm_i16x8_mul(wasm_u16x8_shr(old, EC_PROB_SHIFT + 1), wasm_i16x8_splat(r));
    v = wasm_i16x8_add(v, wasm_v128_and(is_odd, wasm_i16x8_splat(r >> 1)));
    v = wasm_i16x8_add(v, wasm_i16x8_sub(wasm_i16x8_splat(EC_MIN_PROB * n_symbols),
                                         wasm_i16x8_const(0, EC_MIN_PROB, 2 * EC_MIN_PROB, 3 * EC_MIN_PROB,
                                                          4 * EC_MIN_PROB, 5 * EC_MIN_PROB, 6 * EC_MIN_PROB,
                                                          7 * EC_MIN_PROB)));
    v128_t is_reached = wasm_i16x8_eq(wasm_u16x8_sub_sat(v, wasm_i16x8_splat(c)), wasm_i16x8_const_splat(0));
    const unsigned val = __builtin_ctz(wasm_i16x8_bitmask(is_reached));
    /* The range before the first is all of it. */
    uint16_t range[9];
    range[0] = s->rng;
    wasm_v128_store(range + 1, v);
    const unsigned low = range[val + 1];
    ctx_norm(s, s->dif - ((ec_win)low << (EC_WIN_SIZE - 16)), range[val] - low);
    if (s->allow_update_cdf) {
        const unsigned count = cdf[n_symbols];
        const unsigned rate = 4 + (count >> 4) + (n_symbols > 2);
        v128_t up = wasm_u16x8_shr(wasm_i16x8_sub(wasm_i16x8_const_splat((short)0x8000), old), rate);
        v128_t changed = wasm_v128_bitselect(wasm_i16x8_sub(old, wasm_u16x8_shr(old, rate)),
                                             wasm_i16x8_add(old, up), is_reached);
        /* What lies behind the count is nothing but room for vectors. */
        if (lanes == 8)
            wasm_v128_store(cdf, changed);
        else
            wasm_v128_store64_lane(cdf, changed, 0);
        cdf[n_symbols] = count + (count < 32);
    }
    return val;
}

unsigned dav1d_msac_decode_symbol_adapt4_wasm(MsacContext *s, uint16_t *cdf, size_t n_symbols)
{
    return decode_adapt(s, cdf, n_symbols, 4);
}

unsigned dav1d_msac_decode_symbol_adapt8_wasm(MsacContext *s, uint16_t *cdf, size_t n_symbols)
{
    return decode_adapt(s, cdf, n_symbols, 8);
}
