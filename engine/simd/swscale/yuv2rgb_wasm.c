/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * From YUV to RGB with 8 bits, for WebAssembly.
 *
 * C looks colours up in tables; here they are worked out the way that the tables
 * were filled: chroma moves the index of a table of lumas.
 */
#include <string.h>
#include "swscale_wasm.h"
#include "vscale_wasm.h"

void ff_sws_rgb_factors_wasm(SwsInternal *c, int64_t cy, int64_t oy, int64_t crv, int64_t cbu, int64_t cgu,
                             int64_t cgv, int offset)
{
    int64_t first = cy * (offset - YUVRGB_TABLE_LUMA_HEADROOM) - (384 << 16) - oy + 0x8000;
    int32_t factors[] = { cy, first, crv, cbu, cgu, cgv };
    memcpy(c->rgb_factors_wasm, factors, sizeof(factors));
}

/* A factor of 32 bits: that of the lower 16, which has a sign, and the rest. */
typedef struct {
    int low, high;
} Parts;

static Parts parts(int32_t a)
{
    int high = (a + 0x8000) >> 16;
    return (Parts){ a - high * 65536, high };
}

/* The factors, and where in memory each colour goes: of how many bytes, and to which of them. */
typedef struct {
    v128_t luma_low, luma_high, first_high;
    int32_t crv, cbu, cgu, cgv;
    enum AVPixelFormat format;
    int bytes;
} Rgb;

INLINE Rgb rgb_of(const SwsInternal *c, enum AVPixelFormat format)
{
    const int32_t *f = c->rgb_factors_wasm;
    Parts luma = parts(f[0]), first = parts(f[1]);
    int bytes = format == AV_PIX_FMT_RGB24 || format == AV_PIX_FMT_BGR24 ? 3 : 4;
    return (Rgb){
        .luma_low = wasm_i32x4_splat((luma.low & 0xffff) | (uint32_t)first.low << 16),
        .luma_high = wasm_i16x8_splat(luma.high),
        .first_high = wasm_i16x8_splat(first.high),
        .crv = f[2], .cbu = f[3], .cgu = f[4], .cgv = f[5],
        .format = format, .bytes = bytes,
    };
}

/* By how much 8 values of chroma move the index. */
INLINE v128_t moves(v128_t chroma, int32_t factor)
{
    v128_t by = wasm_i32x4_splat(factor);
    v128_t low = wasm_i32x4_mul(wasm_u32x4_extend_low_u16x8(chroma), by);
    v128_t high = wasm_i32x4_mul(wasm_u32x4_extend_high_u16x8(chroma), by);
    v128_t all = wasm_i16x8_narrow_i32x4(wasm_i32x4_shr(low, 16), wasm_i32x4_shr(high, 16));
    return wasm_i16x8_sub(all, wasm_i16x8_splat(factor >> 9));
}

/* What the table of lumas has at 8 indices. */
INLINE v128_t look_up(Rgb rgb, v128_t index)
{
    v128_t one = wasm_i16x8_const_splat(1);
    v128_t low = wasm_i32x4_dot_i16x8(zip_low_i16(index, one), rgb.luma_low);
    v128_t high = wasm_i32x4_dot_i16x8(zip_high_i16(index, one), rgb.luma_low);
    v128_t rest = wasm_i16x8_shuffle(low, high, 1, 3, 5, 7, 9, 11, 13, 15);
    return wasm_i16x8_add(wasm_i16x8_add(rest, rgb.first_high), wasm_i16x8_mul(index, rgb.luma_high));
}

/* A colour of 16 pixels with lumas `y`, of which two each have the same chroma. */
INLINE v128_t colour(Rgb rgb, const v128_t y[2], v128_t moves)
{
    return wasm_u8x16_narrow_i16x8(look_up(rgb, wasm_i16x8_add(y[0], zip_low_i16(moves, moves))),
                                   look_up(rgb, wasm_i16x8_add(y[1], zip_high_i16(moves, moves))));
}

INLINE v128_t zip_low_i8(v128_t a, v128_t b)
{
    return wasm_i8x16_shuffle(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
}

INLINE v128_t zip_high_i8(v128_t a, v128_t b)
{
    return wasm_i8x16_shuffle(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
}

/* Stores 16 pixels of 4 bytes. */
INLINE void store_4(uint8_t *dst, v128_t a, v128_t b, v128_t c, v128_t d)
{
    v128_t low = zip_low_i8(a, b), high = zip_high_i8(a, b), next_low = zip_low_i8(c, d), next_high = zip_high_i8(c, d);
    wasm_v128_store(dst, zip_low_i16(low, next_low));
    wasm_v128_store(dst + 16, zip_high_i16(low, next_low));
    wasm_v128_store(dst + 32, zip_low_i16(high, next_high));
    wasm_v128_store(dst + 48, zip_high_i16(high, next_high));
}

/* Stores 16 pixels of 3 bytes: of both first ones as pairs, with the third one between. */
INLINE void store_3(uint8_t *dst, v128_t a, v128_t b, v128_t c)
{
    v128_t low = zip_low_i8(a, b), high = zip_high_i8(a, b);
    wasm_v128_store(dst, wasm_i8x16_shuffle(low, c, 0, 1, 16, 2, 3, 17, 4, 5, 18, 6, 7, 19, 8, 9, 20, 10));
    v128_t middle = wasm_i8x16_shuffle(low, high, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26);
    wasm_v128_store(dst + 16, wasm_i8x16_shuffle(middle, c, 0, 21, 1, 2, 22, 3, 4, 23, 5, 6, 24, 7, 8, 25, 9, 10));
    wasm_v128_store(dst + 32, wasm_i8x16_shuffle(high, c, 26, 6, 7, 27, 8, 9, 28, 10, 11, 29, 12, 13, 30, 14, 15, 31));
}

/* Stores `count` of 16 pixels with lumas `y` and 8 values of chroma, which are from 0 to 255. */
INLINE void store_pixels(Rgb rgb, uint8_t *dst, const v128_t y[2], v128_t u, v128_t v, int count)
{
    v128_t r = colour(rgb, y, moves(v, rgb.crv));
    v128_t g = colour(rgb, y, wasm_i16x8_add(moves(u, rgb.cgu), moves(v, rgb.cgv)));
    v128_t b = colour(rgb, y, moves(u, rgb.cbu));
    v128_t a = wasm_i8x16_const_splat(-1);
    uint8_t pixels[64], *to = count == 16 ? dst : pixels;
    switch (rgb.format) {
    case AV_PIX_FMT_RGB24: store_3(to, r, g, b); break;
    case AV_PIX_FMT_BGR24: store_3(to, b, g, r); break;
    case AV_PIX_FMT_RGBA: store_4(to, r, g, b, a); break;
    case AV_PIX_FMT_BGRA: store_4(to, b, g, r, a); break;
    case AV_PIX_FMT_ARGB: store_4(to, a, r, g, b); break;
    default: store_4(to, a, b, g, r);
    }
    if (count < 16)
        memcpy(dst, pixels, count * rgb.bytes);
}

/* Of pictures that keep their size. */

INLINE void unscaled_row(Rgb rgb, uint8_t *dst, const uint8_t *y, const uint8_t *u, const uint8_t *v, int width)
{
    int x = 0;
    for (; x + 16 <= width; x += 16) {
        v128_t lumas[] = { wasm_u16x8_load8x8(y + x), wasm_u16x8_load8x8(y + x + 8) };
        store_pixels(rgb, dst + x * rgb.bytes, lumas, wasm_u16x8_load8x8(u + x / 2), wasm_u16x8_load8x8(v + x / 2), 16);
    }
    if (x < width) {
        uint8_t rest[3][16] = { 0 };
        memcpy(rest[0], y + x, width - x);
        memcpy(rest[1], u + x / 2, (width - x) / 2);
        memcpy(rest[2], v + x / 2, (width - x) / 2);
        v128_t lumas[] = { wasm_u16x8_load8x8(rest[0]), wasm_u16x8_load8x8(rest[0] + 8) };
        store_pixels(rgb, dst + x * rgb.bytes, lumas, wasm_u16x8_load8x8(rest[1]), wasm_u16x8_load8x8(rest[2]), width - x);
    }
}

/* Of chroma that has as many rows as luma, FFmpeg 5 takes only every other one. */
#if LIBSWSCALE_VERSION_MAJOR < 8
#define CHROMA_ROWS ~1
#else
#define CHROMA_ROWS ~0
#endif

INLINE int unscaled(SwsInternal *c, const uint8_t *const src[], const int src_stride[], int from, int height,
                    uint8_t *const dst[], const int dst_stride[], enum AVPixelFormat format)
{
    Rgb rgb = rgb_of(c, format);
    /* An even number of pixels and of rows, as in C. */
    for (int y = 0; y < (height + 1) / 2 * 2; y++) {
        int chroma = SRC_FORMAT(c) == AV_PIX_FMT_YUV422P ? y & CHROMA_ROWS : y >> 1;
        unscaled_row(rgb, dst[0] + (from + y) * dst_stride[0], src[0] + y * src_stride[0],
                     src[1] + chroma * src_stride[1], src[2] + chroma * src_stride[2], DST_WIDTH(c) & ~1);
    }
    return height;
}

/* Of pictures that are scaled. Rows of samples have room for 33 more. */

INLINE v128_t narrow_samples(Sums sums)
{
    return wasm_i16x8_narrow_i32x4(wasm_i32x4_shr(sums.low, 19), wasm_i32x4_shr(sums.high, 19));
}

INLINE v128_t clip_chroma(v128_t a)
{
    return wasm_i16x8_max(wasm_i16x8_min(a, wasm_i16x8_const_splat(255)), wasm_i16x8_const_splat(0));
}

INLINE void scaled(SwsInternal *c, Filter luma, const int16_t **y_rows, Filter chroma, const int16_t **u_rows,
                   const int16_t **v_rows, uint8_t *dst, int width, int round, enum AVPixelFormat format)
{
    Rgb rgb = rgb_of(c, format);
    v128_t half = wasm_i32x4_splat(round);
    Sums first = { half, half };
    for (int x = 0; x < width; x += 16) {
        v128_t lumas[] = { narrow_samples(add_rows(first, luma, y_rows, x)),
                           narrow_samples(add_rows(first, luma, y_rows, x + 8)) };
        v128_t u = clip_chroma(narrow_samples(add_rows(first, chroma, u_rows, x / 2)));
        v128_t v = clip_chroma(narrow_samples(add_rows(first, chroma, v_rows, x / 2)));
        store_pixels(rgb, dst + x * rgb.bytes, lumas, u, v, FFMIN(16, width - x));
    }
}

/* One row of luma, and one or two of chroma. */
INLINE void scaled_1(SwsInternal *c, const int16_t *y_row, const int16_t **u_rows, const int16_t **v_rows,
                     uint8_t *dst, int width, int weight, enum AVPixelFormat format)
{
    static const int16_t whole = 4096;
#if LIBSWSCALE_VERSION_MAJOR < 9
    weight = weight < 2048 ? 0 : 2048;
#endif
    int16_t weights[] = { 4096 - weight, weight };
    Filter chroma = { weight ? weights : &whole, weight ? 2 : 1 };
    scaled(c, (Filter){ &whole, 1 }, &y_row, chroma, u_rows, v_rows, dst, width, 1 << 18, format);
}

#if LIBSWSCALE_VERSION_MAJOR < 9
#define CONSTANT
#else
#define CONSTANT const
#endif

#define FOR_FORMATS(f) f(RGB24, rgb24) f(BGR24, bgr24) f(RGBA, rgba) f(BGRA, bgra) f(ARGB, argb) f(ABGR, abgr)
#define CONVERSIONS(format, name)                                                                          \
static int to_##name(SwsInternal *c, const uint8_t *CONSTANT src[], CONSTANT int src_stride[], int from,   \
                     int height, uint8_t *CONSTANT dst[], CONSTANT int dst_stride[])                       \
{                                                                                                          \
    return unscaled(c, (const uint8_t *const *)src, src_stride, from, height, (uint8_t *const *)dst,       \
                    dst_stride, AV_PIX_FMT_##format);                                                      \
}                                                                                                          \
static void to_##name##_x(SwsInternal *c, const int16_t *luma, const int16_t **y_rows, int luma_size,      \
                          const int16_t *chroma, const int16_t **u_rows, const int16_t **v_rows,           \
                          int chroma_size, const int16_t **a_rows, uint8_t *dst, int width, int y)         \
{                                                                                                          \
    scaled(c, (Filter){ luma, luma_size }, y_rows, (Filter){ chroma, chroma_size }, u_rows, v_rows, dst,   \
           width, 1 << 18, AV_PIX_FMT_##format);                                                           \
}                                                                                                          \
static void to_##name##_2(SwsInternal *c, const int16_t *y_rows[2], const int16_t *u_rows[2],              \
                          const int16_t *v_rows[2], const int16_t *a_rows[2], uint8_t *dst, int width,     \
                          int y_weight, int uv_weight, int y)                                              \
{                                                                                                          \
    int16_t luma[] = { 4096 - y_weight, y_weight }, chroma[] = { 4096 - uv_weight, uv_weight };            \
    scaled(c, (Filter){ luma, 2 }, y_rows, (Filter){ chroma, 2 }, u_rows, v_rows, dst, width, 0,           \
           AV_PIX_FMT_##format);                                                                           \
}                                                                                                          \
static void to_##name##_1(SwsInternal *c, const int16_t *y_row, const int16_t *u_rows[2],                  \
                          const int16_t *v_rows[2], const int16_t *a_row, uint8_t *dst, int width,         \
                          int uv_weight, int y)                                                            \
{                                                                                                          \
    scaled_1(c, y_row, u_rows, v_rows, dst, width, uv_weight, AV_PIX_FMT_##format);                        \
}
FOR_FORMATS(CONVERSIONS)

SwsFunc ff_yuv2rgb_init_wasm(SwsInternal *c)
{
    if (!(av_get_cpu_flags() & AV_CPU_FLAG_MSA) || isALPHA(SRC_FORMAT(c)))
        return NULL;
#define UNSCALED(format, name) case AV_PIX_FMT_##format: return to_##name;
    switch (DST_FORMAT(c)) {
    FOR_FORMATS(UNSCALED)
    default: return NULL;
    }
}

void ff_sws_init_rgb_wasm(SwsInternal *c)
{
    if (FLAGS(c) & SWS_FULL_CHR_H_INT || c->needAlpha || !c->yuv2packedX)
        return;
#define SCALED(format, name)              \
    case AV_PIX_FMT_##format:             \
        c->yuv2packedX = to_##name##_x;   \
        c->yuv2packed2 = to_##name##_2;   \
        c->yuv2packed1 = to_##name##_1;   \
        break;
    switch (DST_FORMAT(c)) {
    FOR_FORMATS(SCALED)
    default: break;
    }
}

/* To planes of RGB, with up to 14 bits, by full chroma. */

INLINE v128_t clip30(v128_t a)
{
    return wasm_i32x4_max(wasm_i32x4_min(a, wasm_i32x4_splat((1 << 30) - 1)), wasm_i32x4_const_splat(0));
}

static void to_gbrp_x(SwsInternal *c, const int16_t *luma, const int16_t **y_rows, int luma_size,
                      const int16_t *chroma, const int16_t **u_rows, const int16_t **v_rows, int chroma_size,
                      const int16_t **a_rows, uint8_t **dst, int width, int y)
{
    int depth = av_pix_fmt_desc_get(DST_FORMAT(c))->comp[0].depth, shift = 30 - depth;
    Filter y_filter = { luma, luma_size }, uv_filter = { chroma, chroma_size };
    v128_t half = wasm_i32x4_const_splat(1 << 9), centre = wasm_i32x4_const_splat((1 << 9) - (128 << 19));
    v128_t y_offset = wasm_i32x4_splat(c->yuv2rgb_y_offset), y_factor = wasm_i32x4_splat(c->yuv2rgb_y_coeff);
    v128_t round = wasm_i32x4_splat(1 << (shift - 1));
    v128_t v2r = wasm_i32x4_splat(c->yuv2rgb_v2r_coeff), v2g = wasm_i32x4_splat(c->yuv2rgb_v2g_coeff);
    v128_t u2g = wasm_i32x4_splat(c->yuv2rgb_u2g_coeff), u2b = wasm_i32x4_splat(c->yuv2rgb_u2b_coeff);
    for (int x = 0; x < width; x += 8) {
        Sums luma8 = add_rows((Sums){ half, half }, y_filter, y_rows, x);
        Sums u8 = add_rows((Sums){ centre, centre }, uv_filter, u_rows, x);
        Sums v8 = add_rows((Sums){ centre, centre }, uv_filter, v_rows, x);
        v128_t parts[3][2];
        for (int i = 0; i < 2; i++) {
            v128_t a = wasm_i32x4_shr(i ? luma8.high : luma8.low, 10);
            v128_t u = wasm_i32x4_shr(i ? u8.high : u8.low, 10), v = wasm_i32x4_shr(i ? v8.high : v8.low, 10);
            a = wasm_i32x4_add(wasm_i32x4_mul(wasm_i32x4_sub(a, y_offset), y_factor), round);
            v128_t g = wasm_i32x4_add(wasm_i32x4_mul(v, v2g), wasm_i32x4_mul(u, u2g));
            parts[0][i] = wasm_i32x4_shr(clip30(wasm_i32x4_add(a, g)), shift);
            parts[1][i] = wasm_i32x4_shr(clip30(wasm_i32x4_add(a, wasm_i32x4_mul(u, u2b))), shift);
            parts[2][i] = wasm_i32x4_shr(clip30(wasm_i32x4_add(a, wasm_i32x4_mul(v, v2r))), shift);
        }
        int count = FFMIN(8, width - x), bytes = depth > 8 ? 2 : 1;
        for (int i = 0; i < 3; i++) {
            uint8_t pixels[16], *to = dst[i] + x * bytes;
            v128_t all = wasm_u16x8_narrow_i32x4(parts[i][0], parts[i][1]);
            if (bytes == 1)
                all = wasm_u8x16_narrow_i16x8(all, all);
            if (count < 8) {
                wasm_v128_store(pixels, all);
                memcpy(to, pixels, count * bytes);
            } else if (bytes == 1)
                wasm_v128_store64_lane(to, all, 0);
            else
                wasm_v128_store(to, all);
        }
    }
}

void ff_sws_init_gbrp_wasm(SwsInternal *c)
{
    const AVPixFmtDescriptor *desc = av_pix_fmt_desc_get(DST_FORMAT(c));
    int planar_rgb = AV_PIX_FMT_FLAG_RGB | AV_PIX_FMT_FLAG_PLANAR;
    int others = AV_PIX_FMT_FLAG_ALPHA | AV_PIX_FMT_FLAG_BE | AV_PIX_FMT_FLAG_FLOAT;
    if (c->yuv2anyX && (desc->flags & (planar_rgb | others)) == planar_rgb && desc->comp[0].depth <= 14 &&
        desc->comp[0].shift == 0)
        c->yuv2anyX = to_gbrp_x;
}
