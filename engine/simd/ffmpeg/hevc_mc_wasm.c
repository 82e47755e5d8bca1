/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Motion compensation of HEVC with 8 bits, for WebAssembly. */
#include <stddef.h>
#include <stdint.h>
#include <wasm_simd128.h>

#if __has_include("libavcodec/hevc/dsp.h")
#include "libavcodec/hevc/dsp.h"
#else
#include "libavcodec/hevcdsp.h"
#endif

#define INLINE static inline __attribute__((always_inline))

/* What a block becomes once it is interpolated. */
enum output { PUT, UNI, UNI_WEIGHTED, BI, BI_WEIGHTED };

typedef struct Weights {
    int shift;
    v128_t round, offset, weight, pair;
} Weights;

static const int8_t luma_taps[4][8] = {
    {  0, 0,   0, 64,  0,   0, 0,  0 },
    { -1, 4, -10, 58, 17,  -5, 1,  0 },
    { -1, 4, -11, 40, 40, -11, 4, -1 },
    {  0, 1,  -5, 17, 58, -10, 4, -1 },
};
static const int8_t chroma_taps[8][4] = {
    {  0, 64,  0,  0 }, { -2, 58, 10, -2 }, { -4, 54, 16, -2 }, { -6, 46, 28, -4 },
    { -4, 36, 36, -4 }, { -4, 28, 46, -6 }, { -2, 16, 54, -4 }, { -2, 10, 58, -2 },
};

INLINE const int8_t *taps_of(int count, int position)
{
    return count == 8 ? luma_taps[position] : chroma_taps[position];
}

/* The filter over pixels that lie `step` apart; no sum exceeds 16 bits. */
INLINE v128_t filter_pixels(const uint8_t *p, ptrdiff_t step, int count, const v128_t *taps)
{
    p -= (count / 2 - 1) * step;
    v128_t sum = wasm_i16x8_mul(wasm_u16x8_load8x8(p), taps[0]);
    for (int i = 1; i < count; i++)
        sum = wasm_i16x8_add(sum, wasm_i16x8_mul(wasm_u16x8_load8x8(p + i * step), taps[i]));
    return sum;
}

/* The same down columns of what the filter made of rows; taps are in pairs. */
INLINE v128_t filter_sums(const int16_t *rows, int count, const v128_t *pairs)
{
    v128_t low = wasm_i32x4_const_splat(0), high = low;
    for (int i = 0; i < count; i += 2) {
        v128_t a = wasm_v128_load(rows + 8 * i), b = wasm_v128_load(rows + 8 * i + 8);
        v128_t first = wasm_i16x8_shuffle(a, b, 0, 8, 1, 9, 2, 10, 3, 11);
        v128_t second = wasm_i16x8_shuffle(a, b, 4, 12, 5, 13, 6, 14, 7, 15);
        low = wasm_i32x4_add(low, wasm_i32x4_dot_i16x8(first, pairs[i / 2]));
        high = wasm_i32x4_add(high, wasm_i32x4_dot_i16x8(second, pairs[i / 2]));
    }
    return wasm_i16x8_narrow_i32x4(wasm_i32x4_shr(low, 6), wasm_i32x4_shr(high, 6));
}

INLINE v128_t narrow_shifted(v128_t low, v128_t high, const Weights *w)
{
    return wasm_i16x8_narrow_i32x4(wasm_i32x4_shr(wasm_i32x4_add(low, w->round), w->shift),
                                   wasm_i32x4_shr(wasm_i32x4_add(high, w->round), w->shift));
}

/* Eight samples of 14 bits as pixels. Where a sum saturates, so does the pixel. */
INLINE v128_t to_pixels(v128_t a, const int16_t *other, enum output output, const Weights *w)
{
    if (output == UNI)
        a = wasm_i16x8_shr(wasm_i16x8_add_sat(a, wasm_i16x8_const_splat(32)), 6);
    if (output == UNI_WEIGHTED)
        a = wasm_i16x8_add_sat(narrow_shifted(wasm_i32x4_extmul_low_i16x8(a, w->weight),
                                              wasm_i32x4_extmul_high_i16x8(a, w->weight), w),
                               w->offset);
    if (output == BI)
        a = wasm_i16x8_shr(wasm_i16x8_add_sat(wasm_i16x8_add_sat(a, wasm_v128_load(other)),
                                              wasm_i16x8_const_splat(64)), 7);
    if (output == BI_WEIGHTED) {
        v128_t b = wasm_v128_load(other);
        a = narrow_shifted(wasm_i32x4_dot_i16x8(wasm_i16x8_shuffle(b, a, 0, 8, 1, 9, 2, 10, 3, 11), w->pair),
                           wasm_i32x4_dot_i16x8(wasm_i16x8_shuffle(b, a, 4, 12, 5, 13, 6, 14, 7, 15), w->pair),
                           w);
    }
    return wasm_u8x16_narrow_i16x8(a, a);
}

INLINE void store_pixels(uint8_t *p, v128_t a, int width)
{
    if (width >= 8) {
        wasm_v128_store64_lane(p, a, 0);
        return;
    }
    if (width & 4) {
        wasm_v128_store32_lane(p, a, 0);
        p += 4;
        a = wasm_i32x4_shuffle(a, a, 1, 1, 1, 1);
    }
    if (width & 2)
        wasm_v128_store16_lane(p, a, 0);
}

INLINE void store_samples(int16_t *p, v128_t a, int width)
{
    if (width >= 8) {
        wasm_v128_store(p, a);
        return;
    }
    if (width & 4) {
        wasm_v128_store64_lane(p, a, 0);
        p += 4;
        a = wasm_i64x2_shuffle(a, a, 1, 1);
    }
    if (width & 2)
        wasm_v128_store32_lane(p, a, 0);
}

/* A block, in strips of 8 columns. `dst_stride` counts elements of `dst`. */
INLINE void interpolate(void *dst, ptrdiff_t dst_stride, const uint8_t *src, ptrdiff_t src_stride,
                        const int16_t *other, int width, int height, int count, int mx, int my,
                        int is_horizontal, int is_vertical, enum output output, const Weights *w)
{
    int16_t rows[(MAX_PB_SIZE + 7) * 8];
    v128_t taps[8], pairs[4];
    const int8_t *values = taps_of(count, is_horizontal ? mx : my);
    for (int i = 0; i < count; i++)
        taps[i] = wasm_i16x8_splat(values[i]);
    if (is_horizontal && is_vertical) {
        const int8_t *down = taps_of(count, my);
        for (int i = 0; i < count / 2; i++)
            pairs[i] = wasm_i32x4_splat((down[2 * i] & 0xffff) | (int)((unsigned)down[2 * i + 1] << 16));
    }
    for (int x = 0; x < width; x += 8) {
        const uint8_t *p = src + x;
        if (is_horizontal && is_vertical) {
            const uint8_t *q = p - (count / 2 - 1) * src_stride;
            for (int y = 0; y < height + count - 1; y++, q += src_stride)
                wasm_v128_store(rows + 8 * y, filter_pixels(q, 1, count, taps));
        }
        for (int y = 0; y < height; y++, p += src_stride) {
            v128_t a;
            if (is_horizontal && is_vertical)
                a = filter_sums(rows + 8 * y, count, pairs);
            else if (is_horizontal)
                a = filter_pixels(p, 1, count, taps);
            else if (is_vertical)
                a = filter_pixels(p, src_stride, count, taps);
            else
                a = wasm_i16x8_shl(wasm_u16x8_load8x8(p), 6);
            if (output == PUT)
                store_samples((int16_t *)dst + y * dst_stride + x, a, width - x);
            else
                store_pixels((uint8_t *)dst + y * dst_stride + x,
                             to_pixels(a, other + y * MAX_PB_SIZE + x, output, w), width - x);
        }
    }
}

#define KERNELS(kind, count, is_horizontal, is_vertical)                                          \
static void put_##kind(int16_t *dst, const uint8_t *src, ptrdiff_t src_stride, int height,        \
                       intptr_t mx, intptr_t my, int width)                                       \
{                                                                                                 \
    interpolate(dst, MAX_PB_SIZE, src, src_stride, NULL, width, height, count, mx, my,            \
                is_horizontal, is_vertical, PUT, NULL);                                           \
}                                                                                                 \
static void uni_##kind(uint8_t *dst, ptrdiff_t dst_stride, const uint8_t *src,                    \
                       ptrdiff_t src_stride, int height, intptr_t mx, intptr_t my, int width)     \
{                                                                                                 \
    interpolate(dst, dst_stride, src, src_stride, NULL, width, height, count, mx, my,             \
                is_horizontal, is_vertical, UNI, NULL);                                           \
}                                                                                                 \
static void uni_w_##kind(uint8_t *dst, ptrdiff_t dst_stride, const uint8_t *src,                  \
                         ptrdiff_t src_stride, int height, int denom, int wx, int ox,             \
                         intptr_t mx, intptr_t my, int width)                                     \
{                                                                                                 \
    Weights w = {                                                                                 \
        .shift = denom + 6,                                                                       \
        .round = wasm_i32x4_splat(1 << (denom + 5)),                                              \
        .weight = wasm_i16x8_splat(wx),                                                           \
        .offset = wasm_i16x8_splat(ox),                                                           \
    };                                                                                            \
    interpolate(dst, dst_stride, src, src_stride, NULL, width, height, count, mx, my,             \
                is_horizontal, is_vertical, UNI_WEIGHTED, &w);                                    \
}                                                                                                 \
static void bi_##kind(uint8_t *dst, ptrdiff_t dst_stride, const uint8_t *src,                     \
                      ptrdiff_t src_stride, const int16_t *other, int height, intptr_t mx,        \
                      intptr_t my, int width)                                                     \
{                                                                                                 \
    interpolate(dst, dst_stride, src, src_stride, other, width, height, count, mx, my,            \
                is_horizontal, is_vertical, BI, NULL);                                            \
}                                                                                                 \
static void bi_w_##kind(uint8_t *dst, ptrdiff_t dst_stride, const uint8_t *src,                   \
                        ptrdiff_t src_stride, const int16_t *other, int height, int denom,        \
                        int wx0, int wx1, int ox0, int ox1, intptr_t mx, intptr_t my, int width)  \
{                                                                                                 \
    Weights w = {                                                                                 \
        .shift = denom + 7,                                                                       \
        .round = wasm_i32x4_splat((int)((unsigned)(ox0 + ox1 + 1) << (denom + 6))),               \
        .pair = wasm_i32x4_splat((wx0 & 0xffff) | (int)((unsigned)wx1 << 16)),                    \
    };                                                                                            \
    interpolate(dst, dst_stride, src, src_stride, other, width, height, count, mx, my,            \
                is_horizontal, is_vertical, BI_WEIGHTED, &w);                                     \
}
KERNELS(pel, 4, 0, 0)
KERNELS(luma_h, 8, 1, 0)
KERNELS(luma_v, 8, 0, 1)
KERNELS(luma_hv, 8, 1, 1)
KERNELS(chroma_h, 4, 1, 0)
KERNELS(chroma_v, 4, 0, 1)
KERNELS(chroma_hv, 4, 1, 1)

#define USE(table, output, vertical, horizontal, kind)                                            \
    c->put_hevc_##table[i][vertical][horizontal] = (__typeof__(c->put_hevc_##table[0][0][0]))output##_##kind;
#define USE_ALL(table, output)                                                                    \
    USE(qpel##table, output, 0, 0, pel)                                                           \
    USE(qpel##table, output, 0, 1, luma_h)                                                        \
    USE(qpel##table, output, 1, 0, luma_v)                                                        \
    USE(qpel##table, output, 1, 1, luma_hv)                                                       \
    USE(epel##table, output, 0, 0, pel)                                                           \
    USE(epel##table, output, 0, 1, chroma_h)                                                      \
    USE(epel##table, output, 1, 0, chroma_v)                                                      \
    USE(epel##table, output, 1, 1, chroma_hv)

/* A block between whole pixels. `memcpy` would be a call of the host for each row. */
INLINE void copy(uint8_t *dst, ptrdiff_t dst_stride, const uint8_t *src, ptrdiff_t src_stride,
                 int width, int height)
{
#pragma clang loop unroll_count(2)
    for (int y = 0; y < height; y++, dst += dst_stride, src += src_stride) {
        int x = 0;
        for (; x + 16 <= width; x += 16)
            wasm_v128_store(dst + x, wasm_v128_load(src + x));
        if (width & 8) {
            wasm_v128_store64_lane(dst + x, wasm_v128_load64_zero(src + x), 0);
            x += 8;
        }
        if (width & 4) {
            wasm_v128_store32_lane(dst + x, wasm_v128_load32_zero(src + x), 0);
            x += 4;
        }
        if (width & 2)
            __builtin_memcpy(dst + x, src + x, 2);
    }
}

#define COPY(columns)                                                                             \
static void copy##columns(uint8_t *dst, ptrdiff_t dst_stride, const uint8_t *src,                 \
                          ptrdiff_t src_stride, int height, intptr_t mx, intptr_t my, int width)  \
{                                                                                                 \
    copy(dst, dst_stride, src, src_stride, columns, height);                                      \
}
COPY(2)
COPY(4)
COPY(6)
COPY(8)
COPY(12)
COPY(16)
COPY(24)
COPY(32)
COPY(48)
COPY(64)

/* By width, as in the tables. */
static void *const copies[10] = {
    copy2, copy4, copy6, copy8, copy12, copy16, copy24, copy32, copy48, copy64,
};

void ff_hevc_mc_init_wasm(void *context);

void ff_hevc_mc_init_wasm(void *context)
{
    HEVCDSPContext *c = context;
    for (int i = 0; i < 10; i++) {
        USE_ALL(, put)
        USE_ALL(_uni, uni)
        USE_ALL(_uni_w, uni_w)
        USE_ALL(_bi, bi)
        USE_ALL(_bi_w, bi_w)
        c->put_hevc_qpel_uni[i][0][0] = copies[i];
        c->put_hevc_epel_uni[i][0][0] = copies[i];
    }
}
