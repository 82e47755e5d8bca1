/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Kernels of x265 for WebAssembly: what they share, and how they are hooked in. */
#ifndef X265_WASM_H
#define X265_WASM_H

#include "common.h"
#include "primitives.h"
#include <wasm_simd128.h>

#define INLINE static inline __attribute__((always_inline))
#define NOINLINE __attribute__((noinline))
#define INLINE_METHOD inline __attribute__((always_inline))

namespace X265_NS {

void setupPixelPrimitives_wasm(EncoderPrimitives& p);
void setupFilterPrimitives_wasm(EncoderPrimitives& p);
void setupDCTPrimitives_wasm(EncoderPrimitives& p);
void setupIntraPrimitives_wasm(EncoderPrimitives& p);
void setupLoopFilterPrimitives_wasm(EncoderPrimitives& p);

/* The sizes of blocks that are predicted. */
#define FOR_LUMA_SIZES(f) \
    f(4, 4) f(8, 8) f(16, 16) f(32, 32) f(64, 64) f(4, 8) f(8, 4) f(16, 8) f(8, 16) \
    f(16, 12) f(12, 16) f(16, 4) f(4, 16) f(32, 16) f(16, 32) f(32, 24) f(24, 32) \
    f(32, 8) f(8, 32) f(64, 32) f(32, 64) f(64, 48) f(48, 64) f(64, 16) f(16, 64)
#define FOR_420_SIZES(f) \
    f(2, 4) f(4, 4) f(8, 8) f(16, 16) f(32, 32) f(4, 2) f(8, 4) f(4, 8) f(8, 6) \
    f(6, 8) f(8, 2) f(2, 8) f(16, 8) f(8, 16) f(16, 12) f(12, 16) f(16, 4) f(4, 16) \
    f(32, 16) f(16, 32) f(32, 24) f(24, 32) f(32, 8) f(8, 32)
#define FOR_422_SIZES(f) \
    f(2, 4) f(4, 8) f(8, 16) f(16, 32) f(32, 64) f(4, 4) f(2, 8) f(8, 8) f(4, 16) f(8, 12) \
    f(6, 16) f(8, 4) f(2, 16) f(16, 16) f(8, 32) f(16, 24) f(12, 32) f(16, 8) f(4, 32) \
    f(32, 32) f(16, 64) f(32, 48) f(24, 64) f(32, 16) f(8, 64)

/* The sum of all lanes. */
INLINE uint32_t sumLanes(v128_t a)
{
    a = wasm_i32x4_add(a, wasm_i32x4_shuffle(a, a, 2, 3, 0, 1));
    return (uint32_t)wasm_i32x4_extract_lane(a, 0) + (uint32_t)wasm_i32x4_extract_lane(a, 1);
}

/* The same where it may need more than 32 bits, for lanes without a sign. */
INLINE uint64_t sumLanesWide(v128_t a)
{
    a = wasm_i64x2_add(wasm_u64x2_extend_low_u32x4(a), wasm_u64x2_extend_high_u32x4(a));
    return (uint64_t)wasm_i64x2_extract_lane(a, 0) + (uint64_t)wasm_i64x2_extract_lane(a, 1);
}

/* The sums of neighbouring lanes of two vectors. */
INLINE v128_t sumPairs(v128_t a, v128_t b)
{
    return wasm_i32x4_add(wasm_i32x4_shuffle(a, b, 0, 2, 4, 6), wasm_i32x4_shuffle(a, b, 1, 3, 5, 7));
}

/* Neighbouring lanes of 16 bits, with a sign, added. */
INLINE v128_t pairs16(v128_t a)
{
    return wasm_i32x4_dot_i16x8(a, wasm_i16x8_const_splat(1));
}

/* Pixels as lanes of 16 bits, and back. What is stored is clipped. */

#if HIGH_BIT_DEPTH
INLINE v128_t load8(const pixel* p) { return wasm_v128_load(p); }
INLINE v128_t load4(const pixel* p) { return wasm_v128_load64_zero(p); }
INLINE v128_t load4x2(const pixel* a, const pixel* b)
{
    return wasm_v128_load64_lane(b, wasm_v128_load64_zero(a), 1);
}
INLINE v128_t clipPixels(v128_t a)
{
    a = wasm_i16x8_max(a, wasm_i16x8_const_splat(0));
    return wasm_i16x8_min(a, wasm_i16x8_const_splat((1 << X265_DEPTH) - 1));
}
INLINE void store8(pixel* p, v128_t a) { wasm_v128_store(p, clipPixels(a)); }
INLINE void store4(pixel* p, v128_t a) { wasm_v128_store64_lane(p, clipPixels(a), 0); }
INLINE void store2(pixel* p, v128_t a, const int pair)
{
    a = clipPixels(a);
    if (pair == 0)
        wasm_v128_store32_lane(p, a, 0);
    else
        wasm_v128_store32_lane(p, a, 2);
}
#else
INLINE v128_t load8(const pixel* p) { return wasm_u16x8_load8x8(p); }
INLINE v128_t load4(const pixel* p) { return wasm_u16x8_extend_low_u8x16(wasm_v128_load32_zero(p)); }
INLINE v128_t load4x2(const pixel* a, const pixel* b)
{
    return wasm_u16x8_extend_low_u8x16(wasm_v128_load32_lane(b, wasm_v128_load32_zero(a), 1));
}
INLINE v128_t clipPixels(v128_t a) { return wasm_u8x16_narrow_i16x8(a, a); }
INLINE void store8(pixel* p, v128_t a) { wasm_v128_store64_lane(p, clipPixels(a), 0); }
INLINE void store4(pixel* p, v128_t a) { wasm_v128_store32_lane(p, clipPixels(a), 0); }
INLINE void store2(pixel* p, v128_t a, const int pair)
{
    a = clipPixels(a);
    if (pair == 0)
        wasm_v128_store16_lane(p, a, 0);
    else
        wasm_v128_store16_lane(p, a, 2);
}
#endif

/* The first `width` of eight lanes: 8, 6, 4 or 2. */
template<int width>
INLINE void storeSome(pixel* p, v128_t a)
{
    if (width >= 8)
        store8(p, a);
    else if (width == 2)
        store2(p, a, 0);
    else
    {
        store4(p, a);
        if (width == 6)
            store2(p + 4, a, 1);
    }
}

template<int width>
INLINE void storeSome(int16_t* p, v128_t a)
{
    if (width >= 8)
        wasm_v128_store(p, a);
    else if (width == 2)
        wasm_v128_store32_lane(p, a, 0);
    else
    {
        wasm_v128_store64_lane(p, a, 0);
        if (width == 6)
            wasm_v128_store32_lane(p + 4, a, 2);
    }
}

/* Rows of lanes of 16 bits become columns. */
INLINE void transpose8(v128_t r[8])
{
    v128_t a[8], b[8];
    for (int i = 0; i < 4; i++)
    {
        a[2 * i] = wasm_i16x8_shuffle(r[2 * i], r[2 * i + 1], 0, 8, 1, 9, 2, 10, 3, 11);
        a[2 * i + 1] = wasm_i16x8_shuffle(r[2 * i], r[2 * i + 1], 4, 12, 5, 13, 6, 14, 7, 15);
    }
    for (int i = 0; i < 2; i++)
    {
        v128_t* s = a + 4 * i;
        v128_t* d = b + 4 * i;
        d[0] = wasm_i32x4_shuffle(s[0], s[2], 0, 4, 1, 5);
        d[1] = wasm_i32x4_shuffle(s[0], s[2], 2, 6, 3, 7);
        d[2] = wasm_i32x4_shuffle(s[1], s[3], 0, 4, 1, 5);
        d[3] = wasm_i32x4_shuffle(s[1], s[3], 2, 6, 3, 7);
    }
    for (int i = 0; i < 4; i++)
    {
        r[2 * i] = wasm_i64x2_shuffle(b[i], b[i + 4], 0, 2);
        r[2 * i + 1] = wasm_i64x2_shuffle(b[i], b[i + 4], 1, 3);
    }
}

}

#endif
