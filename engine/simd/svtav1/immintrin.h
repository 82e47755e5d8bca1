/* SPDX-License-Identifier: MIT */
/*
 * All intrinsics of x86 that SVT-AV1 has kernels in, for WebAssembly: those that there are
 * headers for, with shorter ways for what these do lane by lane.
 */
#ifndef WASM_IMMINTRIN_H
#define WASM_IMMINTRIN_H

#include <smmintrin.h>

#define WASM_INLINE static inline __attribute__((always_inline))

#define _mm_loadu_si16(p) ((__m128i)wasm_v128_load16_lane((p), wasm_i16x8_const_splat(0), 0))

WASM_INLINE v128_t wasm_distance_u8(v128_t a, v128_t b)
{
    return wasm_v128_or(wasm_u8x16_sub_sat(a, b), wasm_u8x16_sub_sat(b, a));
}

/* Eight sums of four distances each: of the bytes of `a` from each on, and four of `b`. */
WASM_INLINE __m128i wasm_mpsadbw(v128_t a, v128_t first, v128_t second)
{
    v128_t next = wasm_i8x16_shuffle(a, a, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 0);
    v128_t low = wasm_i8x16_shuffle(a, next, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
    v128_t high = wasm_i8x16_shuffle(a, next, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
    high = wasm_i16x8_shuffle(low, high, 2, 3, 4, 5, 6, 7, 8, 9);
    return (__m128i)wasm_i16x8_add(wasm_u16x8_extadd_pairwise_u8x16(wasm_distance_u8(low, first)),
                                   wasm_u16x8_extadd_pairwise_u8x16(wasm_distance_u8(high, second)));
}

#undef _mm_mpsadbw_epu8
#define _mm_mpsadbw_epu8(a, b, imm)                                                               \
    wasm_mpsadbw((imm) & 4 ? wasm_i8x16_shuffle((a), (a), 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14,   \
                                                15, 0, 1, 2, 3)                                   \
                           : (v128_t)(a),                                                         \
                 wasm_i16x8_splat(wasm_i16x8_extract_lane((b), 2 * ((imm) & 3))),                 \
                 wasm_i16x8_splat(wasm_i16x8_extract_lane((b), 2 * ((imm) & 3) + 1)))

/* The smallest lane, and which it is. */
WASM_INLINE __m128i wasm_minpos(v128_t a)
{
    v128_t least = wasm_u16x8_min(a, wasm_i32x4_shuffle(a, a, 2, 3, 0, 1));
    least = wasm_u16x8_min(least, wasm_i32x4_shuffle(least, least, 1, 0, 3, 2));
    least = wasm_u16x8_min(least, wasm_v128_or(wasm_i32x4_shl(least, 16), wasm_u32x4_shr(least, 16)));
    uint32_t place = __builtin_ctz(wasm_i16x8_bitmask(wasm_i16x8_eq(a, least)));
    return (__m128i)wasm_i32x4_make(wasm_u16x8_extract_lane(least, 0) | place << 16, 0, 0, 0);
}

#undef _mm_minpos_epu16
#define _mm_minpos_epu16(a) wasm_minpos((v128_t)(a))

/* Sums of eight distances each. */
WASM_INLINE __m128i wasm_sad(v128_t a, v128_t b)
{
    v128_t sum = wasm_u32x4_extadd_pairwise_u16x8(wasm_u16x8_extadd_pairwise_u8x16(wasm_distance_u8(a, b)));
    return (__m128i)wasm_u64x2_shr(wasm_i32x4_add(sum, wasm_i64x2_shl(sum, 32)), 32);
}

#undef _mm_sad_epu8
#define _mm_sad_epu8(a, b) wasm_sad((v128_t)(a), (v128_t)(b))

#endif
