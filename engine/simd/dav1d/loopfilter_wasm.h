/* SPDX-License-Identifier: MIT */
/* dav1d's deblocking filter, for WebAssembly. */
#include <wasm_simd128.h>

#include "src/wasm/pixels_wasm.h"

/*
 * Across an edge lie 16 lines of pixels, or with filters that reach less far the middle ones of
 * them. Of each line 8 pixels are filtered at once, which are those of two units of 4, or of one.
 */
#define LINES 16
#define P(i) line[7 - (i)]
#define Q(i) line[8 + (i)]

/* How strongly each pixel is filtered, and the greatest of them. */
struct strength {
    v128_t e, i, h;
    int most;
};

/* By how much pixels have more than 8 bits. */
FORCE_INLINE int more_bits(int most) { return bitdepth_from_max(most) - 8; }

FORCE_INLINE v128_t distance(v128_t a, v128_t b) { return wasm_i16x8_abs(wasm_i16x8_sub(a, b)); }
FORCE_INLINE v128_t farther(v128_t than, v128_t a, v128_t b) { return wasm_i16x8_max(than, distance(a, b)); }
FORCE_INLINE v128_t twice(v128_t a) { return wasm_i16x8_add(a, a); }
FORCE_INLINE v128_t plus(v128_t a, v128_t b) { return wasm_i16x8_add(a, b); }
FORCE_INLINE v128_t minus(v128_t a, v128_t b) { return wasm_i16x8_sub(a, b); }

/*
 * Each pixel up to `reach` from the edge becomes the average of those up to `span` away, itself
 * and those next to it counting twice for the widest filter. `sum` goes along.
 */
FORCE_INLINE void flatten(v128_t *line, v128_t mask, int reach, int shift)
{
    v128_t old[LINES];
    const int last = reach + 1, span = reach == 5 ? 6 : reach == 2 ? 3 : 2, is_wide = reach == 5 || reach == 1;
    for (int i = 7 - last; i <= 8 + last; i++)
        old[i] = line[i];
    v128_t sum = wasm_i16x8_splat(1 << shift >> 1);
    const int first = 7 - reach;
#define AT(i) old[(i) < 7 - last ? 7 - last : (i) > 8 + last ? 8 + last : (i)]
#pragma clang loop unroll(full)
    for (int i = -span; i <= span; i++)
        sum = plus(sum, AT(first + i));
#pragma clang loop unroll(full)
    for (int i = first; i <= 8 + reach; i++) {
        v128_t all = plus(sum, AT(i));
        if (is_wide)
            all = plus(all, plus(AT(i - 1), AT(i + 1)));
        line[i] = wasm_v128_bitselect(wasm_u16x8_shr(all, shift), line[i], mask);
        sum = plus(sum, minus(AT(i + span + 1), AT(i - span)));
    }
#undef AT
}

/* The filter for edges that are no plain surface. */
FORCE_INLINE void sharpen(v128_t *line, v128_t mask, struct strength strength)
{
    v128_t most = wasm_i16x8_splat(strength.most >> 1), least = wasm_v128_not(most);
    v128_t is_varied =
        wasm_i16x8_gt(wasm_i16x8_max(distance(P(1), P(0)), distance(Q(1), Q(0))), strength.h);
    v128_t f = wasm_i16x8_min(wasm_i16x8_max(minus(P(1), Q(1)), least), most);
    v128_t step = minus(Q(0), P(0));
    f = plus(wasm_v128_and(f, is_varied), plus(step, twice(step)));
    f = wasm_i16x8_min(wasm_i16x8_max(f, least), most);
    f = wasm_v128_and(f, mask);
    v128_t f1 = wasm_i16x8_shr(wasm_i16x8_min(plus(f, wasm_i16x8_const_splat(4)), most), 3);
    v128_t f2 = wasm_i16x8_shr(wasm_i16x8_min(plus(f, wasm_i16x8_const_splat(3)), most), 3);
    P(0) = plus(P(0), f2);
    Q(0) = minus(Q(0), f1);
    f = wasm_i16x8_shr(plus(f1, wasm_i16x8_const_splat(1)), 1);
    f = wasm_v128_andnot(wasm_v128_and(f, mask), is_varied);
    P(1) = plus(P(1), f);
    Q(1) = minus(Q(1), f);
}

/* Lines may leave the range of pixels, to which storing them brings them back. Returns whether any has changed. */
FORCE_INLINE int filter_lines(v128_t *line, struct strength strength, int wd)
{
    v128_t near = farther(distance(P(1), P(0)), Q(1), Q(0)), far = near;
    if (wd > 4)
        far = farther(farther(far, P(2), P(1)), Q(2), Q(1));
    if (wd > 6)
        far = farther(farther(far, P(3), P(2)), Q(3), Q(2));
    v128_t edge = plus(twice(distance(P(0), Q(0))), wasm_u16x8_shr(distance(P(1), Q(1)), 1));
    v128_t mask = wasm_v128_and(wasm_i16x8_le(far, strength.i), wasm_i16x8_le(edge, strength.e));
    if (!wasm_v128_any_true(mask))
        return 0;
    v128_t one = wasm_i16x8_splat(1 << more_bits(strength.most)), plain = wasm_i16x8_const_splat(0), inner = plain;
    if (wd > 4) {
        v128_t away = farther(farther(near, P(2), P(0)), Q(2), Q(0));
        if (wd > 6)
            away = farther(farther(away, P(3), P(0)), Q(3), Q(0));
        plain = inner = wasm_v128_and(mask, wasm_i16x8_le(away, one));
    }
    if (wd == 16) {
        v128_t away = farther(farther(distance(P(4), P(0)), P(5), P(0)), P(6), P(0));
        away = farther(farther(farther(away, Q(4), Q(0)), Q(5), Q(0)), Q(6), Q(0));
        v128_t outer = wasm_v128_and(inner, wasm_i16x8_le(away, one));
        inner = wasm_v128_andnot(inner, outer);
        if (wasm_v128_any_true(outer)) {
            /* What the other filters read is of other pixels. */
            flatten(line, outer, 5, 4);
        }
    }
    if (wd > 4 && wasm_v128_any_true(inner))
        flatten(line, inner, wd == 6 ? 1 : 2, 3);
    mask = wasm_v128_andnot(mask, plain);
    if (wasm_v128_any_true(mask))
        sharpen(line, mask, strength);
    return 1;
}

/* How many lines a filter reads and writes on either side. */
FORCE_INLINE int reads(int wd) { return wd == 16 ? 7 : wd == 8 ? 4 : wd == 6 ? 3 : 2; }
FORCE_INLINE int writes(int wd) { return wd == 16 ? 6 : wd == 8 ? 3 : 2; }

FORCE_INLINE void filter_down(pixel *dst, ptrdiff_t stride, struct strength strength, int wd, int units)
{
    v128_t line[LINES];
    const int reach = reads(wd), changed = writes(wd);
#pragma clang loop unroll(full)
    for (int i = -reach; i < reach; i++)
        line[8 + i] = load_pixels(dst + i * stride, 4 * units);
    if (!filter_lines(line, strength, wd))
        return;
#pragma clang loop unroll(full)
    for (int i = -changed; i < changed; i++)
        store_pixels(dst + i * stride, line[8 + i], 4 * units, strength.most);
}

#if BITDEPTH == 8
#define LOW8(a, b)                                                                                \
    wasm_i8x16_shuffle(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23)
#define LOW32(a, b) wasm_i32x4_shuffle(a, b, 0, 4, 1, 5)
#define HIGH32(a, b) wasm_i32x4_shuffle(a, b, 2, 6, 3, 7)

/* Eight columns of rows, of which there are 8 or 4. */
FORCE_INLINE void load_columns(const uint8_t *src, ptrdiff_t stride, v128_t *column, int units)
{
    v128_t row[8];
#pragma clang loop unroll(full)
    for (int i = 0; i < 8; i++)
        row[i] = units == 2 || i < 4 ? wasm_v128_load64_zero(src + i * stride) : row[i - 4];
    v128_t b0 = LOW8(row[0], row[1]), b1 = LOW8(row[2], row[3]);
    v128_t b2 = LOW8(row[4], row[5]), b3 = LOW8(row[6], row[7]);
    v128_t c0 = LOW16(b0, b1), c1 = HIGH16(b0, b1), c2 = LOW16(b2, b3), c3 = HIGH16(b2, b3);
    v128_t pair[4] = { LOW32(c0, c2), HIGH32(c0, c2), LOW32(c1, c3), HIGH32(c1, c3) };
#pragma clang loop unroll(full)
    for (int i = 0; i < 4; i++) {
        column[2 * i] = wasm_u16x8_extend_low_u8x16(pair[i]);
        column[2 * i + 1] = wasm_u16x8_extend_high_u8x16(pair[i]);
    }
}

FORCE_INLINE v128_t pair_of(const v128_t *column)
{
    v128_t pair = wasm_u8x16_narrow_i16x8(column[0], column[1]);
    return wasm_i8x16_shuffle(pair, pair, 0, 8, 1, 9, 2, 10, 3, 11, 4, 12, 5, 13, 6, 14, 7, 15);
}

FORCE_INLINE void store_columns(pixel *dst, ptrdiff_t stride, const v128_t *column, int units, int most)
{
    v128_t p0 = pair_of(column), p1 = pair_of(column + 2), p2 = pair_of(column + 4), p3 = pair_of(column + 6);
    v128_t c0 = LOW16(p0, p1), c1 = LOW16(p2, p3), c2 = HIGH16(p0, p1), c3 = HIGH16(p2, p3);
    v128_t rows[4] = { LOW32(c0, c1), HIGH32(c0, c1), LOW32(c2, c3), HIGH32(c2, c3) };
#pragma clang loop unroll(full)
    for (int i = 0; i < 2 * units; i++) {
        wasm_v128_store64_lane(dst + 2 * i * stride, rows[i], 0);
        wasm_v128_store64_lane(dst + (2 * i + 1) * stride, rows[i], 1);
    }
}

FORCE_INLINE void store_four_columns(pixel *dst, ptrdiff_t stride, const v128_t *column, int units, int most)
{
    v128_t p0 = pair_of(column), p1 = pair_of(column + 2);
    v128_t rows[2] = { LOW16(p0, p1), HIGH16(p0, p1) };
#pragma clang loop unroll(full)
    for (int i = 0; i < units; i++) {
        uint8_t *row = dst + 4 * i * stride;
        wasm_v128_store32_lane(row, rows[i], 0);
        wasm_v128_store32_lane(row + stride, rows[i], 1);
        wasm_v128_store32_lane(row + 2 * stride, rows[i], 2);
        wasm_v128_store32_lane(row + 3 * stride, rows[i], 3);
    }
}

#else
FORCE_INLINE void load_columns(const pixel *src, ptrdiff_t stride, v128_t *column, int units)
{
    v128_t row[8];
#pragma clang loop unroll(full)
    for (int i = 0; i < 8; i++)
        row[i] = units == 2 || i < 4 ? wasm_v128_load(src + i * stride) : row[i - 4];
    transpose8(column, row);
}

FORCE_INLINE void store_columns(pixel *dst, ptrdiff_t stride, const v128_t *column, int units, int most)
{
    v128_t row[8];
    transpose8(row, column);
#pragma clang loop unroll(full)
    for (int i = 0; i < 4 * units; i++)
        store_pixels(dst + i * stride, row[i], 8, most);
}

FORCE_INLINE void store_four_columns(pixel *dst, ptrdiff_t stride, const v128_t *column, int units, int most)
{
    v128_t a = LOW16(column[0], column[2]), b = LOW16(column[1], column[3]);
    v128_t c = HIGH16(column[0], column[2]), d = HIGH16(column[1], column[3]);
    v128_t rows[4] = { LOW16(a, b), HIGH16(a, b), LOW16(c, d), HIGH16(c, d) };
#pragma clang loop unroll(full)
    for (int i = 0; i < 2 * units; i++) {
        store_pixels(dst + 2 * i * stride, rows[i], 4, most);
        store_pixels(dst + (2 * i + 1) * stride, wasm_i64x2_shuffle(rows[i], rows[i], 1, 1), 4, most);
    }
}
#endif

FORCE_INLINE void filter_across_edge(pixel *dst, ptrdiff_t stride, struct strength strength, int wd, int units)
{
    v128_t line[LINES];
    if (wd == 16) {
        load_columns(dst - 8, stride, line, units);
        load_columns(dst, stride, line + 8, units);
    } else {
        load_columns(dst - 4, stride, line + 4, units);
    }
    if (!filter_lines(line, strength, wd))
        return;
    if (wd == 16) {
        store_columns(dst - 8, stride, line, units, strength.most);
        store_columns(dst, stride, line + 8, units, strength.most);
    } else if (wd == 8) {
        store_columns(dst - 4, stride, line + 4, units, strength.most);
    } else {
        store_four_columns(dst - 2, stride, line + 6, units, strength.most);
    }
}

/* Shared by what calls them, since they are long. */
#define EDGES(wd)                                                                                 \
    static NOINLINE void down_##wd(pixel *dst, ptrdiff_t stride, struct strength strength,      \
                                   int units)                                                     \
    {                                                                                             \
        if (units == 2)                                                                           \
            filter_down(dst, stride, strength, wd, 2);                                            \
        else                                                                                      \
            filter_down(dst, stride, strength, wd, 1);                                            \
    }                                                                                             \
    static NOINLINE void across_##wd(pixel *dst, ptrdiff_t stride, struct strength strength,    \
                                     int units)                                                   \
    {                                                                                             \
        if (units == 2)                                                                           \
            filter_across_edge(dst, stride, strength, wd, 2);                                     \
        else                                                                                      \
            filter_across_edge(dst, stride, strength, wd, 1);                                     \
    }
EDGES(4)
EDGES(6)
EDGES(8)
EDGES(16)

FORCE_INLINE void filter_edge(pixel *dst, ptrdiff_t stride, struct strength strength, int wd, int units, int is_down)
{
    if (wd == 4)
        is_down ? down_4(dst, stride, strength, units) : across_4(dst, stride, strength, units);
    else if (wd == 6)
        is_down ? down_6(dst, stride, strength, units) : across_6(dst, stride, strength, units);
    else if (wd == 8)
        is_down ? down_8(dst, stride, strength, units) : across_8(dst, stride, strength, units);
    else
        is_down ? down_16(dst, stride, strength, units) : across_16(dst, stride, strength, units);
}

/* The level of a unit, or else of the one before the edge. */
FORCE_INLINE int level_of(const uint8_t (*l)[4], ptrdiff_t before) { return l[0][0] ? l[0][0] : l[-before][0]; }

/* The same number for each of two units. */
FORCE_INLINE v128_t two(int first, int second)
{
    return wasm_i64x2_replace_lane(wasm_i16x8_splat(first), 1, (uint16_t)second * 0x0001000100010001u);
}

FORCE_INLINE void filter_units(pixel *dst, ptrdiff_t stride, const uint32_t *vmask, const uint8_t (*l)[4],
                               ptrdiff_t b4_stride, const Av1FilterLUT *lut, int is_luma, int is_down, int most)
{
    const unsigned wide = is_luma ? vmask[2] : 0, middle = vmask[1] | wide, all = vmask[0] | middle;
    const int more = more_bits(most);
    stride = PXSTRIDE(stride);
    const ptrdiff_t along = 4 * (is_down ? 1 : stride), before = is_down ? b4_stride : 1;
    const ptrdiff_t next = is_down ? 1 : b4_stride;
    for (unsigned unit = 1; all & ~(unit - 1);) {
        const int level = all & unit ? level_of(l, before) : 0;
        int units = 1;
        if (level) {
            const unsigned after = unit << 1;
            const int idx = !!(middle & unit) + !!(wide & unit);
            const int wd = is_luma ? 4 << idx : 4 + 2 * idx;
            const int other = all & after && !!(middle & after) + !!(wide & after) == idx ? level_of(l + next, before) : 0;
            units = other ? 2 : 1;
            /* Where there is one unit only, no difference is small enough. */
            struct strength strength = { two(lut->e[level] << more, other ? lut->e[other] << more : -1),
                                         two(lut->i[level] << more, lut->i[other] << more),
                                         two(level >> 4 << more, other >> 4 << more), most };
            filter_edge(dst, stride, strength, wd, units, is_down);
        }
        unit = units == 2 ? unit << 1 << 1 : unit << 1;
        dst += units * along;
        l += units * next;
        if (!unit)
            break;
    }
}

#define PLANES(name, is_luma, is_down)                                                            \
    static void filter_##name##_wasm(pixel *dst, ptrdiff_t stride, const uint32_t *vmask,       \
                                     const uint8_t (*l)[4], ptrdiff_t b4_stride,                  \
                                     const Av1FilterLUT *lut, int length HIGHBD_DECL_SUFFIX)      \
    {                                                                                             \
        filter_units(dst, stride, vmask, l, b4_stride, lut, is_luma, is_down, BITDEPTH_MAX);      \
    }
PLANES(h_y, 1, 0)
PLANES(v_y, 1, 1)
PLANES(h_uv, 0, 0)
PLANES(v_uv, 0, 1)

FORCE_INLINE void loop_filter_dsp_init_wasm(Dav1dLoopFilterDSPContext *c)
{
    c->loop_filter_sb[0][0] = filter_h_y_wasm;
    c->loop_filter_sb[0][1] = filter_v_y_wasm;
    c->loop_filter_sb[1][0] = filter_h_uv_wasm;
    c->loop_filter_sb[1][1] = filter_v_uv_wasm;
}
