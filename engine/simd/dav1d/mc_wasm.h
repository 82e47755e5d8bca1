/* SPDX-License-Identifier: MIT */
/* Motion compensation of dav1d, for WebAssembly. */
#include <wasm_simd128.h>

#include "src/wasm/pixels_wasm.h"

/* Whether a block of pixels is made, or what is averaged with another one first. */
enum kind { PUT, PREP };

/* What pixels are shifted by, of the 6 bits that a filter adds, before a second filter. */
FORCE_INLINE int middle_of(int most) { return bitdepth_from_max(most) - (BITDEPTH == 8 ? 6 : 8); }

/* `width` is 8 for 8 and more. */
FORCE_INLINE void store(void *dst, v128_t out, int width, enum kind kind, int most)
{
    if (kind == PUT)
        store_pixels(dst, out, width, most);
    else if (width == 8)
        wasm_v128_store(dst, out);
    else
        wasm_v128_store64_lane(dst, out, 0);
}

/* Filters of which the outer two of 8 taps are 0 have `count` 6. */
struct taps {
    v128_t tap[8];
};

/* Pairs of taps, for pairs of rows. */
FORCE_INLINE struct taps pairs_of(const int8_t *filter, int count)
{
    struct taps taps;
    const int first = 4 - count / 2;
    for (int i = 0; i < count; i += 2)
        taps.tap[i / 2] = wasm_i32x4_splat((filter[first + i] & 0xffff) | filter[first + i + 1] * 0x10000);
    return taps;
}

/* The sums of as many rows as there are taps; only the first 4 if it `is_half`. */
FORCE_INLINE v128_t filter_rows(const v128_t *row, const struct taps *pairs, int count, int round, int shift,
                                int is_half)
{
    v128_t low = wasm_i32x4_splat(round), high = low;
#pragma clang loop unroll(full)
    for (int i = 0; i < count; i += 2) {
        low = wasm_i32x4_add(low, wasm_i32x4_dot_i16x8(LOW16(row[i], row[i + 1]), pairs->tap[i / 2]));
        if (!is_half)
            high = wasm_i32x4_add(high, wasm_i32x4_dot_i16x8(HIGH16(row[i], row[i + 1]), pairs->tap[i / 2]));
    }
    low = wasm_i32x4_shr(low, shift);
    return wasm_i16x8_narrow_i32x4(low, is_half ? low : wasm_i32x4_shr(high, shift));
}

/* The same for rows of pixels: with 8 bits, their sums fit into 16. */
#if BITDEPTH == 8
FORCE_INLINE struct taps taps_of(const int8_t *filter, int count)
{
    struct taps taps;
    const int first = 4 - count / 2;
    for (int i = 0; i < count; i++)
        taps.tap[i] = wasm_i16x8_splat(filter[first + i]);
    return taps;
}

FORCE_INLINE v128_t filter_pixels(const v128_t *row, const struct taps *taps, int count, int round, int shift)
{
    v128_t sum = wasm_i16x8_splat(round);
#pragma clang loop unroll(full)
    for (int i = 0; i < count; i++)
        sum = wasm_i16x8_add(sum, wasm_i16x8_mul(row[i], taps->tap[i]));
    return wasm_i16x8_shr(sum, shift);
}
#else
FORCE_INLINE struct taps taps_of(const int8_t *filter, int count) { return pairs_of(filter, count); }

FORCE_INLINE v128_t filter_pixels(const v128_t *row, const struct taps *taps, int count, int round, int shift)
{
    return filter_rows(row, taps, count, round, shift, 0);
}
#endif

/* Along a row: `src` is the first pixel that counts. */
FORCE_INLINE v128_t filter_across(const pixel *src, const struct taps *taps, int count, int round, int shift)
{
    v128_t row[8];
#pragma clang loop unroll(full)
    for (int i = 0; i < count; i++)
        row[i] = load_pixels(src + i, 8);
    return filter_pixels(row, taps, count, round, shift);
}

/* One filter, along a row or down a column. */
FORCE_INLINE void one_way(uint8_t *dst, ptrdiff_t dst_step, const pixel *src, ptrdiff_t src_stride, int w, int h,
                          const int8_t *filter, int count, int is_down, enum kind kind, int most)
{
    struct taps taps = taps_of(filter, count);
    const int width = w > 8 ? 8 : w, middle = middle_of(most), half = 1 << middle >> 1;
    const int shift = kind == PREP ? middle : 6;
    const int round = kind == PREP ? half - (PREP_BIAS << middle) : is_down ? 32 : 32 + half;
    src -= (is_down ? src_stride : 1) * (count / 2 - 1);
    for (int x = 0; x < w; x += 8) {
        const pixel *from = src + x;
        uint8_t *to = dst + x * (kind == PREP ? sizeof(int16_t) : sizeof(pixel));
        v128_t row[8];
        if (is_down) {
#pragma clang loop unroll(full)
            for (int i = 0; i < count - 1; i++) {
                row[i] = load_pixels(from, 8);
                from += src_stride;
            }
        }
        for (int y = 0; y < h; y++) {
            v128_t out;
            if (is_down) {
                row[count - 1] = load_pixels(from, 8);
                out = filter_pixels(row, &taps, count, round, shift);
#pragma clang loop unroll(full)
                for (int i = 0; i < count - 1; i++)
                    row[i] = row[i + 1];
            } else {
                out = filter_across(from, &taps, count, round, shift);
            }
            store(to, out, width, kind, most);
            from += src_stride;
            to += dst_step;
        }
    }
}

/* Both filters; `w` is 4 at most if it `is_half`. */
FORCE_INLINE void both_ways(uint8_t *dst, ptrdiff_t dst_step, const pixel *src, ptrdiff_t src_stride, int w, int h,
                            const int8_t *fh, const int8_t *fv, int count, int is_half, enum kind kind, int most)
{
    struct taps across = taps_of(fh, count), down = pairs_of(fv, count);
    const int width = w > 8 ? 8 : w, middle = middle_of(most), half = 1 << middle >> 1;
    const int shift = kind == PREP ? 6 : 12 - middle;
    const int round = kind == PREP ? 32 - (PREP_BIAS << 6) : 1 << shift >> 1;
    src -= (src_stride + 1) * (count / 2 - 1);
    for (int x = 0; x < w; x += 8) {
        const pixel *from = src + x;
        uint8_t *to = dst + x * (kind == PREP ? sizeof(int16_t) : sizeof(pixel));
        v128_t row[8];
#pragma clang loop unroll(full)
        for (int i = 0; i < count - 1; i++) {
            row[i] = filter_across(from, &across, count, half, middle);
            from += src_stride;
        }
        for (int y = 0; y < h; y++) {
            row[count - 1] = filter_across(from, &across, count, half, middle);
            store(to, filter_rows(row, &down, count, round, shift, is_half), width, kind, most);
#pragma clang loop unroll(full)
            for (int i = 0; i < count - 1; i++)
                row[i] = row[i + 1];
            from += src_stride;
            to += dst_step;
        }
    }
}

FORCE_INLINE int is_short(const int8_t *filter) { return !filter || (filter[0] == 0 && filter[7] == 0); }

FORCE_INLINE void filter(uint8_t *dst, ptrdiff_t dst_step, const pixel *src, ptrdiff_t src_stride, int w, int h,
                         const int8_t *fh, const int8_t *fv, enum kind kind, int most)
{
    const int is_six = is_short(fh) && is_short(fv);
    if (fh && fv) {
        if (w <= 4 && is_six)
            both_ways(dst, dst_step, src, src_stride, w, h, fh, fv, 6, 1, kind, most);
        else if (w <= 4)
            both_ways(dst, dst_step, src, src_stride, w, h, fh, fv, 8, 1, kind, most);
        else if (is_six)
            both_ways(dst, dst_step, src, src_stride, w, h, fh, fv, 6, 0, kind, most);
        else
            both_ways(dst, dst_step, src, src_stride, w, h, fh, fv, 8, 0, kind, most);
    } else if (fh) {
        if (is_six)
            one_way(dst, dst_step, src, src_stride, w, h, fh, 6, 0, kind, most);
        else
            one_way(dst, dst_step, src, src_stride, w, h, fh, 8, 0, kind, most);
    } else if (is_six) {
        one_way(dst, dst_step, src, src_stride, w, h, fv, 6, 1, kind, most);
    } else {
        one_way(dst, dst_step, src, src_stride, w, h, fv, 8, 1, kind, most);
    }
}

/* What is copied, in bytes. */
static void copy_wasm(uint8_t *dst, ptrdiff_t dst_stride, const uint8_t *src, ptrdiff_t src_stride, int w, int h)
{
    for (; h > 0; h--) {
        if (w >= 16) {
            for (int x = 0; x < w; x += 16)
                wasm_v128_store(dst + x, wasm_v128_load(src + x));
        } else if (w == 8) {
            wasm_v128_store64_lane(dst, wasm_v128_load64_zero(src), 0);
        } else if (w == 4) {
            wasm_v128_store32_lane(dst, wasm_v128_load32_zero(src), 0);
        } else {
            dst[0] = src[0];
            dst[1] = src[1];
        }
        dst += dst_stride;
        src += src_stride;
    }
}

static void widen_wasm(int16_t *tmp, const pixel *src, ptrdiff_t src_stride, int w, int h, int most)
{
    for (; h > 0; h--) {
        for (int x = 0; x < w; x += 8) {
            v128_t out = wasm_i16x8_shl(load_pixels(src + x, 8), 6 - middle_of(most));
            store(tmp + x, wasm_i16x8_sub(out, wasm_i16x8_const_splat(PREP_BIAS)), w > 8 ? 8 : w, PREP, most);
        }
        tmp += w;
        src += src_stride;
    }
}

static NOINLINE void put_8tap_wasm(pixel *dst, ptrdiff_t dst_stride, const pixel *src, ptrdiff_t src_stride, int w,
                                   int h, int mx, int my, int filter_type, int most)
{
    GET_FILTERS();
    if (fh || fv)
        filter((uint8_t *)dst, dst_stride, src, PXSTRIDE(src_stride), w, h, fh, fv, PUT, most);
    else
        copy_wasm((uint8_t *)dst, dst_stride, (const uint8_t *)src, src_stride, w * (int)sizeof(pixel), h);
}

static NOINLINE void prep_8tap_wasm(int16_t *tmp, const pixel *src, ptrdiff_t src_stride, int w, int h, int mx, int my,
                                    int filter_type, int most)
{
    GET_FILTERS();
    src_stride = PXSTRIDE(src_stride);
    if (fh || fv)
        filter((uint8_t *)tmp, 2 * w, src, src_stride, w, h, fh, fv, PREP, most);
    else
        widen_wasm(tmp, src, src_stride, w, h, most);
}

#define FILTERS(name, type_h, type_v)                                                             \
    static void put_##name##_wasm(pixel *dst, ptrdiff_t dst_stride, const pixel *src,             \
                                  ptrdiff_t src_stride, int w, int h, int mx,                     \
                                  int my HIGHBD_DECL_SUFFIX)                                      \
    {                                                                                             \
        put_8tap_wasm(dst, dst_stride, src, src_stride, w, h, mx, my,                             \
                      DAV1D_FILTER_8TAP_##type_h | DAV1D_FILTER_8TAP_##type_v << 2,               \
                      BITDEPTH_MAX);                                                              \
    }                                                                                             \
    static void prep_##name##_wasm(int16_t *tmp, const pixel *src, ptrdiff_t src_stride, int w,   \
                                   int h, int mx, int my HIGHBD_DECL_SUFFIX)                      \
    {                                                                                             \
        prep_8tap_wasm(tmp, src, src_stride, w, h, mx, my,                                        \
                       DAV1D_FILTER_8TAP_##type_h | DAV1D_FILTER_8TAP_##type_v << 2,              \
                       BITDEPTH_MAX);                                                             \
    }
FILTERS(regular, REGULAR, REGULAR)
FILTERS(regular_sharp, REGULAR, SHARP)
FILTERS(regular_smooth, REGULAR, SMOOTH)
FILTERS(smooth, SMOOTH, SMOOTH)
FILTERS(smooth_regular, SMOOTH, REGULAR)
FILTERS(smooth_sharp, SMOOTH, SHARP)
FILTERS(sharp, SHARP, SHARP)
FILTERS(sharp_regular, SHARP, REGULAR)
FILTERS(sharp_smooth, SHARP, SMOOTH)

/* Blocks are mixed 8 pixels at a time: rows of 4 lie side by side, and make two at once. */
FORCE_INLINE void store_mixed(pixel *dst, ptrdiff_t stride, v128_t out, int w, int most)
{
    if (w >= 8) {
        store_pixels(dst, out, 8, most);
    } else {
        store_pixels(dst, out, 4, most);
        store_pixels(dst + stride, wasm_i64x2_shuffle(out, out, 1, 1), 4, most);
    }
}

/* Calls `MIX(out, a, b)` for the sums of two blocks. */
#define FOR_ALL_SUMS(MIX)                                                                         \
    dst_stride = PXSTRIDE(dst_stride);                                                            \
    for (int y = 0, rows = w >= 8 ? 1 : 2; y < h; y += rows) {                                    \
        for (int x = 0; x < w; x += 8) {                                                          \
            v128_t a = wasm_v128_load(tmp1), b = wasm_v128_load(tmp2), out;                       \
            MIX(out, a, b)                                                                        \
            store_mixed(dst + x, dst_stride, out, w, BITDEPTH_MAX);                               \
            tmp1 += 8;                                                                            \
            tmp2 += 8;                                                                            \
        }                                                                                         \
        dst += rows * dst_stride;                                                                 \
    }

/* Eight of `a` and `b`, of which pairs of weights are given, that make `1 << bits`. */
FORCE_INLINE v128_t weigh(v128_t a, v128_t b, v128_t low, v128_t high, int bits, int most)
{
    const int shift = 6 - middle_of(most) + bits;
    v128_t round = wasm_i32x4_splat((1 << shift >> 1) + (PREP_BIAS << bits));
    low = wasm_i32x4_add(wasm_i32x4_dot_i16x8(LOW16(a, b), low), round);
    high = wasm_i32x4_add(wasm_i32x4_dot_i16x8(HIGH16(a, b), high), round);
    return wasm_i16x8_narrow_i32x4(wasm_i32x4_shr(low, shift), wasm_i32x4_shr(high, shift));
}

static void avg_wasm(pixel *dst, ptrdiff_t dst_stride, const int16_t *tmp1, const int16_t *tmp2, int w,
                     int h HIGHBD_DECL_SUFFIX)
{
#if BITDEPTH == 8
#define MIX(out, a, b)                                                                            \
    out = wasm_i16x8_shr(wasm_i16x8_add(wasm_i16x8_add(a, b), wasm_i16x8_const_splat(16)), 5);
#else
    v128_t weights = wasm_i16x8_const_splat(1);
#define MIX(out, a, b) out = weigh(a, b, weights, weights, 1, bitdepth_max);
#endif
    FOR_ALL_SUMS(MIX)
#undef MIX
}

static void w_avg_wasm(pixel *dst, ptrdiff_t dst_stride, const int16_t *tmp1, const int16_t *tmp2, int w, int h,
                       int weight HIGHBD_DECL_SUFFIX)
{
    v128_t weights = wasm_i32x4_splat(weight | (16 - weight) << 16);
#define MIX(out, a, b) out = weigh(a, b, weights, weights, 4, BITDEPTH_MAX);
    FOR_ALL_SUMS(MIX)
#undef MIX
}

/* As `m` of 64 has it. */
FORCE_INLINE v128_t mix(v128_t a, v128_t b, v128_t m, int most)
{
    v128_t rest = wasm_i16x8_sub(wasm_i16x8_const_splat(64), m);
    return weigh(a, b, LOW16(m, rest), HIGH16(m, rest), 6, most);
}

static void mask_wasm(pixel *dst, ptrdiff_t dst_stride, const int16_t *tmp1, const int16_t *tmp2, int w, int h,
                      const uint8_t *mask HIGHBD_DECL_SUFFIX)
{
#define MIX(out, a, b)                                                                            \
    out = mix(a, b, wasm_u16x8_load8x8(mask), BITDEPTH_MAX);                                      \
    mask += 8;
    FOR_ALL_SUMS(MIX)
#undef MIX
}

/* The sums of the lanes of four. */
FORCE_INLINE v128_t sums_of(const v128_t *a)
{
    v128_t first = wasm_i32x4_add(wasm_i32x4_shuffle(a[0], a[1], 0, 4, 1, 5), wasm_i32x4_shuffle(a[0], a[1], 2, 6, 3, 7));
    v128_t second = wasm_i32x4_add(wasm_i32x4_shuffle(a[2], a[3], 0, 4, 1, 5), wasm_i32x4_shuffle(a[2], a[3], 2, 6, 3, 7));
    return wasm_i32x4_add(wasm_i64x2_shuffle(first, second, 0, 2), wasm_i64x2_shuffle(first, second, 1, 3));
}

FORCE_INLINE v128_t warp_filter(int at) { return wasm_i16x8_load8x8(dav1d_mc_warp_filter[64 + ((at + 512) >> 10)]); }

FORCE_INLINE v128_t round_sums(const v128_t *sums, int shift, int bias)
{
    v128_t half = wasm_i32x4_splat((1 << shift >> 1) - (bias << shift));
    return wasm_i16x8_narrow_i32x4(wasm_i32x4_shr(wasm_i32x4_add(sums_of(sums), half), shift),
                                   wasm_i32x4_shr(wasm_i32x4_add(sums_of(sums + 4), half), shift));
}

/* Every pixel has filters of its own. */
FORCE_INLINE void warp(uint8_t *dst, ptrdiff_t dst_step, const pixel *src, ptrdiff_t src_stride, const int16_t *abcd,
                       int mx, int my, enum kind kind, int most)
{
    v128_t row[16], above[8], below[8], sums[8];
    int16_t column[8][16];
    const int middle = middle_of(most);
    src_stride = PXSTRIDE(src_stride);
    src -= 3 * src_stride + 3;
    for (int y = 0; y < 15; y++, mx += abcd[1]) {
        for (int x = 0, at = mx; x < 8; x++, at += abcd[0])
            sums[x] = wasm_i32x4_dot_i16x8(load_pixels(src + x, 8), warp_filter(at));
        row[y] = round_sums(sums, middle + 1, 0);
        src += src_stride;
    }
    row[15] = row[14];
    transpose8(above, row);
    transpose8(below, row + 8);
    for (int x = 0; x < 8; x++) {
        wasm_v128_store(column[x], above[x]);
        wasm_v128_store(column[x] + 8, below[x]);
    }
    for (int y = 0; y < 8; y++, my += abcd[3]) {
        for (int x = 0, at = my; x < 8; x++, at += abcd[2])
            sums[x] = wasm_i32x4_dot_i16x8(wasm_v128_load(column[x] + y), warp_filter(at));
        store(dst, kind == PREP ? round_sums(sums, 7, PREP_BIAS) : round_sums(sums, 13 - middle, 0), 8, kind, most);
        dst += dst_step;
    }
}

static void warp_affine_8x8_wasm(pixel *dst, ptrdiff_t dst_stride, const pixel *src, ptrdiff_t src_stride,
                                 const int16_t *abcd, int mx, int my HIGHBD_DECL_SUFFIX)
{
    warp((uint8_t *)dst, dst_stride, src, src_stride, abcd, mx, my, PUT, BITDEPTH_MAX);
}

static void warp_affine_8x8t_wasm(int16_t *tmp, ptrdiff_t tmp_stride, const pixel *src, ptrdiff_t src_stride,
                                  const int16_t *abcd, int mx, int my HIGHBD_DECL_SUFFIX)
{
    warp((uint8_t *)tmp, 2 * tmp_stride, src, src_stride, abcd, mx, my, PREP, BITDEPTH_MAX);
}

FORCE_INLINE void mc_dsp_init_wasm(Dav1dMCDSPContext *c)
{
#define INIT(type, name)                                                                          \
    c->mc[FILTER_2D_8TAP_##type] = put_##name##_wasm;                                             \
    c->mct[FILTER_2D_8TAP_##type] = prep_##name##_wasm;
    INIT(REGULAR, regular)
    INIT(REGULAR_SMOOTH, regular_smooth)
    INIT(REGULAR_SHARP, regular_sharp)
    INIT(SHARP_REGULAR, sharp_regular)
    INIT(SHARP_SMOOTH, sharp_smooth)
    INIT(SHARP, sharp)
    INIT(SMOOTH_REGULAR, smooth_regular)
    INIT(SMOOTH, smooth)
    INIT(SMOOTH_SHARP, smooth_sharp)
#undef INIT
    c->avg = avg_wasm;
    c->w_avg = w_avg_wasm;
    c->mask = mask_wasm;
    c->warp8x8 = warp_affine_8x8_wasm;
    c->warp8x8t = warp_affine_8x8t_wasm;
}
