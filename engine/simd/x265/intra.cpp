/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Prediction from pixels at the edges of a block, for WebAssembly. */
#include "wasm.h"

using namespace X265_NS;

namespace {

INLINE v128_t numbersFrom(int first)
{
    return wasm_i16x8_add(wasm_i16x8_splat(first), wasm_i16x8_const(0, 1, 2, 3, 4, 5, 6, 7));
}

template<int size>
INLINE v128_t loadRow(const pixel* p) { return size == 4 ? load4(p) : load8(p); }

template<int size>
INLINE void storeRow(pixel* p, v128_t a) { storeSome<size == 4 ? 4 : 8>(p, a); }

template<int size>
void planar(pixel* dst, intptr_t stride, const pixel* src, int, int)
{
    constexpr int shift = size == 4 ? 3 : size == 8 ? 4 : size == 16 ? 5 : 6;
    const pixel* above = src + 1;
    const pixel* left = src + 2 * size + 1;
    const v128_t right = wasm_i16x8_splat(above[size]), bottom = wasm_i16x8_splat(left[size]);
    for (int x = 0; x < size; x += 8)
    {
        v128_t top = loadRow<size>(above + x);
        v128_t step = wasm_i16x8_sub(bottom, top);
        v128_t sum = wasm_i16x8_add(wasm_i16x8_mul(numbersFrom(x + 1), right), wasm_i16x8_splat(size));
        sum = wasm_i16x8_add(sum, wasm_i16x8_mul(top, wasm_i16x8_const_splat(size)));
        const v128_t factor = wasm_i16x8_sub(wasm_i16x8_splat(size - 1), numbersFrom(x));
        for (int y = 0; y < size; y++)
        {
            sum = wasm_i16x8_add(sum, step);
            v128_t all = wasm_i16x8_add(sum, wasm_i16x8_mul(factor, wasm_i16x8_splat(left[y])));
            storeRow<size>(dst + y * stride + x, wasm_u16x8_shr(all, shift));
        }
    }
}

template<int size>
void dc(pixel* dst, intptr_t stride, const pixel* src, int, int withEdges)
{
    const pixel* above = src + 1;
    const pixel* left = src + 2 * size + 1;
    v128_t sum = wasm_i32x4_const_splat(0);
    for (int x = 0; x < size; x += 8)
        sum = wasm_i32x4_add(sum, pairs16(wasm_i16x8_add(loadRow<size>(above + x), loadRow<size>(left + x))));
    const int mean = (int)(sumLanes(sum) + size) / (2 * size);
    const v128_t all = wasm_i16x8_splat(mean);
    for (int y = 0; y < size; y++)
        for (int x = 0; x < size; x += 8)
            storeRow<size>(dst + y * stride + x, all);
    if (!withEdges)
        return;
    const v128_t inside = wasm_i16x8_splat(3 * mean + 2);
    for (int x = 0; x < size; x += 8)
        storeRow<size>(dst + x, wasm_u16x8_shr(wasm_i16x8_add(loadRow<size>(above + x), inside), 2));
    dst[0] = (pixel)((above[0] + left[0] + 2 * mean + 2) >> 2);
    for (int y = 1; y < size; y++)
        dst[y * stride] = (pixel)((left[y] + 3 * mean + 2) >> 2);
}

/* The angle of each direction: how far a row is from the one before, in 32nds of a pixel. */
const int8_t angles[17] = { -32, -26, -21, -17, -13, -9, -5, -2, 0, 2, 5, 9, 13, 17, 21, 26, 32 };
/* How far apart pixels at the other edge are, for angles below 0, in 256ths. */
const int16_t inverseAngles[8] = { 4096, 1638, 910, 630, 482, 390, 315, 256 };

/* Straight on from one edge; the other changes the pixels next to it. */
template<int size>
INLINE void straight(pixel* dst, intptr_t stride, const pixel* main, const pixel* side, int corner, bool across, int withEdges)
{
    if (!across)
    {
        for (int x = 0; x < size; x += 8)
        {
            v128_t row = loadRow<size>(main + x);
            for (int y = 0; y < size; y++)
                storeRow<size>(dst + y * stride + x, row);
        }
        if (withEdges)
            for (int y = 0; y < size; y++)
                dst[y * stride] = x265_clip((int16_t)(main[0] + ((side[y] - corner) >> 1)));
        return;
    }
    for (int y = 0; y < size; y++)
    {
        const v128_t all = wasm_i16x8_splat(main[y]);
        for (int x = 0; x < size; x += 8)
            storeRow<size>(dst + y * stride + x, all);
    }
    if (withEdges)
        for (int x = 0; x < size; x += 8)
        {
            v128_t change = wasm_i16x8_shr(wasm_i16x8_sub(loadRow<size>(side + x), wasm_i16x8_splat(corner)), 1);
            storeRow<size>(dst + x, wasm_i16x8_add(wasm_i16x8_splat(main[0]), change));
        }
}

/* Part of a row, between two pixels of the edge each. */
template<int size>
INLINE v128_t slanted(const pixel* ref, int distance)
{
    const int fraction = distance & 31;
    const pixel* p = ref + (distance >> 5);
    v128_t a = loadRow<size>(p);
    if (fraction == 0)
        return a;
    v128_t sum = wasm_i16x8_mul(a, wasm_i16x8_splat(32 - fraction));
    sum = wasm_i16x8_add(sum, wasm_i16x8_mul(loadRow<size>(p + 1), wasm_i16x8_splat(fraction)));
    return wasm_u16x8_shr(wasm_i16x8_add(sum, wasm_i16x8_const_splat(16)), 5);
}

template<int size>
void angular(pixel* dst, intptr_t stride, const pixel* src, int mode, int withEdges)
{
    const bool across = mode < 18;
    const pixel* main = src + 1 + (across ? 2 * size : 0);
    const pixel* side = src + 1 + (across ? 0 : 2 * size);
    const int direction = across ? 10 - mode : mode - 26;
    const int angle = angles[8 + direction];
    if (angle == 0)
        return straight<size>(dst, stride, main, side, src[0], across, withEdges);

    pixel extended[2 * 32 + 16];
    const pixel* ref = main;
    if (angle < 0)
    {
        /* Pixels of the other edge, where they lie as seen from this one. */
        pixel* begin = extended + size;
        const int count = -((size * angle) >> 5) - 1;
        const int inverse = inverseAngles[-direction - 1];
        for (int i = 0, sum = 128 + inverse; i < count; i++, sum += inverse)
            begin[-2 - i] = side[(sum >> 8) - 1];
        begin[-1] = src[0];
        for (int x = 0; x < size; x += 8)
            storeRow<size>(begin + x, loadRow<size>(main + x));
        ref = begin;
    }

    if (size == 4)
    {
        v128_t r[4];
        for (int y = 0; y < 4; y++)
            r[y] = slanted<4>(ref, (y + 1) * angle);
        if (across)
        {
            v128_t a = wasm_i16x8_shuffle(r[0], r[1], 0, 8, 1, 9, 2, 10, 3, 11);
            v128_t b = wasm_i16x8_shuffle(r[2], r[3], 0, 8, 1, 9, 2, 10, 3, 11);
            r[0] = wasm_i32x4_shuffle(a, b, 0, 4, 1, 5);
            r[1] = wasm_i64x2_shuffle(r[0], r[0], 1, 1);
            r[2] = wasm_i32x4_shuffle(a, b, 2, 6, 3, 7);
            r[3] = wasm_i64x2_shuffle(r[2], r[2], 1, 1);
        }
        for (int y = 0; y < 4; y++)
            store4(dst + y * stride, r[y]);
        return;
    }
    for (int y = 0; y < size; y += 8)
        for (int x = 0; x < size; x += 8)
        {
            v128_t r[8];
            for (int i = 0; i < 8; i++)
                r[i] = slanted<8>(ref + x, (y + i + 1) * angle);
            pixel* to = dst + y * stride + x;
            if (across)
            {
                transpose8(r);
                to = dst + x * stride + y;
            }
            for (int i = 0; i < 8; i++)
                store8(to + i * stride, r[i]);
        }
}

INLINE v128_t smooth(const pixel* p)
{
    v128_t sum = wasm_i16x8_add(load8(p - 1), load8(p + 1));
    sum = wasm_i16x8_add(sum, wasm_i16x8_shl(load8(p), 1));
    return wasm_u16x8_shr(wasm_i16x8_add(sum, wasm_i16x8_const_splat(2)), 2);
}

/* The pixels at both edges, smoothed. */
template<int size>
void intra_filter(const pixel* samples, pixel* filtered)
{
    constexpr int middle = 2 * size, last = 4 * size;
    for (int i = 1; i + 8 < last; i += 8)
        store8(filtered + i, smooth(samples + i));
    store8(filtered + last - 8, smooth(samples + last - 8));
    const int corner = samples[0];
    filtered[0] = (pixel)((2 * corner + samples[1] + samples[middle + 1] + 2) >> 2);
    filtered[middle] = samples[middle];
    filtered[middle + 1] = (pixel)((2 * samples[middle + 1] + corner + samples[middle + 2] + 2) >> 2);
    filtered[last] = samples[last];
}

}

namespace X265_NS {

void setupIntraPrimitives_wasm(EncoderPrimitives& p)
{
#define TU(n) \
    p.cu[BLOCK_ ## n ## x ## n].intra_filter = intra_filter<n>; \
    p.cu[BLOCK_ ## n ## x ## n].intra_pred[PLANAR_IDX] = planar<n>; \
    p.cu[BLOCK_ ## n ## x ## n].intra_pred[DC_IDX] = dc<n>; \
    for (int i = 2; i < NUM_INTRA_MODE; i++) \
        p.cu[BLOCK_ ## n ## x ## n].intra_pred[i] = angular<n>;
    TU(4) TU(8) TU(16) TU(32)
}

}
