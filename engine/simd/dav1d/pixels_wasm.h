/* SPDX-License-Identifier: MIT */
/* Pixels of dav1d as lanes of 16 bits, whatever their depth. */
#ifndef DAV1D_SRC_WASM_PIXELS_H
#define DAV1D_SRC_WASM_PIXELS_H

#include <wasm_simd128.h>

#include "common/bitdepth.h"

#define FORCE_INLINE static inline __attribute__((always_inline))

/* Eight pixels, or 4 or 2 of which the other lanes are 0. */
FORCE_INLINE v128_t load_pixels(const pixel *src, int count)
{
#if BITDEPTH == 8
    if (count == 8)
        return wasm_u16x8_load8x8(src);
    if (count == 4)
        return wasm_u16x8_extend_low_u8x16(wasm_v128_load32_zero(src));
    return wasm_u16x8_extend_low_u8x16(wasm_v128_load16_lane(src, wasm_i16x8_const_splat(0), 0));
#else
    if (count == 8)
        return wasm_v128_load(src);
    return count == 4 ? wasm_v128_load64_zero(src) : wasm_v128_load32_zero(src);
#endif
}

/* Eight pixels, or the first 4 or 2, brought back to the range up to `most`. */
FORCE_INLINE void store_pixels(pixel *dst, v128_t pixels, int count, int most)
{
#if BITDEPTH == 8
    pixels = wasm_u8x16_narrow_i16x8(pixels, pixels);
    if (count == 8)
        wasm_v128_store64_lane(dst, pixels, 0);
    else if (count == 4)
        wasm_v128_store32_lane(dst, pixels, 0);
    else
        wasm_v128_store16_lane(dst, pixels, 0);
#else
    pixels = wasm_i16x8_min(wasm_i16x8_max(pixels, wasm_i16x8_const_splat(0)), wasm_i16x8_splat(most));
    if (count == 8)
        wasm_v128_store(dst, pixels);
    else if (count == 4)
        wasm_v128_store64_lane(dst, pixels, 0);
    else
        wasm_v128_store32_lane(dst, pixels, 0);
#endif
}

#define LOW16(a, b) wasm_i16x8_shuffle(a, b, 0, 8, 1, 9, 2, 10, 3, 11)
#define HIGH16(a, b) wasm_i16x8_shuffle(a, b, 4, 12, 5, 13, 6, 14, 7, 15)

/* Eight rows become eight columns. */
FORCE_INLINE void transpose8(v128_t *to, const v128_t *row)
{
    v128_t a[8], b[8];
#pragma clang loop unroll(full)
    for (int i = 0; i < 4; i++) {
        a[2 * i] = LOW16(row[i], row[i + 4]);
        a[2 * i + 1] = HIGH16(row[i], row[i + 4]);
    }
#pragma clang loop unroll(full)
    for (int i = 0; i < 4; i++) {
        b[2 * i] = LOW16(a[i], a[i + 4]);
        b[2 * i + 1] = HIGH16(a[i], a[i + 4]);
    }
#pragma clang loop unroll(full)
    for (int i = 0; i < 4; i++) {
        to[2 * i] = LOW16(b[i], b[i + 4]);
        to[2 * i + 1] = HIGH16(b[i], b[i + 4]);
    }
}

#endif
