/* SPDX-License-Identifier: MIT */
/* Motion compensation of dav1d with 8 bits, for WebAssembly. */
#include <wasm_simd128.h>

#if BITDEPTH == 8

#define FORCE_INLINE static inline __attribute__((always_inline))

/* Whether a block of pixels is made, or what is averaged with another one first. */
enum kind { PUT, PREP };

/* What pixels are shifted by, of the 6 bits that a filter adds, before a second filter. */
#define MIDDLE 2

/* `width` is 8 for 8 and more. */
FORCE_INLINE void store(void *dst, v128_t out, int width, enum kind kind)
{
    if (kind == PREP) {
        if (width == 8)
            wasm_v128_store(dst, out);
        else
            wasm_v128_store64_lane(dst, out, 0);
        return;
    }
    out = wasm_u8x16_narrow_i16x8(out, out);
    if (width == 8)
        wasm_v128_store64_lane(dst, out, 0);
    else if (width == 4)
        wasm_v128_store32_lane(dst, out, 0);
    else
        wasm_v128_store16_lane(dst, out, 0);
}

/* Filters of which the outer two of 8 taps are 0 have `count` 6. */
struct taps {
    v128_t tap[8];
};

FORCE_INLINE struct taps taps_of(const int8_t *filter, int count)
{
    struct taps taps;
    const int first = 4 - count / 2;
    for (int i = 0; i < count; i++)
        taps.tap[i] = wasm_i16x8_splat(filter[first + i]);
    return taps;
}

/* Pairs of taps, for pairs of rows. */
FORCE_INLINE struct taps pairs_of(const int8_t *filter, int count)
{
    struct taps taps;
    const int first = 4 - count / 2;
    for (int i = 0; i < count; i += 2)
        taps.tap[i / 2] = wasm_i32x4_splat((filter[first + i] & 0xffff) | filter[first + i + 1] * 0x10000);
    return taps;
}

/* The sums for 8 pixels, which fit into 16 bits; `src` is the first pixel that counts. */
FORCE_INLINE v128_t filter_across(const uint8_t *src, const struct taps *taps, int count, int round)
{
    v128_t sum = wasm_i16x8_splat(round);
#pragma clang loop unroll(full)
    for (int i = 0; i < count; i++)
        sum = wasm_i16x8_add(sum, wasm_i16x8_mul(wasm_u16x8_load8x8(src + i), taps->tap[i]));
    return sum;
}

/* One filter, along a row or down a column: what it reads lies `step` apart. */
FORCE_INLINE void one_way(uint8_t *dst, ptrdiff_t dst_step, const uint8_t *src, ptrdiff_t src_stride, int w, int h,
                          const int8_t *filter, int count, int is_down, enum kind kind)
{
    struct taps taps = taps_of(filter, count);
    const int width = w > 8 ? 8 : w;
    const int round = kind == PREP ? 1 << MIDDLE >> 1 : is_down ? 32 : 32 + (1 << MIDDLE >> 1);
    const int shift = kind == PREP ? MIDDLE : 6;
    src -= (is_down ? src_stride : 1) * (count / 2 - 1);
    for (int x = 0; x < w; x += 8) {
        const uint8_t *from = src + x;
        uint8_t *to = dst + (kind == PREP ? 2 * x : x);
        v128_t row[8];
        if (is_down) {
#pragma clang loop unroll(full)
            for (int i = 0; i < count - 1; i++) {
                row[i] = wasm_u16x8_load8x8(from);
                from += src_stride;
            }
        }
        for (int y = 0; y < h; y++) {
            v128_t sum;
            if (is_down) {
                row[count - 1] = wasm_u16x8_load8x8(from);
                sum = wasm_i16x8_splat(round);
#pragma clang loop unroll(full)
                for (int i = 0; i < count; i++) {
                    sum = wasm_i16x8_add(sum, wasm_i16x8_mul(row[i], taps.tap[i]));
                    if (i > 0)
                        row[i - 1] = row[i];
                }
            } else {
                sum = filter_across(from, &taps, count, round);
            }
            store(to, wasm_i16x8_shr(sum, shift), width, kind);
            from += src_stride;
            to += dst_step;
        }
    }
}

/* Both filters; `w` is 4 at most if it `is_half`. */
FORCE_INLINE void both_ways(uint8_t *dst, ptrdiff_t dst_step, const uint8_t *src, ptrdiff_t src_stride, int w, int h,
                            const int8_t *fh, const int8_t *fv, int count, int is_half, enum kind kind)
{
    struct taps across = taps_of(fh, count), down = pairs_of(fv, count);
    const int width = w > 8 ? 8 : w;
    const int shift = kind == PREP ? 6 : 12 - MIDDLE;
    const v128_t half = wasm_i32x4_splat(1 << shift >> 1);
    src -= (src_stride + 1) * (count / 2 - 1);
    for (int x = 0; x < w; x += 8) {
        const uint8_t *from = src + x;
        uint8_t *to = dst + (kind == PREP ? 2 * x : x);
        v128_t row[8];
#pragma clang loop unroll(full)
        for (int i = 0; i < count - 1; i++) {
            row[i] = wasm_i16x8_shr(filter_across(from, &across, count, 1 << MIDDLE >> 1), MIDDLE);
            from += src_stride;
        }
        for (int y = 0; y < h; y++) {
            row[count - 1] = wasm_i16x8_shr(filter_across(from, &across, count, 1 << MIDDLE >> 1), MIDDLE);
            v128_t low = half, high = half;
#pragma clang loop unroll(full)
            for (int i = 0; i < count; i += 2) {
                v128_t pairs = wasm_i16x8_shuffle(row[i], row[i + 1], 0, 8, 1, 9, 2, 10, 3, 11);
                low = wasm_i32x4_add(low, wasm_i32x4_dot_i16x8(pairs, down.tap[i / 2]));
                if (is_half)
                    continue;
                pairs = wasm_i16x8_shuffle(row[i], row[i + 1], 4, 12, 5, 13, 6, 14, 7, 15);
                high = wasm_i32x4_add(high, wasm_i32x4_dot_i16x8(pairs, down.tap[i / 2]));
            }
#pragma clang loop unroll(full)
            for (int i = 0; i < count - 1; i++)
                row[i] = row[i + 1];
            low = wasm_i32x4_shr(low, shift);
            store(to, wasm_i16x8_narrow_i32x4(low, is_half ? low : wasm_i32x4_shr(high, shift)), width, kind);
            from += src_stride;
            to += dst_step;
        }
    }
}

FORCE_INLINE int is_short(const int8_t *filter) { return !filter || (filter[0] == 0 && filter[7] == 0); }

FORCE_INLINE void filter(uint8_t *dst, ptrdiff_t dst_step, const uint8_t *src, ptrdiff_t src_stride, int w, int h,
                         const int8_t *fh, const int8_t *fv, enum kind kind)
{
    const int is_six = is_short(fh) && is_short(fv);
    if (fh && fv) {
        if (w <= 4 && is_six)
            both_ways(dst, dst_step, src, src_stride, w, h, fh, fv, 6, 1, kind);
        else if (w <= 4)
            both_ways(dst, dst_step, src, src_stride, w, h, fh, fv, 8, 1, kind);
        else if (is_six)
            both_ways(dst, dst_step, src, src_stride, w, h, fh, fv, 6, 0, kind);
        else
            both_ways(dst, dst_step, src, src_stride, w, h, fh, fv, 8, 0, kind);
    } else if (fh) {
        if (is_six)
            one_way(dst, dst_step, src, src_stride, w, h, fh, 6, 0, kind);
        else
            one_way(dst, dst_step, src, src_stride, w, h, fh, 8, 0, kind);
    } else if (is_six) {
        one_way(dst, dst_step, src, src_stride, w, h, fv, 6, 1, kind);
    } else {
        one_way(dst, dst_step, src, src_stride, w, h, fv, 8, 1, kind);
    }
}

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

static void widen_wasm(int16_t *tmp, const uint8_t *src, ptrdiff_t src_stride, int w, int h)
{
    for (; h > 0; h--) {
        for (int x = 0; x < w; x += 8)
            store(tmp + x, wasm_i16x8_shl(wasm_u16x8_load8x8(src + x), 6 - MIDDLE), w > 8 ? 8 : w, PREP);
        tmp += w;
        src += src_stride;
    }
}

static NOINLINE void put_8tap_wasm(uint8_t *dst, ptrdiff_t dst_stride, const uint8_t *src, ptrdiff_t src_stride, int w,
                                   int h, int mx, int my, int filter_type)
{
    GET_FILTERS();
    if (fh || fv)
        filter(dst, dst_stride, src, src_stride, w, h, fh, fv, PUT);
    else
        copy_wasm(dst, dst_stride, src, src_stride, w, h);
}

static NOINLINE void prep_8tap_wasm(int16_t *tmp, const uint8_t *src, ptrdiff_t src_stride, int w, int h, int mx,
                                    int my, int filter_type)
{
    GET_FILTERS();
    if (fh || fv)
        filter((uint8_t *)tmp, 2 * w, src, src_stride, w, h, fh, fv, PREP);
    else
        widen_wasm(tmp, src, src_stride, w, h);
}

#define FILTERS(name, type_h, type_v)                                                             \
    static void put_##name##_wasm(uint8_t *dst, ptrdiff_t dst_stride, const uint8_t *src,         \
                                  ptrdiff_t src_stride, int w, int h, int mx, int my)             \
    {                                                                                             \
        put_8tap_wasm(dst, dst_stride, src, src_stride, w, h, mx, my,                             \
                      DAV1D_FILTER_8TAP_##type_h | DAV1D_FILTER_8TAP_##type_v << 2);              \
    }                                                                                             \
    static void prep_##name##_wasm(int16_t *tmp, const uint8_t *src, ptrdiff_t src_stride, int w, \
                                   int h, int mx, int my)                                         \
    {                                                                                             \
        prep_8tap_wasm(tmp, src, src_stride, w, h, mx, my,                                        \
                       DAV1D_FILTER_8TAP_##type_h | DAV1D_FILTER_8TAP_##type_v << 2);             \
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
FORCE_INLINE void store_mixed(uint8_t *dst, ptrdiff_t stride, v128_t out, int w)
{
    out = wasm_u8x16_narrow_i16x8(out, out);
    if (w >= 8) {
        wasm_v128_store64_lane(dst, out, 0);
    } else {
        wasm_v128_store32_lane(dst, out, 0);
        wasm_v128_store32_lane(dst + stride, out, 1);
    }
}

/* Calls `MIX(out, a, b)` for the sums of two blocks. */
#define FOR_ALL_SUMS(MIX)                                                                         \
    for (int y = 0, rows = w >= 8 ? 1 : 2; y < h; y += rows) {                                    \
        for (int x = 0; x < w; x += 8) {                                                          \
            v128_t a = wasm_v128_load(tmp1), b = wasm_v128_load(tmp2), out;                       \
            MIX(out, a, b)                                                                        \
            store_mixed(dst + x, dst_stride, out, w);                                             \
            tmp1 += 8;                                                                            \
            tmp2 += 8;                                                                            \
        }                                                                                         \
        dst += rows * dst_stride;                                                                 \
    }

static void avg_wasm(uint8_t *dst, ptrdiff_t dst_stride, const int16_t *tmp1, const int16_t *tmp2, int w, int h)
{
#define MIX(out, a, b)                                                                            \
    out = wasm_i16x8_shr(wasm_i16x8_add(wasm_i16x8_add(a, b), wasm_i16x8_const_splat(16)), 5);
    FOR_ALL_SUMS(MIX)
#undef MIX
}

/* Eight of `a` and `b`, of which pairs of weights are given for the lower and the upper four. */
FORCE_INLINE v128_t weigh(v128_t a, v128_t b, v128_t low, v128_t high, int shift)
{
    v128_t half = wasm_i32x4_splat(1 << shift >> 1);
    low = wasm_i32x4_dot_i16x8(wasm_i16x8_shuffle(a, b, 0, 8, 1, 9, 2, 10, 3, 11), low);
    high = wasm_i32x4_dot_i16x8(wasm_i16x8_shuffle(a, b, 4, 12, 5, 13, 6, 14, 7, 15), high);
    return wasm_i16x8_narrow_i32x4(wasm_i32x4_shr(wasm_i32x4_add(low, half), shift),
                                   wasm_i32x4_shr(wasm_i32x4_add(high, half), shift));
}

static void w_avg_wasm(uint8_t *dst, ptrdiff_t dst_stride, const int16_t *tmp1, const int16_t *tmp2, int w, int h,
                       int weight)
{
    v128_t weights = wasm_i32x4_splat(weight | (16 - weight) << 16);
#define MIX(out, a, b) out = weigh(a, b, weights, weights, 8);
    FOR_ALL_SUMS(MIX)
#undef MIX
}

/* As `m` of 64 has it. */
FORCE_INLINE v128_t mix(v128_t a, v128_t b, v128_t m)
{
    v128_t rest = wasm_i16x8_sub(wasm_i16x8_const_splat(64), m);
    return weigh(a, b, wasm_i16x8_shuffle(m, rest, 0, 8, 1, 9, 2, 10, 3, 11),
                 wasm_i16x8_shuffle(m, rest, 4, 12, 5, 13, 6, 14, 7, 15), 10);
}

static void mask_wasm(uint8_t *dst, ptrdiff_t dst_stride, const int16_t *tmp1, const int16_t *tmp2, int w, int h,
                      const uint8_t *mask)
{
#define MIX(out, a, b)                                                                            \
    out = mix(a, b, wasm_u16x8_load8x8(mask));                                                    \
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

FORCE_INLINE v128_t round_sums(const v128_t *sums, int shift)
{
    v128_t half = wasm_i32x4_splat(1 << shift >> 1);
    return wasm_i16x8_narrow_i32x4(wasm_i32x4_shr(wasm_i32x4_add(sums_of(sums), half), shift),
                                   wasm_i32x4_shr(wasm_i32x4_add(sums_of(sums + 4), half), shift));
}

/* Eight rows become eight columns, of which `column[x]` is `pitch` further on than the one before. */
FORCE_INLINE void transpose(const v128_t *row, int16_t *column, int pitch)
{
    v128_t a[8], b[8];
    for (int i = 0; i < 4; i++) {
        a[2 * i] = wasm_i16x8_shuffle(row[i], row[i + 4], 0, 8, 1, 9, 2, 10, 3, 11);
        a[2 * i + 1] = wasm_i16x8_shuffle(row[i], row[i + 4], 4, 12, 5, 13, 6, 14, 7, 15);
    }
    for (int i = 0; i < 4; i++) {
        b[2 * i] = wasm_i16x8_shuffle(a[i], a[i + 4], 0, 8, 1, 9, 2, 10, 3, 11);
        b[2 * i + 1] = wasm_i16x8_shuffle(a[i], a[i + 4], 4, 12, 5, 13, 6, 14, 7, 15);
    }
    for (int i = 0; i < 4; i++) {
        wasm_v128_store(column + 2 * i * pitch, wasm_i16x8_shuffle(b[i], b[i + 4], 0, 8, 1, 9, 2, 10, 3, 11));
        wasm_v128_store(column + (2 * i + 1) * pitch, wasm_i16x8_shuffle(b[i], b[i + 4], 4, 12, 5, 13, 6, 14, 7, 15));
    }
}

/* Every pixel has filters of its own. */
FORCE_INLINE void warp(uint8_t *dst, ptrdiff_t dst_step, const uint8_t *src, ptrdiff_t src_stride, const int16_t *abcd,
                       int mx, int my, enum kind kind)
{
    v128_t row[16], sums[8];
    int16_t column[8][16];
    src -= 3 * src_stride + 3;
    for (int y = 0; y < 15; y++, mx += abcd[1]) {
        for (int x = 0, at = mx; x < 8; x++, at += abcd[0])
            sums[x] = wasm_i32x4_dot_i16x8(wasm_u16x8_load8x8(src + x), warp_filter(at));
        row[y] = round_sums(sums, 3);
        src += src_stride;
    }
    row[15] = row[14];
    transpose(row, column[0], 16);
    transpose(row + 8, column[0] + 8, 16);
    for (int y = 0; y < 8; y++, my += abcd[3]) {
        for (int x = 0, at = my; x < 8; x++, at += abcd[2])
            sums[x] = wasm_i32x4_dot_i16x8(wasm_v128_load(column[x] + y), warp_filter(at));
        store(dst, round_sums(sums, kind == PREP ? 7 : 11), 8, kind);
        dst += dst_step;
    }
}

static void warp_affine_8x8_wasm(uint8_t *dst, ptrdiff_t dst_stride, const uint8_t *src, ptrdiff_t src_stride,
                                 const int16_t *abcd, int mx, int my)
{
    warp(dst, dst_stride, src, src_stride, abcd, mx, my, PUT);
}

static void warp_affine_8x8t_wasm(int16_t *tmp, ptrdiff_t tmp_stride, const uint8_t *src, ptrdiff_t src_stride,
                                  const int16_t *abcd, int mx, int my)
{
    warp((uint8_t *)tmp, 2 * tmp_stride, src, src_stride, abcd, mx, my, PREP);
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

#else
#define mc_dsp_init_wasm(c) (void)(c)
#endif
