/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How much blocks of pixels differ, and sums of them, for WebAssembly. */
#include "wasm.h"

using namespace X265_NS;

namespace {

/* Sums of absolute differences. */

#if HIGH_BIT_DEPTH

/* How many pixels side by side are loaded at once. */
constexpr int stepOf(int width) { return width % 8 == 0 ? 8 : 4; }
constexpr int LANES = 8;
/* How many vectors of differences can be added before a lane overflows. */
constexpr int LIMIT = 32;

template<int step>
INLINE v128_t loadRows(const pixel* p, intptr_t stride)
{
    return step == 8 ? load8(p) : load4x2(p, p + stride);
}

INLINE v128_t addDifference(v128_t sum, v128_t a, v128_t b)
{
    return wasm_i16x8_add(sum, wasm_i16x8_abs(wasm_i16x8_sub(a, b)));
}

INLINE v128_t widen(v128_t sum) { return pairs16(sum); }

#else

constexpr int stepOf(int width) { return width % 16 == 0 ? 16 : width % 8 == 0 ? 8 : 4; }
constexpr int LANES = 16;
constexpr int LIMIT = 128;

template<int step>
INLINE v128_t loadRows(const pixel* p, intptr_t stride)
{
    if (step == 16)
        return wasm_v128_load(p);
    if (step == 8)
        return wasm_v128_load64_lane(p + stride, wasm_v128_load64_zero(p), 1);
    v128_t rows = wasm_v128_load32_zero(p);
    rows = wasm_v128_load32_lane(p + stride, rows, 1);
    rows = wasm_v128_load32_lane(p + 2 * stride, rows, 2);
    return wasm_v128_load32_lane(p + 3 * stride, rows, 3);
}

INLINE v128_t distance(v128_t a, v128_t b)
{
    return wasm_v128_or(wasm_u8x16_sub_sat(a, b), wasm_u8x16_sub_sat(b, a));
}

INLINE v128_t addDifference(v128_t sum, v128_t a, v128_t b)
{
    return wasm_i16x8_add(sum, wasm_u16x8_extadd_pairwise_u8x16(distance(a, b)));
}

INLINE v128_t widen(v128_t sum) { return wasm_u32x4_extadd_pairwise_u16x8(sum); }

#endif

/* Against `count` references, which have one stride. */
template<int width, int height, int count>
INLINE void sadMany(const pixel* fenc, intptr_t fencStride, const pixel* const* ref, intptr_t stride, int32_t* res)
{
    constexpr int step = stepOf(width);
    constexpr int rows = LANES / step;
    constexpr int across = width / step;
    constexpr int most = LIMIT / across * rows;
    constexpr int part = height < most ? height : most;
    v128_t total[count], sum[count];
    for (int i = 0; i < count; i++)
        total[i] = wasm_i32x4_const_splat(0);
    for (int begin = 0; begin < height; begin += part)
    {
        for (int i = 0; i < count; i++)
            sum[i] = wasm_i16x8_const_splat(0);
        const int end = begin + part < height ? begin + part : height;
#pragma clang loop unroll_count(2)
        for (int y = begin; y < end; y += rows)
            for (int x = 0; x < width; x += step)
            {
                v128_t source = loadRows<step>(fenc + y * fencStride + x, fencStride);
                for (int i = 0; i < count; i++)
                    sum[i] = addDifference(sum[i], source, loadRows<step>(ref[i] + y * stride + x, stride));
            }
        for (int i = 0; i < count; i++)
            total[i] = wasm_i32x4_add(total[i], widen(sum[i]));
    }
    if (count == 1)
    {
        res[0] = (int32_t)sumLanes(total[0]);
        return;
    }
    v128_t all = sumPairs(sumPairs(total[0], total[1]), sumPairs(total[2], total[count - 1]));
    wasm_v128_store64_lane(res, all, 0);
    wasm_v128_store32_lane(res + 2, all, 2);
    if (count == 4)
        wasm_v128_store32_lane(res + 3, all, 3);
}

template<int width, int height>
int sad(const pixel* a, intptr_t aStride, const pixel* b, intptr_t bStride)
{
    int32_t res;
    sadMany<width, height, 1>(a, aStride, &b, bStride, &res);
    return res;
}

template<int width, int height>
void sad_x3(const pixel* fenc, const pixel* a, const pixel* b, const pixel* c, intptr_t stride, int32_t* res)
{
    const pixel* ref[] = { a, b, c };
    sadMany<width, height, 3>(fenc, FENC_STRIDE, ref, stride, res);
}

template<int width, int height>
void sad_x4(const pixel* fenc, const pixel* a, const pixel* b, const pixel* c, const pixel* d, intptr_t stride, int32_t* res)
{
    const pixel* ref[] = { a, b, c, d };
    sadMany<width, height, 4>(fenc, FENC_STRIDE, ref, stride, res);
}

/*
 * Sums of absolute transformed differences.
 *
 * The last step of a transform is never carried out: |a+b| + |a-b| is twice the larger of
 * |a| and |b|.
 */

/* One step: sums in `a`, differences in `b`. */
INLINE void butterfly(v128_t& a, v128_t& b)
{
    v128_t sum = wasm_i16x8_add(a, b);
    b = wasm_i16x8_sub(a, b);
    a = sum;
}

/* Both steps down a column of four. */
INLINE void columns4(v128_t* r)
{
    butterfly(r[0], r[1]);
    butterfly(r[2], r[3]);
    butterfly(r[0], r[2]);
    butterfly(r[1], r[3]);
}

/* A step between neighbouring groups of 64 or 32 bits. */
INLINE void across64(v128_t& a, v128_t& b)
{
    v128_t first = wasm_i64x2_shuffle(a, b, 0, 2);
    b = wasm_i64x2_shuffle(a, b, 1, 3);
    a = first;
    butterfly(a, b);
}

INLINE void across32(v128_t& a, v128_t& b)
{
    v128_t first = wasm_i32x4_shuffle(a, b, 0, 2, 4, 6);
    b = wasm_i32x4_shuffle(a, b, 1, 3, 5, 7);
    a = first;
    butterfly(a, b);
}

/* In the lower half of each lane of 32 bits, the larger magnitude of both halves. */
INLINE v128_t largest(v128_t a)
{
    a = wasm_i16x8_abs(a);
    return wasm_i16x8_max(a, wasm_u32x4_shr(a, 16));
}

INLINE v128_t lower(v128_t a) { return wasm_v128_and(a, wasm_i32x4_const_splat(0xffff)); }

/* Half of the sum for two blocks of 4x4 side by side, in lanes of 32 bits. */
INLINE v128_t satd4Rows(v128_t* d)
{
    columns4(d);
    across32(d[0], d[1]);
    across32(d[2], d[3]);
    v128_t sum = wasm_i16x8_add(largest(d[0]), largest(d[1]));
    return lower(wasm_i16x8_add(sum, wasm_i16x8_add(largest(d[2]), largest(d[3]))));
}

INLINE v128_t satd8x4(const pixel* a, intptr_t aStride, const pixel* b, intptr_t bStride)
{
    v128_t d[4];
    for (int i = 0; i < 4; i++)
        d[i] = wasm_i16x8_sub(load8(a + i * aStride), load8(b + i * bStride));
    return satd4Rows(d);
}

/* Two blocks of 4x4, one below the other. */
INLINE v128_t satd4x8(const pixel* a, intptr_t aStride, const pixel* b, intptr_t bStride)
{
    v128_t d[4];
    for (int i = 0; i < 4; i++)
        d[i] = wasm_i16x8_sub(load4x2(a + i * aStride, a + (i + 4) * aStride),
                              load4x2(b + i * bStride, b + (i + 4) * bStride));
    return satd4Rows(d);
}

INLINE v128_t satd4x4(const pixel* a, intptr_t aStride, const pixel* b, intptr_t bStride)
{
    v128_t d[4];
    for (int i = 0; i < 4; i++)
        d[i] = wasm_i16x8_sub(load4(a + i * aStride), load4(b + i * bStride));
    return satd4Rows(d);
}

template<int width, int height>
int satd(const pixel* a, intptr_t aStride, const pixel* b, intptr_t bStride)
{
    v128_t sum = wasm_i32x4_const_splat(0);
    constexpr int broad = width / 8 * 8;
    for (int y = 0; y < height && broad > 0; y += 4)
        for (int x = 0; x < broad; x += 8)
            sum = wasm_i32x4_add(sum, satd8x4(a + y * aStride + x, aStride, b + y * bStride + x, bStride));
    if (width > broad)
    {
        a += broad;
        b += broad;
        for (int y = 0; y < height / 8 * 8; y += 8)
            sum = wasm_i32x4_add(sum, satd4x8(a + y * aStride, aStride, b + y * bStride, bStride));
        if (height % 8 != 0)
        {
            const int y = height / 8 * 8;
            sum = wasm_i32x4_add(sum, satd4x4(a + y * aStride, aStride, b + y * bStride, bStride));
        }
    }
    return (int)sumLanes(sum);
}

/* Half of the sum for 8x8, in lanes of 32 bits. */
INLINE v128_t transformed8x8(v128_t* d)
{
    columns4(d);
    columns4(d + 4);
    for (int i = 0; i < 4; i++)
        butterfly(d[i], d[i + 4]);
    for (int i = 0; i < 8; i += 2)
    {
        across64(d[i], d[i + 1]);
        across32(d[i], d[i + 1]);
    }
    v128_t sum = wasm_i32x4_const_splat(0);
#if HIGH_BIT_DEPTH
    for (int i = 0; i < 8; i++)
        sum = wasm_i32x4_add(sum, lower(largest(d[i])));
#else
    for (int i = 0; i < 8; i++)
        sum = wasm_i16x8_add(sum, largest(d[i]));
    sum = lower(sum);
#endif
    return sum;
}

INLINE v128_t sa8dSum(const pixel* a, intptr_t aStride, const pixel* b, intptr_t bStride)
{
    v128_t d[8];
    for (int i = 0; i < 8; i++)
        d[i] = wasm_i16x8_sub(load8(a + i * aStride), load8(b + i * bStride));
    return transformed8x8(d);
}

/* Rounded once for each group of `group` x `group` pixels. */
template<int width, int height, int group>
int sa8d(const pixel* a, intptr_t aStride, const pixel* b, intptr_t bStride)
{
    int cost = 0;
    for (int y = 0; y < height; y += group)
        for (int x = 0; x < width; x += group)
        {
            v128_t sum = wasm_i32x4_const_splat(0);
#pragma clang loop unroll(disable)
            for (int i = 0; i < group * group / 64; i++)
            {
                const int row = y + i / (group / 8) * 8, column = x + i % (group / 8) * 8;
                sum = wasm_i32x4_add(sum, sa8dSum(a + row * aStride + column, aStride, b + row * bStride + column, bStride));
            }
            cost += (int)((sumLanes(sum) + 1) >> 1);
        }
    return cost;
}

/* The energy of a block without its mean. */
INLINE int energy8x8(const pixel* p, intptr_t stride)
{
    v128_t d[8], sum = wasm_i16x8_const_splat(0);
    for (int i = 0; i < 8; i++)
    {
        d[i] = load8(p + i * stride);
        sum = wasm_i16x8_add(sum, d[i]);
    }
    v128_t transformed = transformed8x8(d);
    return (int)((sumLanes(transformed) + 1) >> 1) - (int)(sumLanes(pairs16(sum)) >> 2);
}

INLINE int energy4x4(const pixel* p, intptr_t stride)
{
    v128_t d[4], sum = wasm_i16x8_const_splat(0);
    for (int i = 0; i < 4; i++)
    {
        d[i] = load4(p + i * stride);
        sum = wasm_i16x8_add(sum, d[i]);
    }
    v128_t transformed = satd4Rows(d);
    return (int)sumLanes(transformed) - (int)(sumLanes(pairs16(sum)) >> 2);
}

template<int size>
int psyCost(const pixel* source, intptr_t sourceStride, const pixel* recon, intptr_t reconStride)
{
    if (size == 4)
        return abs(energy4x4(source, sourceStride) - energy4x4(recon, reconStride));
    uint32_t total = 0;
    for (int y = 0; y < size; y += 8)
        for (int x = 0; x < size; x += 8)
            total += abs(energy8x8(source + y * sourceStride + x, sourceStride) -
                         energy8x8(recon + y * reconStride + x, reconStride));
    return (int)total;
}

/* Sums of squares. */

INLINE v128_t addSquares(v128_t sum, v128_t a)
{
    return wasm_i32x4_add(sum, wasm_i32x4_dot_i16x8(a, a));
}

INLINE sse_t sumSquares(v128_t sum)
{
#if X265_DEPTH < 10
    return sumLanes(sum);
#else
    return sumLanesWide(sum);
#endif
}

template<int width, int height>
sse_t sse_pp(const pixel* a, intptr_t aStride, const pixel* b, intptr_t bStride)
{
    v128_t sum = wasm_i32x4_const_splat(0);
#if !HIGH_BIT_DEPTH
    if (width % 16 == 0)
    {
        for (int y = 0; y < height; y++, a += aStride, b += bStride)
            for (int x = 0; x < width; x += 16)
            {
                v128_t d = distance(wasm_v128_load(a + x), wasm_v128_load(b + x));
                sum = addSquares(sum, wasm_v128_and(d, wasm_i16x8_const_splat(255)));
                sum = addSquares(sum, wasm_u16x8_shr(d, 8));
            }
        return sumSquares(sum);
    }
#endif
    if (width == 4)
        for (int y = 0; y < height; y += 2, a += 2 * aStride, b += 2 * bStride)
            sum = addSquares(sum, wasm_i16x8_sub(load4x2(a, a + aStride), load4x2(b, b + bStride)));
    else
        for (int y = 0; y < height; y++, a += aStride, b += bStride)
            for (int x = 0; x < width; x += 8)
                sum = addSquares(sum, wasm_i16x8_sub(load8(a + x), load8(b + x)));
    return sumSquares(sum);
}

template<int size>
sse_t ssd_s(const int16_t* a, intptr_t stride)
{
    v128_t sum = wasm_i32x4_const_splat(0);
    if (size == 4)
        for (int y = 0; y < 4; y += 2, a += 2 * stride)
            sum = addSquares(sum, wasm_v128_load64_lane(a + stride, wasm_v128_load64_zero(a), 1));
    else
        for (int y = 0; y < size; y++, a += stride)
            for (int x = 0; x < size; x += 8)
                sum = addSquares(sum, wasm_v128_load(a + x));
    return sumSquares(sum);
}

template<int size>
uint64_t var(const pixel* p, intptr_t stride)
{
    v128_t sum = wasm_i32x4_const_splat(0), squares = sum;
    for (int y = 0; y < size; y++, p += stride)
        for (int x = 0; x < size; x += 8)
        {
            v128_t a = load8(p + x);
            sum = wasm_i32x4_add(sum, pairs16(a));
            squares = addSquares(squares, a);
        }
    return sumLanes(sum) + ((uint64_t)sumLanes(squares) << 32);
}

/* Averages. */

template<int width, int height>
void pixelavg_pp(pixel* dst, intptr_t dstStride, const pixel* a, intptr_t aStride, const pixel* b, intptr_t bStride, int)
{
    for (int y = 0; y < height; y++, dst += dstStride, a += aStride, b += bStride)
    {
        int x = 0;
        for (; x + 16 / (int)sizeof(pixel) <= width; x += 16 / sizeof(pixel))
        {
            v128_t first = wasm_v128_load(a + x), second = wasm_v128_load(b + x);
#if HIGH_BIT_DEPTH
            wasm_v128_store(dst + x, wasm_u16x8_avgr(first, second));
#else
            wasm_v128_store(dst + x, wasm_u8x16_avgr(first, second));
#endif
        }
        if (sizeof(pixel) == 1 && width % 16 >= 8)
        {
            store8(dst + x, wasm_u16x8_avgr(load8(a + x), load8(b + x)));
            x += 8;
        }
        if (width % 8 != 0)
            store4(dst + x, wasm_u16x8_avgr(load4(a + x), load4(b + x)));
    }
}

template<int width, int height>
void addAvg(const int16_t* a, const int16_t* b, pixel* dst, intptr_t aStride, intptr_t bStride, intptr_t dstStride)
{
    constexpr int shift = IF_INTERNAL_PREC + 1 - X265_DEPTH;
    /* What overflows is clipped in the end. */
    const v128_t offset = wasm_i16x8_const_splat((1 << (shift - 1)) + 2 * IF_INTERNAL_OFFS);
    for (int y = 0; y < height; y++, dst += dstStride, a += aStride, b += bStride)
    {
        int x = 0;
        for (; x + 8 <= width; x += 8)
        {
            v128_t sum = wasm_i16x8_add_sat(wasm_v128_load(a + x), wasm_v128_load(b + x));
            store8(dst + x, wasm_i16x8_shr(wasm_i16x8_add_sat(sum, offset), shift));
        }
        if (width % 8 != 0)
        {
            v128_t sum = wasm_i16x8_add_sat(wasm_v128_load(a + x), wasm_v128_load(b + x));
            storeSome<width % 8>(dst + x, wasm_i16x8_shr(wasm_i16x8_add_sat(sum, offset), shift));
        }
    }
}

/* Pictures of half the size, at four offsets. */

#if HIGH_BIT_DEPTH
constexpr int HALF = 8;
INLINE v128_t average(v128_t a, v128_t b) { return wasm_u16x8_avgr(a, b); }
INLINE v128_t evenPixels(v128_t a, v128_t b) { return wasm_i16x8_shuffle(a, b, 0, 2, 4, 6, 8, 10, 12, 14); }
INLINE v128_t oddPixels(v128_t a, v128_t b) { return wasm_i16x8_shuffle(a, b, 1, 3, 5, 7, 9, 11, 13, 15); }
#else
constexpr int HALF = 16;
INLINE v128_t average(v128_t a, v128_t b) { return wasm_u8x16_avgr(a, b); }
INLINE v128_t evenPixels(v128_t a, v128_t b)
{
    const v128_t low = wasm_i16x8_const_splat(255);
    return wasm_u8x16_narrow_i16x8(wasm_v128_and(a, low), wasm_v128_and(b, low));
}
INLINE v128_t oddPixels(v128_t a, v128_t b)
{
    return wasm_u8x16_narrow_i16x8(wasm_u16x8_shr(a, 8), wasm_u16x8_shr(b, 8));
}
#endif

INLINE int averageOf(int a, int b, int c, int d)
{
    return (((a + b + 1) >> 1) + ((c + d + 1) >> 1) + 1) >> 1;
}

void frameInitLowres(const pixel* src0, pixel* dst0, pixel* dsth, pixel* dstv, pixel* dstc,
                     intptr_t srcStride, intptr_t dstStride, int width, int height)
{
    for (int y = 0; y < height; y++)
    {
        const pixel* src1 = src0 + srcStride;
        const pixel* src2 = src1 + srcStride;
        int x = 0;
        for (; x + HALF <= width; x += HALF)
        {
            v128_t top[4], bottom[4];
            for (int i = 0; i < 4; i++)
            {
                const intptr_t at = 2 * x + (i & 1) * HALF + (i >> 1);
                v128_t middle = wasm_v128_load(src1 + at);
                top[i] = average(wasm_v128_load(src0 + at), middle);
                bottom[i] = average(middle, wasm_v128_load(src2 + at));
            }
            wasm_v128_store(dst0 + x, average(evenPixels(top[0], top[1]), oddPixels(top[0], top[1])));
            wasm_v128_store(dsth + x, average(evenPixels(top[2], top[3]), oddPixels(top[2], top[3])));
            wasm_v128_store(dstv + x, average(evenPixels(bottom[0], bottom[1]), oddPixels(bottom[0], bottom[1])));
            wasm_v128_store(dstc + x, average(evenPixels(bottom[2], bottom[3]), oddPixels(bottom[2], bottom[3])));
        }
        for (; x < width; x++)
        {
            const pixel* a = src0 + 2 * x;
            const pixel* b = src1 + 2 * x;
            const pixel* c = src2 + 2 * x;
            dst0[x] = (pixel)averageOf(a[0], b[0], a[1], b[1]);
            dsth[x] = (pixel)averageOf(a[1], b[1], a[2], b[2]);
            dstv[x] = (pixel)averageOf(b[0], c[0], b[1], c[1]);
            dstc[x] = (pixel)averageOf(b[1], c[1], b[2], c[2]);
        }
        src0 += srcStride * 2;
        dst0 += dstStride;
        dsth += dstStride;
        dstv += dstStride;
        dstc += dstStride;
    }
}

/* Weights. */

/* One factor for eight values; the rounding and the offset that belong to it. */
INLINE v128_t weighted(v128_t values, v128_t factor, v128_t round, int shift, v128_t offset)
{
    v128_t low = wasm_i32x4_add(wasm_i32x4_extmul_low_i16x8(values, factor), round);
    v128_t high = wasm_i32x4_add(wasm_i32x4_extmul_high_i16x8(values, factor), round);
    low = wasm_i32x4_add(wasm_i32x4_shr(low, shift), offset);
    high = wasm_i32x4_add(wasm_i32x4_shr(high, shift), offset);
    return wasm_i16x8_narrow_i32x4(low, high);
}

void weight_pp(const pixel* src, pixel* dst, intptr_t stride, int width, int height, int w0, int round, int shift, int offset)
{
    constexpr int correction = IF_INTERNAL_PREC - X265_DEPTH;
    const v128_t factor = wasm_i16x8_splat((int16_t)w0);
    const v128_t rounding = wasm_i32x4_splat(round), offsets = wasm_i32x4_splat(offset);
    for (int y = 0; y < height; y++, src += stride, dst += stride)
    {
        int x = 0;
        for (; x + 8 <= width; x += 8)
            store8(dst + x, weighted(wasm_i16x8_shl(load8(src + x), correction), factor, rounding, shift, offsets));
        for (; x < width; x++)
            dst[x] = x265_clip(((w0 * (src[x] << correction) + round) >> shift) + offset);
    }
}

void weight_sp(const int16_t* src, pixel* dst, intptr_t srcStride, intptr_t dstStride, int width, int height,
               int w0, int round, int shift, int offset)
{
    const v128_t factor = wasm_i16x8_splat((int16_t)w0);
    /* The offset of the values, multiplied already. */
    const v128_t rounding = wasm_i32x4_splat(w0 * IF_INTERNAL_OFFS + round), offsets = wasm_i32x4_splat(offset);
    for (int y = 0; y < height; y++, src += srcStride, dst += dstStride)
    {
        int x = 0;
        for (; x + 8 <= width; x += 8)
            store8(dst + x, weighted(wasm_v128_load(src + x), factor, rounding, shift, offsets));
        for (; x < width; x++)
            dst[x] = x265_clip(((w0 * (src[x] + IF_INTERNAL_OFFS) + round) >> shift) + offset);
    }
}

}

namespace X265_NS {

void setupPixelPrimitives_wasm(EncoderPrimitives& p)
{
#define LUMA(w, h) \
    p.pu[LUMA_ ## w ## x ## h].sad = sad<w, h>; \
    p.pu[LUMA_ ## w ## x ## h].sad_x3 = sad_x3<w, h>; \
    p.pu[LUMA_ ## w ## x ## h].sad_x4 = sad_x4<w, h>; \
    p.pu[LUMA_ ## w ## x ## h].satd = satd<w, h>; \
    p.pu[LUMA_ ## w ## x ## h].addAvg[NONALIGNED] = addAvg<w, h>; \
    p.pu[LUMA_ ## w ## x ## h].addAvg[ALIGNED] = addAvg<w, h>; \
    p.pu[LUMA_ ## w ## x ## h].pixelavg_pp[NONALIGNED] = pixelavg_pp<w, h>; \
    p.pu[LUMA_ ## w ## x ## h].pixelavg_pp[ALIGNED] = pixelavg_pp<w, h>;
    FOR_LUMA_SIZES(LUMA)
#define CHROMA_420(w, h) \
    p.chroma[X265_CSP_I420].pu[CHROMA_420_ ## w ## x ## h].addAvg[NONALIGNED] = addAvg<w, h>; \
    p.chroma[X265_CSP_I420].pu[CHROMA_420_ ## w ## x ## h].addAvg[ALIGNED] = addAvg<w, h>;
    FOR_420_SIZES(CHROMA_420)
#define CHROMA_422(w, h) \
    p.chroma[X265_CSP_I422].pu[CHROMA_422_ ## w ## x ## h].addAvg[NONALIGNED] = addAvg<w, h>; \
    p.chroma[X265_CSP_I422].pu[CHROMA_422_ ## w ## x ## h].addAvg[ALIGNED] = addAvg<w, h>;
    FOR_422_SIZES(CHROMA_422)
#define SATD_422(w, h) p.chroma[X265_CSP_I422].pu[CHROMA_422_ ## w ## x ## h].satd = satd<w, h>;
    SATD_422(8, 12) SATD_422(16, 24) SATD_422(12, 32) SATD_422(4, 32) SATD_422(32, 48) SATD_422(24, 64) SATD_422(8, 64)
    p.chroma[X265_CSP_I422].cu[BLOCK_16x16].sa8d = sa8d<8, 16, 8>;
    p.chroma[X265_CSP_I422].cu[BLOCK_32x32].sa8d = sa8d<16, 32, 16>;
    p.chroma[X265_CSP_I422].cu[BLOCK_64x64].sa8d = sa8d<32, 64, 16>;

    p.cu[BLOCK_8x8].sa8d = sa8d<8, 8, 8>;
    p.cu[BLOCK_16x16].sa8d = sa8d<16, 16, 16>;
    p.cu[BLOCK_32x32].sa8d = sa8d<32, 32, 16>;
    p.cu[BLOCK_64x64].sa8d = sa8d<64, 64, 16>;

#if HIGH_BIT_DEPTH
    /* Differences of values of 16 bits are then those of pixels. */
#define SSE(n) p.cu[BLOCK_ ## n ## x ## n].sse_ss = (pixel_sse_ss_t)sse_pp<n, n>;
#else
#define SSE(n)
#endif
#define CU(n) \
    SSE(n) \
    p.cu[BLOCK_ ## n ## x ## n].sse_pp = sse_pp<n, n>; \
    p.cu[BLOCK_ ## n ## x ## n].psy_cost_pp = psyCost<n>; \
    p.cu[BLOCK_ ## n ## x ## n].ssd_s[NONALIGNED] = ssd_s<n>; \
    p.cu[BLOCK_ ## n ## x ## n].ssd_s[ALIGNED] = ssd_s<n>;
    CU(4) CU(8) CU(16) CU(32) CU(64)
#define VAR(n) p.cu[BLOCK_ ## n ## x ## n].var = var<n>;
    VAR(8) VAR(16) VAR(32) VAR(64)
#define SSE_422(w, h) p.chroma[X265_CSP_I422].cu[BLOCK_422_ ## w ## x ## h].sse_pp = sse_pp<w, h>;
    SSE_422(4, 8) SSE_422(8, 16) SSE_422(16, 32) SSE_422(32, 64)

    p.frameInitLowres = frameInitLowres;
    p.frameInitLowerRes = frameInitLowres;
    p.weight_pp = weight_pp;
    p.weight_sp = weight_sp;
}

}
