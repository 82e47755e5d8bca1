/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Offsets that are added to what was decoded, and what they are chosen by, for WebAssembly. */
#include "wasm.h"
#include "sao.h"

using namespace X265_NS;

namespace {

/* In lanes of 16 bits: -1, 0 or 1. */
INLINE v128_t signs(v128_t a, v128_t b)
{
    return wasm_i16x8_sub(wasm_i16x8_lt(a, b), wasm_i16x8_gt(a, b));
}

INLINE int signOfOne(int a, int b) { return (a > b) - (a < b); }

INLINE v128_t loadSigns(const int8_t* p) { return wasm_i16x8_load8x8(p); }

INLINE void storeNegated(int8_t* p, v128_t a)
{
    a = wasm_i16x8_neg(a);
    wasm_v128_store64_lane(p, wasm_i8x16_narrow_i16x8(a, a), 0);
}

void sign(int8_t* dst, const pixel* a, const pixel* b, const int endX)
{
    int x = 0;
    for (; x + 8 <= endX; x += 8)
    {
        v128_t all = signs(load8(a + x), load8(b + x));
        wasm_v128_store64_lane(dst + x, wasm_i8x16_narrow_i16x8(all, all), 0);
    }
    for (; x < endX; x++)
        dst[x] = (int8_t)signOfOne(a[x], b[x]);
}

/* The offsets of the five kinds of edges, looked up by -2 to 2. */
struct EdgeOffsets
{
    v128_t table;
    const int8_t* offsets;

    explicit INLINE_METHOD EdgeOffsets(const int8_t* offsetEo) : offsets(offsetEo)
    {
        table = wasm_v128_load32_zero(offsetEo);
        table = wasm_i8x16_replace_lane(table, 4, offsetEo[4]);
    }

    INLINE_METHOD void add(pixel* rec, v128_t pixels, v128_t edge) const
    {
        v128_t index = wasm_i16x8_add(edge, wasm_i16x8_const_splat(2));
        v128_t offset = wasm_i16x8_extend_low_i8x16(wasm_i8x16_swizzle(table, wasm_i8x16_narrow_i16x8(index, index)));
        store8(rec, wasm_i16x8_add(pixels, offset));
    }

    INLINE_METHOD void addOne(pixel* rec, int edge) const { *rec = x265_clip(*rec + offsets[edge + 2]); }
};

void saoCuOrgE0(pixel* rec, int8_t* offsetEo, int width, int8_t* signLeft, intptr_t stride)
{
    const EdgeOffsets offsets(offsetEo);
    for (int y = 0; y < 2; y++, rec += stride)
    {
        /* In its last lane is the sign of what is at the left. */
        v128_t before = wasm_i16x8_splat(signLeft[y]);
        int x = 0;
        for (; x + 8 <= width; x += 8)
        {
            v128_t pixels = load8(rec + x), right = signs(pixels, load8(rec + x + 1)), left = wasm_i16x8_neg(right);
            offsets.add(rec + x, pixels, wasm_i16x8_add(right, wasm_i16x8_shuffle(before, left, 7, 8, 9, 10, 11, 12, 13, 14)));
            before = left;
        }
        int last = wasm_i16x8_extract_lane(before, 7);
        for (; x < width; x++)
        {
            const int right = signOfOne(rec[x], rec[x + 1]);
            offsets.addOne(rec + x, right + last);
            last = -right;
        }
    }
}

/* Edges between rows: of `below`, at `x`, with the signs in `up`; the next ones go to `next`. */
INLINE void edgesDown(pixel* rec, intptr_t below, const int8_t* up, int8_t* next, int begin, int end, const int8_t* offsetEo)
{
    const EdgeOffsets offsets(offsetEo);
    int x = begin;
    for (; x + 8 <= end; x += 8)
    {
        v128_t pixels = load8(rec + x), down = signs(pixels, load8(rec + x + below)), edge = wasm_i16x8_add(down, loadSigns(up + x));
        storeNegated(next + x, down);
        offsets.add(rec + x, pixels, edge);
    }
    for (; x < end; x++)
    {
        const int down = signOfOne(rec[x], rec[x + below]), edge = down + up[x];
        next[x] = (int8_t)-down;
        offsets.addOne(rec + x, edge);
    }
}

void saoCuOrgE1(pixel* rec, int8_t* up, int8_t* offsetEo, intptr_t stride, int width)
{
    edgesDown(rec, stride, up, up, 0, width, offsetEo);
}

void saoCuOrgE1_2Rows(pixel* rec, int8_t* up, int8_t* offsetEo, intptr_t stride, int width)
{
    edgesDown(rec, stride, up, up, 0, width, offsetEo);
    edgesDown(rec + stride, stride, up, up, 0, width, offsetEo);
}

void saoCuOrgE2(pixel* rec, int8_t* next, int8_t* up, int8_t* offsetEo, int width, intptr_t stride)
{
    edgesDown(rec, stride + 1, up, next + 1, 0, width, offsetEo);
}

void saoCuOrgE3(pixel* rec, int8_t* up, int8_t* offsetEo, intptr_t stride, int startX, int endX)
{
    edgesDown(rec, stride, up, up - 1, startX + 1, endX, offsetEo);
}

/* Statistics of the kinds of edges. */

struct EdgeStatistics
{
    v128_t counts[4], sums[4], total;
    int pixels;

    INLINE_METHOD EdgeStatistics() : total(wasm_i32x4_const_splat(0)), pixels(0)
    {
        for (int i = 0; i < 4; i++)
            counts[i] = sums[i] = total;
    }

    /* Lanes that do not count have a difference of 0 and an edge of 0. */
    INLINE_METHOD void add(v128_t diff, v128_t edge)
    {
        static const int16_t kinds[4] = { -2, -1, 1, 2 };
        for (int i = 0; i < 4; i++)
        {
            v128_t mask = wasm_i16x8_eq(edge, wasm_i16x8_splat(kinds[i]));
            counts[i] = wasm_i16x8_sub(counts[i], mask);
            sums[i] = wasm_i32x4_sub(sums[i], wasm_i32x4_dot_i16x8(diff, mask));
        }
        total = wasm_i32x4_add(total, pairs16(diff));
    }

    INLINE_METHOD void finish(int32_t* stats, int32_t* count) const
    {
        static const int places[4] = { 0, 1, 3, 4 };
        int32_t restStats = (int32_t)sumLanes(total), restCount = pixels;
        for (int i = 0; i < 4; i++)
        {
            const int32_t sum = (int32_t)sumLanes(sums[i]), found = (int32_t)sumLanes(pairs16(counts[i]));
            stats[SAO::s_eoTable[places[i]]] += sum;
            count[SAO::s_eoTable[places[i]]] += found;
            restStats -= sum;
            restCount -= found;
        }
        stats[SAO::s_eoTable[2]] += restStats;
        count[SAO::s_eoTable[2]] += restCount;
    }
};

/* Which of eight lanes are among the first `count`. */
INLINE v128_t firstLanes(int count)
{
    return wasm_i16x8_lt(wasm_i16x8_const(0, 1, 2, 3, 4, 5, 6, 7), wasm_i16x8_splat(count));
}

void saoCuStatsE0(const int16_t* diff, const pixel* rec, intptr_t stride, int endX, int endY, int32_t* stats, int32_t* count)
{
    EdgeStatistics statistics;
    for (int y = 0; y < endY; y++, diff += MAX_CU_SIZE, rec += stride)
        for (int x = 0; x < endX; x += 8)
        {
            v128_t pixels = load8(rec + x), d = wasm_v128_load(diff + x);
            v128_t edge = wasm_i16x8_add(signs(pixels, load8(rec + x + 1)), signs(pixels, load8(rec + x - 1)));
            if (endX - x < 8)
            {
                v128_t mask = firstLanes(endX - x);
                d = wasm_v128_and(d, mask);
                edge = wasm_v128_and(edge, mask);
            }
            statistics.add(d, edge);
        }
    statistics.pixels = endX * endY;
    statistics.finish(stats, count);
}

/* One row, whose signs to the row `below` go to `next`. */
INLINE void rowStatistics(EdgeStatistics& statistics, const int16_t* diff, const pixel* rec, intptr_t below,
                          const int8_t* up, int8_t* next, int endX)
{
    for (int x = 0; x < endX; x += 8)
    {
        v128_t pixels = load8(rec + x), d = wasm_v128_load(diff + x), down = signs(pixels, load8(rec + x + below));
        v128_t edge = wasm_i16x8_add(down, loadSigns(up + x));
        if (endX - x < 8)
        {
            v128_t mask = firstLanes(endX - x);
            int8_t negated[8];
            storeNegated(negated, down);
            for (int i = 0; i < endX - x; i++)
                next[x + i] = negated[i];
            d = wasm_v128_and(d, mask);
            edge = wasm_v128_and(edge, mask);
        }
        else
            storeNegated(next + x, down);
        statistics.add(d, edge);
    }
}

void saoCuStatsE1(const int16_t* diff, const pixel* rec, intptr_t stride, int8_t* up, int endX, int endY, int32_t* stats, int32_t* count)
{
    EdgeStatistics statistics;
    for (int y = 0; y < endY; y++, diff += MAX_CU_SIZE, rec += stride)
        rowStatistics(statistics, diff, rec, stride, up, up, endX);
    statistics.pixels = endX * endY;
    statistics.finish(stats, count);
}

void saoCuStatsE2(const int16_t* diff, const pixel* rec, intptr_t stride, int8_t* up, int8_t* next, int endX, int endY, int32_t* stats, int32_t* count)
{
    EdgeStatistics statistics;
    for (int y = 0; y < endY; y++, diff += MAX_CU_SIZE, rec += stride)
    {
        next[0] = (int8_t)signOfOne(rec[stride], rec[-1]);
        rowStatistics(statistics, diff, rec, stride + 1, up, next + 1, endX);
        std::swap(up, next);
    }
    statistics.pixels = endX * endY;
    statistics.finish(stats, count);
}

void saoCuStatsE3(const int16_t* diff, const pixel* rec, intptr_t stride, int8_t* up, int endX, int endY, int32_t* stats, int32_t* count)
{
    EdgeStatistics statistics;
    for (int y = 0; y < endY; y++, diff += MAX_CU_SIZE, rec += stride)
    {
        rowStatistics(statistics, diff, rec, stride - 1, up, up - 1, endX);
        up[endX - 1] = (int8_t)signOfOne(rec[endX - 1 + stride], rec[endX]);
    }
    statistics.pixels = endX * endY;
    statistics.finish(stats, count);
}

}

namespace X265_NS {

void setupLoopFilterPrimitives_wasm(EncoderPrimitives& p)
{
    p.sign = sign;
    p.saoCuOrgE0 = saoCuOrgE0;
    p.saoCuOrgE1 = saoCuOrgE1;
    p.saoCuOrgE1_2Rows = saoCuOrgE1_2Rows;
    p.saoCuOrgE2[0] = p.saoCuOrgE2[1] = saoCuOrgE2;
    p.saoCuOrgE3[0] = p.saoCuOrgE3[1] = saoCuOrgE3;
    p.saoCuStatsE0 = saoCuStatsE0;
    p.saoCuStatsE1 = saoCuStatsE1;
    p.saoCuStatsE2 = saoCuStatsE2;
    p.saoCuStatsE3 = saoCuStatsE3;
}

}
