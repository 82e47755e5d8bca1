/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What kernels for WebAssembly share, also those for other libraries of FFmpeg. */
#ifndef AVCODEC_MIPS_WASM_H
#define AVCODEC_MIPS_WASM_H

#include <stddef.h>
#include <stdint.h>
#include <wasm_simd128.h>

#define INLINE static inline __attribute__((always_inline))

/* The sum of all lanes. */
INLINE int sum_i32(v128_t a)
{
    a = wasm_i32x4_add(a, wasm_i32x4_shuffle(a, a, 2, 3, 0, 1));
    return wasm_i32x4_extract_lane(a, 0) + wasm_i32x4_extract_lane(a, 1);
}

INLINE int sum_u16(v128_t a)
{
    return sum_i32(wasm_u32x4_extadd_pairwise_u16x8(a));
}

/* Eight pixels, as lanes of 16 bits. */
INLINE v128_t load_u8x8(const uint8_t *p)
{
    return wasm_u16x8_load8x8(p);
}

INLINE v128_t absdiff_u8(v128_t a, v128_t b)
{
    return wasm_v128_or(wasm_u8x16_sub_sat(a, b), wasm_u8x16_sub_sat(b, a));
}

/* The lanes of two vectors in turns, from their low and from their high halves. */
INLINE v128_t zip_low_i16(v128_t a, v128_t b)
{
    return wasm_i16x8_shuffle(a, b, 0, 8, 1, 9, 2, 10, 3, 11);
}

INLINE v128_t zip_high_i16(v128_t a, v128_t b)
{
    return wasm_i16x8_shuffle(a, b, 4, 12, 5, 13, 6, 14, 7, 15);
}

INLINE void transpose_i32x4(v128_t a[4])
{
    v128_t b0 = wasm_i32x4_shuffle(a[0], a[1], 0, 4, 1, 5), b1 = wasm_i32x4_shuffle(a[2], a[3], 0, 4, 1, 5);
    v128_t b2 = wasm_i32x4_shuffle(a[0], a[1], 2, 6, 3, 7), b3 = wasm_i32x4_shuffle(a[2], a[3], 2, 6, 3, 7);
    a[0] = wasm_i64x2_shuffle(b0, b1, 0, 2);
    a[1] = wasm_i64x2_shuffle(b0, b1, 1, 3);
    a[2] = wasm_i64x2_shuffle(b2, b3, 0, 2);
    a[3] = wasm_i64x2_shuffle(b2, b3, 1, 3);
}

INLINE void transpose_i16x8(v128_t row[8])
{
    v128_t a[8];
    for (int round = 0; round < 3; round++) {
        for (int i = 0; i < 4; i++) {
            a[2 * i] = zip_low_i16(row[i], row[i + 4]);
            a[2 * i + 1] = zip_high_i16(row[i], row[i + 4]);
        }
        for (int i = 0; i < 8; i++)
            row[i] = a[i];
    }
}

#endif
