/* SPDX-License-Identifier: MIT */
/* What the kernels for libvpx share: rows of pixels, and sums of lanes. */
#ifndef AFMPEG_VPX_PIXELS_WASM_H
#define AFMPEG_VPX_PIXELS_WASM_H

#include <stdint.h>
#include <wasm_simd128.h>

#define FORCE_INLINE static inline __attribute__((always_inline, unused))

/* Rows of 16 pixels or more, 8 or 4 that fill a vector: 1, 2 or 4 of them. */
FORCE_INLINE v128_t load_rows(const uint8_t *p, int stride, int width)
{
    if (width >= 16)
        return wasm_v128_load(p);
    if (width == 8)
        return wasm_v128_load64_lane(p + stride, wasm_v128_load64_zero(p), 1);
    v128_t rows = wasm_v128_load32_zero(p);
    rows = wasm_v128_load32_lane(p + stride, rows, 1);
    rows = wasm_v128_load32_lane(p + 2 * stride, rows, 2);
    return wasm_v128_load32_lane(p + 3 * stride, rows, 3);
}

/* How many rows a vector has. */
FORCE_INLINE int rows_of(int width) { return width >= 16 ? 1 : 16 / width; }

FORCE_INLINE uint32_t sum_u16(v128_t sum)
{
    sum = wasm_u32x4_extadd_pairwise_u16x8(sum);
    sum = wasm_i32x4_add(sum, wasm_i32x4_shuffle(sum, sum, 2, 3, 0, 1));
    return wasm_i32x4_extract_lane(sum, 0) + wasm_i32x4_extract_lane(sum, 1);
}

FORCE_INLINE int32_t sum_i32(v128_t sum)
{
    sum = wasm_i32x4_add(sum, wasm_i32x4_shuffle(sum, sum, 2, 3, 0, 1));
    return wasm_i32x4_extract_lane(sum, 0) + wasm_i32x4_extract_lane(sum, 1);
}

/* All sizes of blocks of VP9. */
#define FOR_ALL_SIZES(make)                                                    \
    make(64, 64) make(64, 32) make(32, 64) make(32, 32) make(32, 16)           \
    make(16, 32) make(16, 16) make(16, 8) make(8, 16) make(8, 8) make(8, 4)    \
    make(4, 8) make(4, 4)

#endif
