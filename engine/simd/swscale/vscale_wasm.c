/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Scaling along columns, for WebAssembly. */
#include "swscale_wasm.h"
#include "vscale_wasm.h"

INLINE int add_column(unsigned sum, Filter filter, const int16_t **rows, int x)
{
    for (int j = 0; j < filter.size; j++)
        sum += rows[j][x] * filter.taps[j];
    return sum;
}

/* The 8 values of a dither from `offset` on, from where it begins anew. */
INLINE v128_t load_dither(const uint8_t *dither, int offset)
{
    uint8_t values[8];
    for (int i = 0; i < 8; i++)
        values[i] = dither[(i + offset) & 7];
    return wasm_u16x8_load8x8(values);
}

/* With 8 bits. */

INLINE Sums dithered(v128_t dither)
{
    return (Sums){ wasm_i32x4_shl(wasm_u32x4_extend_low_u16x8(dither), 12),
                   wasm_i32x4_shl(wasm_u32x4_extend_high_u16x8(dither), 12) };
}

INLINE v128_t narrow8(Sums sums)
{
    return wasm_i16x8_narrow_i32x4(wasm_i32x4_shr(sums.low, 19), wasm_i32x4_shr(sums.high, 19));
}

static void plane_x(const int16_t *taps, int size, const int16_t **rows, uint8_t *dst, int width,
                    const uint8_t *dither, int offset)
{
    Filter filter = { taps, size };
    Sums first = dithered(load_dither(dither, offset));
    int x = 0;
    for (; x + 16 <= width; x += 16) {
        v128_t low = narrow8(add_rows(first, filter, rows, x));
        wasm_v128_store(dst + x, wasm_u8x16_narrow_i16x8(low, narrow8(add_rows(first, filter, rows, x + 8))));
    }
    for (; x < width; x++)
        dst[x] = av_clip_uint8(add_column(dither[(x + offset) & 7] << 12, filter, rows, x) >> 19);
}

static void plane_1(const int16_t *row, uint8_t *dst, int width, const uint8_t *dither, int offset)
{
    v128_t first = load_dither(dither, offset);
    int x = 0;
    for (; x + 16 <= width; x += 16) {
        v128_t low = wasm_i16x8_shr(wasm_i16x8_add_sat(wasm_v128_load(row + x), first), 7);
        v128_t high = wasm_i16x8_shr(wasm_i16x8_add_sat(wasm_v128_load(row + x + 8), first), 7);
        wasm_v128_store(dst + x, wasm_u8x16_narrow_i16x8(low, high));
    }
    for (; x < width; x++)
        dst[x] = av_clip_uint8((row[x] + dither[(x + offset) & 7]) >> 7);
}

static void pairs_x(enum AVPixelFormat format, const uint8_t *dither, const int16_t *taps, int size,
                    const int16_t **u_rows, const int16_t **v_rows, uint8_t *dst, int width)
{
    Filter filter = { taps, size };
    int is_swapped = isSwappedChroma(format);
    const int16_t **first = is_swapped ? v_rows : u_rows, **second = is_swapped ? u_rows : v_rows;
    int offset = is_swapped ? 3 : 0, x = 0;
    Sums first_sums = dithered(load_dither(dither, offset)), second_sums = dithered(load_dither(dither, 3 - offset));
    for (; x + 8 <= width; x += 8) {
        v128_t a = narrow8(add_rows(first_sums, filter, first, x));
        v128_t b = narrow8(add_rows(second_sums, filter, second, x));
        v128_t both = wasm_u8x16_narrow_i16x8(a, b);
        wasm_v128_store(dst + 2 * x,
                        wasm_i8x16_shuffle(both, both, 0, 8, 1, 9, 2, 10, 3, 11, 4, 12, 5, 13, 6, 14, 7, 15));
    }
    for (; x < width; x++) {
        dst[2 * x] = av_clip_uint8(add_column(dither[(x + offset) & 7] << 12, filter, first, x) >> 19);
        dst[2 * x + 1] = av_clip_uint8(add_column(dither[(x + 3 - offset) & 7] << 12, filter, second, x) >> 19);
    }
}

/* With 9 to 14 bits, which begin above `low` others. */

INLINE v128_t narrow16(Sums sums, int depth, int low)
{
    int shift = 27 - depth;
    v128_t a = wasm_u16x8_narrow_i32x4(wasm_i32x4_shr(sums.low, shift), wasm_i32x4_shr(sums.high, shift));
    return wasm_i16x8_shl(wasm_u16x8_min(a, wasm_i16x8_splat((1 << depth) - 1)), low);
}

INLINE int narrow16_column(int sum, int depth, int low)
{
    return av_clip_uintp2(sum >> (27 - depth), depth) << low;
}

INLINE Sums rounded(int depth)
{
    v128_t half = wasm_i32x4_splat(1 << (26 - depth));
    return (Sums){ half, half };
}

INLINE void deep_plane_x(Filter filter, const int16_t **rows, uint16_t *dst, int width, int depth, int low)
{
    Sums first = rounded(depth);
    int x = 0;
    for (; x + 8 <= width; x += 8)
        wasm_v128_store(dst + x, narrow16(add_rows(first, filter, rows, x), depth, low));
    for (; x < width; x++)
        dst[x] = narrow16_column(add_column(1 << (26 - depth), filter, rows, x), depth, low);
}

INLINE void deep_pairs_x(Filter filter, const int16_t **u_rows, const int16_t **v_rows, uint16_t *dst, int width,
                         int depth, int low)
{
    Sums first = rounded(depth);
    int x = 0;
    for (; x + 8 <= width; x += 8) {
        v128_t u = narrow16(add_rows(first, filter, u_rows, x), depth, low);
        v128_t v = narrow16(add_rows(first, filter, v_rows, x), depth, low);
        wasm_v128_store(dst + 2 * x, zip_low_i16(u, v));
        wasm_v128_store(dst + 2 * x + 8, zip_high_i16(u, v));
    }
    for (; x < width; x++) {
        dst[2 * x] = narrow16_column(add_column(1 << (26 - depth), filter, u_rows, x), depth, low);
        dst[2 * x + 1] = narrow16_column(add_column(1 << (26 - depth), filter, v_rows, x), depth, low);
    }
}

#define DEEP(depth, low)                                                                          \
static void plane_x_##depth##_##low(const int16_t *taps, int size, const int16_t **rows,          \
                                    uint8_t *dst, int width, const uint8_t *dither, int offset)   \
{                                                                                                 \
    deep_plane_x((Filter){ taps, size }, rows, (uint16_t *)dst, width, depth, low);               \
}                                                                                                 \
static void pairs_x_##depth##_##low(enum AVPixelFormat format, const uint8_t *dither,             \
                                    const int16_t *taps, int size, const int16_t **u_rows,        \
                                    const int16_t **v_rows, uint8_t *dst, int width)              \
{                                                                                                 \
    deep_pairs_x((Filter){ taps, size }, u_rows, v_rows, (uint16_t *)dst, width, depth, low);     \
}
#define USE_DEEP(depth, low)                         \
    case (depth << 4) + low:                         \
        c->yuv2planeX = plane_x_##depth##_##low;     \
        if (c->yuv2nv12cX)                           \
            c->yuv2nv12cX = pairs_x_##depth##_##low; \
        break;
#define FOR_DEPTHS(f) f(9, 0) f(10, 0) f(12, 0) f(14, 0) f(10, 6) f(12, 4)
FOR_DEPTHS(DEEP)

void ff_sws_init_vscale_wasm(SwsInternal *c)
{
    enum AVPixelFormat format = DST_FORMAT(c);
    const AVPixFmtDescriptor *desc = av_pix_fmt_desc_get(format);
    int depth = desc->comp[0].depth;
    if (isBE(format) || depth > 14)
        return;
    if (depth > 8) {
        switch ((depth << 4) + (isDataInHighBits(format) ? desc->comp[0].shift : 0)) {
        FOR_DEPTHS(USE_DEEP)
        }
        return;
    }
    c->yuv2plane1 = plane_1;
    c->yuv2planeX = plane_x;
    if (c->yuv2nv12cX)
        c->yuv2nv12cX = pairs_x;
}
