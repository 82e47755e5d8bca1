/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Interpolation between pixels, with filters of four and eight taps, for WebAssembly. */
#include "wasm.h"

using namespace X265_NS;

namespace {

template<int taps>
INLINE const int16_t* filterOf(int index)
{
    return taps == 4 ? g_chromaFilter[index] : g_lumaFilter[index];
}

/* How what is between filters is scaled. */
constexpr int HEAD_ROOM = IF_INTERNAL_PREC - X265_DEPTH;
constexpr int PS_SHIFT = IF_FILTER_PREC - HEAD_ROOM;
constexpr int SP_SHIFT = IF_FILTER_PREC + HEAD_ROOM;
constexpr int SP_OFFSET = (1 << (SP_SHIFT - 1)) + (IF_INTERNAL_OFFS << IF_FILTER_PREC);

/* What becomes of the sum of a filter. */
enum Result
{
    PIXELS,
    SHORTS
};

/* How many rows are filtered at once down columns. */
constexpr int rowsOf(int height) { return height % 4 == 0 ? 4 : 2; }

#if !HIGH_BIT_DEPTH

/* Lanes of 16 bits hold every sum, and so all is done in them. */

template<int taps>
INLINE void loadFilter(v128_t* c, int index)
{
    const int16_t* filter = filterOf<taps>(index);
    for (int i = 0; i < taps; i++)
        c[i] = wasm_v128_load16_splat(filter + i);
}

template<Result result>
INLINE v128_t finish(v128_t sum)
{
    if (result == SHORTS)
        return wasm_i16x8_sub(sum, wasm_i16x8_const_splat(IF_INTERNAL_OFFS));
    return wasm_i16x8_shr(wasm_i16x8_add(sum, wasm_i16x8_const_splat(1 << (IF_FILTER_PREC - 1))), IF_FILTER_PREC);
}

/* Eight pixels of a row; `p` is where the first tap is. */
template<int taps, Result result>
INLINE v128_t filterRow(const pixel* p, const v128_t* c)
{
    v128_t all = wasm_v128_load(p);
    v128_t a = wasm_u16x8_extend_low_u8x16(all), b = wasm_u16x8_extend_high_u8x16(all);
    v128_t sum = wasm_i16x8_mul(a, c[0]);
#define TAP(k) \
    sum = wasm_i16x8_add(sum, wasm_i16x8_mul(wasm_i16x8_shuffle(a, b, k, k + 1, k + 2, k + 3, k + 4, k + 5, k + 6, k + 7), c[k]));
    TAP(1) TAP(2) TAP(3)
    if (taps == 8)
    {
        TAP(4) TAP(5) TAP(6) TAP(7)
    }
#undef TAP
    return finish<result>(sum);
}

/* Eight columns of `rows` rows; `p` is where the first tap is. */
template<int taps, int rows>
INLINE void filterColumns(const pixel* p, intptr_t stride, const v128_t* c, v128_t* sum)
{
    for (int j = 0; j < rows + taps - 1; j++)
    {
        v128_t row = load8(p + j * stride);
        for (int i = 0; i < rows; i++)
        {
            if (j == i)
                sum[i] = wasm_i16x8_mul(row, c[0]);
            else if (j > i && j - i < taps)
                sum[i] = wasm_i16x8_add(sum[i], wasm_i16x8_mul(row, c[j - i]));
        }
    }
}

#else

/* Products of two taps, added in lanes of 32 bits. */

template<int taps>
INLINE void loadFilter(v128_t* c, int index)
{
    const int16_t* filter = filterOf<taps>(index);
    for (int i = 0; i < taps / 2; i++)
        c[i] = wasm_v128_load32_splat(filter + 2 * i);
}

/* Of even columns and odd ones. */
template<Result result>
INLINE v128_t interleave(v128_t even, v128_t odd)
{
    constexpr int shift = result == SHORTS ? PS_SHIFT : IF_FILTER_PREC;
    const v128_t offset = wasm_i32x4_const_splat(result == SHORTS ? -(IF_INTERNAL_OFFS << PS_SHIFT) : 1 << (IF_FILTER_PREC - 1));
    even = wasm_i32x4_shr(wasm_i32x4_add(even, offset), shift);
    odd = wasm_i32x4_shr(wasm_i32x4_add(odd, offset), shift);
    return wasm_v128_or(wasm_v128_and(even, wasm_i32x4_const_splat(0xffff)), wasm_i32x4_shl(odd, 16));
}

template<int taps, Result result>
INLINE v128_t filterRow(const pixel* p, const v128_t* c)
{
    v128_t a = wasm_v128_load(p), b = wasm_v128_load(p + 8);
    v128_t even = wasm_i32x4_dot_i16x8(a, c[0]);
    v128_t odd = wasm_i32x4_dot_i16x8(wasm_i16x8_shuffle(a, b, 1, 2, 3, 4, 5, 6, 7, 8), c[0]);
#define TAPS(k) \
    even = wasm_i32x4_add(even, wasm_i32x4_dot_i16x8(wasm_i16x8_shuffle(a, b, k, k + 1, k + 2, k + 3, k + 4, k + 5, k + 6, k + 7), c[k / 2])); \
    odd = wasm_i32x4_add(odd, wasm_i32x4_dot_i16x8(wasm_i16x8_shuffle(a, b, k + 1, k + 2, k + 3, k + 4, k + 5, k + 6, k + 7, k + 8), c[k / 2]));
    TAPS(2)
    if (taps == 8)
    {
        TAPS(4) TAPS(6)
    }
#undef TAPS
    return interleave<result>(even, odd);
}

#endif

/* Lanes of 16 bits down columns, as sums in lanes of 32 bits: four at the left, four at the right. */
template<int taps, int rows>
INLINE void filterColumnsWide(const int16_t* p, intptr_t stride, const v128_t* c, v128_t* left, v128_t* right)
{
    v128_t above = wasm_v128_load(p);
    for (int j = 0; j < rows + taps - 2; j++)
    {
        v128_t row = wasm_v128_load(p + (j + 1) * stride);
        v128_t low = wasm_i16x8_shuffle(above, row, 0, 8, 1, 9, 2, 10, 3, 11);
        v128_t high = wasm_i16x8_shuffle(above, row, 4, 12, 5, 13, 6, 14, 7, 15);
        above = row;
        for (int i = 0; i < rows; i++)
        {
            if (j == i)
            {
                left[i] = wasm_i32x4_dot_i16x8(low, c[0]);
                right[i] = wasm_i32x4_dot_i16x8(high, c[0]);
            }
            else if (j > i && (j - i) % 2 == 0 && j - i < taps)
            {
                left[i] = wasm_i32x4_add(left[i], wasm_i32x4_dot_i16x8(low, c[(j - i) / 2]));
                right[i] = wasm_i32x4_add(right[i], wasm_i32x4_dot_i16x8(high, c[(j - i) / 2]));
            }
        }
    }
}

template<int taps>
INLINE void loadPairs(v128_t* c, int index)
{
    const int16_t* filter = filterOf<taps>(index);
    for (int i = 0; i < taps / 2; i++)
        c[i] = wasm_v128_load32_splat(filter + 2 * i);
}

INLINE v128_t scaled(v128_t left, v128_t right, v128_t offset, int shift)
{
    return wasm_i16x8_narrow_i32x4(wasm_i32x4_shr(wasm_i32x4_add(left, offset), shift),
                                   wasm_i32x4_shr(wasm_i32x4_add(right, offset), shift));
}

/* What is filtered: `broad` columns in steps of eight, and `rest` more. */
#define FOR_COLUMNS(x) \
    _Pragma("clang loop unroll(disable)") \
    for (int x = 0; x < broad; x += 8)

/* Along rows. */

template<int taps, int rest, Result result, typename T>
NOINLINE void filterRows(const pixel* src, intptr_t srcStride, T* dst, intptr_t dstStride, int index, int broad, int height)
{
    v128_t c[taps];
    loadFilter<taps>(c, index);
    src -= taps / 2 - 1;
    for (int y = 0; y < height; y++, src += srcStride, dst += dstStride)
    {
        FOR_COLUMNS(x)
            storeSome<8>(dst + x, filterRow<taps, result>(src + x, c));
        if (rest)
            storeSome<rest>(dst + broad, filterRow<taps, result>(src + broad, c));
    }
}

template<int taps, int width, int height>
void hpp(const pixel* src, intptr_t srcStride, pixel* dst, intptr_t dstStride, int index)
{
    filterRows<taps, width % 8, PIXELS>(src, srcStride, dst, dstStride, index, width / 8 * 8, height);
}

template<int taps, int width, int height>
void hps(const pixel* src, intptr_t srcStride, int16_t* dst, intptr_t dstStride, int index, int withRows)
{
    int rows = height;
    if (withRows)
    {
        src -= (taps / 2 - 1) * srcStride;
        rows += taps - 1;
    }
    filterRows<taps, width % 8, SHORTS>(src, srcStride, dst, dstStride, index, width / 8 * 8, rows);
}

/* Down columns. */

/* Eight columns of `rows` rows; `src` is where the first tap is. */
template<int taps, int rows, int width, Result result, typename T>
INLINE void filterPixelsDown(const pixel* src, intptr_t srcStride, T* dst, intptr_t dstStride, const v128_t* c)
{
    v128_t sum[rows];
#if HIGH_BIT_DEPTH
    constexpr int shift = result == SHORTS ? PS_SHIFT : IF_FILTER_PREC;
    const v128_t offset = wasm_i32x4_const_splat(result == SHORTS ? -(IF_INTERNAL_OFFS << PS_SHIFT) : 1 << (IF_FILTER_PREC - 1));
    v128_t right[rows];
    filterColumnsWide<taps, rows>((const int16_t*)src, srcStride, c, sum, right);
    for (int i = 0; i < rows; i++)
        storeSome<width>(dst + i * dstStride, scaled(sum[i], right[i], offset, shift));
#else
    filterColumns<taps, rows>(src, srcStride, c, sum);
    for (int i = 0; i < rows; i++)
        storeSome<width>(dst + i * dstStride, finish<result>(sum[i]));
#endif
}

template<int taps, int rows, int rest, Result result, typename T>
NOINLINE void filterDown(const pixel* src, intptr_t srcStride, T* dst, intptr_t dstStride, int index, int broad, int height)
{
    v128_t c[taps];
    loadFilter<taps>(c, index);
    src -= (taps / 2 - 1) * srcStride;
    for (int y = 0; y < height; y += rows, src += rows * srcStride, dst += rows * dstStride)
    {
        FOR_COLUMNS(x)
            filterPixelsDown<taps, rows, 8, result>(src + x, srcStride, dst + x, dstStride, c);
        if (rest)
            filterPixelsDown<taps, rows, rest, result>(src + broad, srcStride, dst + broad, dstStride, c);
    }
}

template<int taps, int width, int height>
void vpp(const pixel* src, intptr_t srcStride, pixel* dst, intptr_t dstStride, int index)
{
    filterDown<taps, rowsOf(height), width % 8, PIXELS>(src, srcStride, dst, dstStride, index, width / 8 * 8, height);
}

template<int taps, int width, int height>
void vps(const pixel* src, intptr_t srcStride, int16_t* dst, intptr_t dstStride, int index)
{
    filterDown<taps, rowsOf(height), width % 8, SHORTS>(src, srcStride, dst, dstStride, index, width / 8 * 8, height);
}

INLINE v128_t finishShorts(v128_t left, v128_t right, pixel*)
{
    return scaled(left, right, wasm_i32x4_const_splat(SP_OFFSET), SP_SHIFT);
}

/* What does not fit in 16 bits loses what is above them. */
INLINE v128_t finishShorts(v128_t left, v128_t right, int16_t*)
{
    left = wasm_i32x4_shl(left, 16 - IF_FILTER_PREC);
    right = wasm_i32x4_shl(right, 16 - IF_FILTER_PREC);
    return wasm_i16x8_narrow_i32x4(wasm_i32x4_shr(left, 16), wasm_i32x4_shr(right, 16));
}

template<int taps, int rows, int width, typename T>
INLINE void filterShortsDown(const int16_t* src, intptr_t srcStride, T* dst, intptr_t dstStride, const v128_t* c)
{
    v128_t left[rows], right[rows];
    filterColumnsWide<taps, rows>(src, srcStride, c, left, right);
    for (int i = 0; i < rows; i++)
        storeSome<width>(dst + i * dstStride, finishShorts(left[i], right[i], dst));
}

template<int taps, int rows, int rest, typename T>
NOINLINE void filterShorts(const int16_t* src, intptr_t srcStride, T* dst, intptr_t dstStride, int index, int broad, int height)
{
    v128_t c[taps / 2];
    loadPairs<taps>(c, index);
    src -= (taps / 2 - 1) * srcStride;
    for (int y = 0; y < height; y += rows, src += rows * srcStride, dst += rows * dstStride)
    {
        FOR_COLUMNS(x)
            filterShortsDown<taps, rows, 8>(src + x, srcStride, dst + x, dstStride, c);
        if (rest)
            filterShortsDown<taps, rows, rest>(src + broad, srcStride, dst + broad, dstStride, c);
    }
}

template<int taps, int width, int height>
void vsp(const int16_t* src, intptr_t srcStride, pixel* dst, intptr_t dstStride, int index)
{
    filterShorts<taps, rowsOf(height), width % 8>(src, srcStride, dst, dstStride, index, width / 8 * 8, height);
}

template<int taps, int width, int height>
void vss(const int16_t* src, intptr_t srcStride, int16_t* dst, intptr_t dstStride, int index)
{
    filterShorts<taps, rowsOf(height), width % 8>(src, srcStride, dst, dstStride, index, width / 8 * 8, height);
}

template<int width, int height>
void hvpp(const pixel* src, intptr_t srcStride, pixel* dst, intptr_t dstStride, int indexX, int indexY)
{
    /* A vector is loaded even where a row is shorter. */
    ALIGN_VAR_32(int16_t, between[width * (height + 7) + 8]);
    hps<8, width, height>(src, srcStride, between, width, indexX, 1);
    vsp<8, width, height>(between + 3 * width, width, dst, dstStride, indexY);
}

INLINE v128_t shortsOf(const pixel* p)
{
    return wasm_i16x8_sub(wasm_i16x8_shl(load8(p), HEAD_ROOM), wasm_i16x8_const_splat(IF_INTERNAL_OFFS));
}

template<int rest>
NOINLINE void toShorts(const pixel* src, intptr_t srcStride, int16_t* dst, intptr_t dstStride, int broad, int height)
{
    for (int y = 0; y < height; y++, src += srcStride, dst += dstStride)
    {
        FOR_COLUMNS(x)
            storeSome<8>(dst + x, shortsOf(src + x));
        if (rest)
            storeSome<rest>(dst + broad, shortsOf(src + broad));
    }
}

template<int width, int height>
void p2s(const pixel* src, intptr_t srcStride, int16_t* dst, intptr_t dstStride)
{
    toShorts<width % 8>(src, srcStride, dst, dstStride, width / 8 * 8, height);
}

}

namespace X265_NS {

void setupFilterPrimitives_wasm(EncoderPrimitives& p)
{
#define LUMA(w, h) \
    p.pu[LUMA_ ## w ## x ## h].luma_hpp = hpp<8, w, h>; \
    p.pu[LUMA_ ## w ## x ## h].luma_hps = hps<8, w, h>; \
    p.pu[LUMA_ ## w ## x ## h].luma_vpp = vpp<8, w, h>; \
    p.pu[LUMA_ ## w ## x ## h].luma_vps = vps<8, w, h>; \
    p.pu[LUMA_ ## w ## x ## h].luma_vsp = vsp<8, w, h>; \
    p.pu[LUMA_ ## w ## x ## h].luma_vss = vss<8, w, h>; \
    p.pu[LUMA_ ## w ## x ## h].luma_hvpp = hvpp<w, h>; \
    p.pu[LUMA_ ## w ## x ## h].convert_p2s[NONALIGNED] = p2s<w, h>; \
    p.pu[LUMA_ ## w ## x ## h].convert_p2s[ALIGNED] = p2s<w, h>; \
    CHROMA(X265_CSP_I444, LUMA_ ## w ## x ## h, w, h)
#define CHROMA(space, size, w, h) \
    p.chroma[space].pu[size].filter_hpp = hpp<4, w, h>; \
    p.chroma[space].pu[size].filter_hps = hps<4, w, h>; \
    p.chroma[space].pu[size].filter_vpp = vpp<4, w, h>; \
    p.chroma[space].pu[size].filter_vps = vps<4, w, h>; \
    p.chroma[space].pu[size].filter_vsp = vsp<4, w, h>; \
    p.chroma[space].pu[size].filter_vss = vss<4, w, h>; \
    p.chroma[space].pu[size].p2s[NONALIGNED] = p2s<w, h>; \
    p.chroma[space].pu[size].p2s[ALIGNED] = p2s<w, h>;
#define CHROMA_420(w, h) CHROMA(X265_CSP_I420, CHROMA_420_ ## w ## x ## h, w, h)
#define CHROMA_422(w, h) CHROMA(X265_CSP_I422, CHROMA_422_ ## w ## x ## h, w, h)
    FOR_LUMA_SIZES(LUMA)
    FOR_420_SIZES(CHROMA_420)
    FOR_422_SIZES(CHROMA_422)
}

}
