/* SPDX-License-Identifier: MIT */
/* dav1d's filter along edges, for WebAssembly. */
#include <wasm_simd128.h>

#include "src/wasm/pixels_wasm.h"

/* Rows of the block with what is around it, as the table of directions has them. */
#define PITCH 12
/* Less than all pixels as a signed number, and more than all as an unsigned one. */
#define ABSENT ((short)0x8000)

FORCE_INLINE void store2(int16_t *to, v128_t pixels) { wasm_v128_store32_lane(to, pixels, 0); }

/* One row, with two pixels on both sides where there are some. */
FORCE_INLINE void widen_row(int16_t *to, const pixel *from, const pixel *left, int w, enum CdefEdgeFlags edges)
{
    v128_t absent = wasm_i16x8_const_splat(ABSENT), pixels = load_pixels(from, w);
    if (w == 8)
        wasm_v128_store(to, pixels);
    else
        wasm_v128_store64_lane(to, pixels, 0);
    store2(to - 2, edges & CDEF_HAVE_LEFT ? load_pixels(left, 2) : absent);
    store2(to + w, edges & CDEF_HAVE_RIGHT ? load_pixels(from + w, 2) : absent);
}

FORCE_INLINE void widen(int16_t *to, const pixel *dst, ptrdiff_t stride, const pixel (*left)[2], const pixel *top,
                        const pixel *bottom, int w, int h, enum CdefEdgeFlags edges)
{
    v128_t absent = wasm_i16x8_const_splat(ABSENT);
    for (int y = -2; y < h + 2; y++) {
        int16_t *row = to + y * PITCH;
        const pixel *beyond = y < 0 ? top + (y + 2) * stride : bottom + (y - h) * stride;
        if (y >= 0 && y < h) {
            widen_row(row, dst + y * stride, left[y], w, edges);
        } else if (edges & (y < 0 ? CDEF_HAVE_TOP : CDEF_HAVE_BOTTOM)) {
            widen_row(row, beyond, beyond - 2, w, edges);
        } else {
            wasm_v128_store(row - 2, absent);
            wasm_v128_store64_lane(row + w - 2, absent, 0);
        }
    }
}

/* Eight pixels: a row, or two of 4. */
FORCE_INLINE v128_t load_wide(const int16_t *p, int w)
{
    return w == 8 ? wasm_v128_load(p) : wasm_v128_load64_lane(p + PITCH, wasm_v128_load64_zero(p), 1);
}

/* How far a neighbour pulls. */
FORCE_INLINE v128_t constrain_wasm(v128_t other, v128_t pixels, v128_t strength, int shift)
{
    v128_t difference = wasm_i16x8_sub(other, pixels);
    v128_t sign = wasm_i16x8_shr(difference, 15), amount = wasm_i16x8_abs(difference);
    amount = wasm_u16x8_min(amount, wasm_u16x8_sub_sat(strength, wasm_u16x8_shr(amount, shift)));
    return wasm_i16x8_sub(wasm_v128_xor(amount, sign), sign);
}

struct range {
    v128_t least, most;
};

FORCE_INLINE void extend_range(struct range *range, v128_t pixels)
{
    range->least = wasm_u16x8_min(range->least, pixels);
    range->most = wasm_i16x8_max(range->most, pixels);
}

/* The pull of the neighbours `offset` before and after. */
FORCE_INLINE v128_t pull(const int16_t *at, int offset, v128_t pixels, v128_t strength, int shift, int w,
                         struct range *range)
{
    v128_t after = load_wide(at + offset, w), before = load_wide(at - offset, w);
    if (range) {
        extend_range(range, after);
        extend_range(range, before);
    }
    return wasm_i16x8_add(constrain_wasm(after, pixels, strength, shift),
                          constrain_wasm(before, pixels, strength, shift));
}

FORCE_INLINE void filter_edges(pixel *dst, ptrdiff_t stride, const int16_t *at, int pri_strength, int sec_strength,
                               int dir, int damping, int w, int h, int most)
{
    const int has_both = pri_strength && sec_strength;
    const int pri_shift = pri_strength ? imax(0, damping - ulog2(pri_strength)) : 0;
    const int sec_shift = sec_strength ? damping - ulog2(sec_strength) : 0;
    const v128_t pri = wasm_i16x8_splat(pri_strength), sec = wasm_i16x8_splat(sec_strength);
    const int is_odd = pri_strength >> (bitdepth_from_max(most) - 8) & 1;
    const int8_t *far = dav1d_cdef_directions[dir + 2], *one = dav1d_cdef_directions[dir + 4],
                 *other = dav1d_cdef_directions[dir];
    for (int y = 0; y < h; y += 8 / w) {
        v128_t pixels = load_wide(at, w), sum = wasm_i16x8_const_splat(0);
        struct range range = { pixels, pixels };
#pragma clang loop unroll(full)
        for (int k = 0; k < 2; k++) {
            if (pri_strength) {
                v128_t all = pull(at, far[k], pixels, pri, pri_shift, w, has_both ? &range : 0);
                v128_t twice = wasm_i16x8_add(all, all);
                /* By 4 and 2, or by 3 and 3. */
                all = is_odd ? wasm_i16x8_add(twice, all) : k == 0 ? wasm_i16x8_add(twice, twice) : twice;
                sum = wasm_i16x8_add(sum, all);
            }
            if (sec_strength) {
                v128_t all = wasm_i16x8_add(pull(at, one[k], pixels, sec, sec_shift, w, has_both ? &range : 0),
                                            pull(at, other[k], pixels, sec, sec_shift, w, has_both ? &range : 0));
                sum = wasm_i16x8_add(sum, k == 0 ? wasm_i16x8_add(all, all) : all);
            }
        }
        sum = wasm_i16x8_add(wasm_i16x8_add(sum, wasm_i16x8_shr(sum, 15)), wasm_i16x8_const_splat(8));
        v128_t out = wasm_i16x8_add(pixels, wasm_i16x8_shr(sum, 4));
        if (has_both)
            out = wasm_i16x8_min(wasm_i16x8_max(out, range.least), range.most);
        if (w == 8) {
            store_pixels(dst, out, 8, most);
        } else {
            store_pixels(dst, out, 4, most);
            store_pixels(dst + stride, wasm_i64x2_shuffle(out, out, 1, 1), 4, most);
        }
        dst += 8 / w * stride;
        at += 8 / w * PITCH;
    }
}

FORCE_INLINE void filter_block(pixel *dst, ptrdiff_t stride, const pixel (*left)[2], const pixel *top,
                               const pixel *bottom, int pri_strength, int sec_strength, int dir, int damping, int w,
                               int h, enum CdefEdgeFlags edges, int most)
{
    /* Vectors reach beyond the last row. */
    int16_t wide[PITCH * (8 + 4) + 8];
    int16_t *at = wide + 2 * PITCH + 2;
    stride = PXSTRIDE(stride);
    widen(at, dst, stride, left, top, bottom, w, h, edges);
    if (pri_strength && sec_strength)
        filter_edges(dst, stride, at, pri_strength, sec_strength, dir, damping, w, h, most);
    else if (pri_strength)
        filter_edges(dst, stride, at, pri_strength, 0, dir, damping, w, h, most);
    else
        filter_edges(dst, stride, at, 0, sec_strength, dir, damping, w, h, most);
}

#define BLOCK(w, h)                                                                               \
    static void filter_block_##w##x##h##_wasm(                                                    \
        pixel *dst, ptrdiff_t stride, const pixel (*left)[2], const pixel *top,                   \
        const pixel *bottom, int pri_strength, int sec_strength, int dir, int damping,            \
        enum CdefEdgeFlags edges HIGHBD_DECL_SUFFIX)                                              \
    {                                                                                             \
        filter_block(dst, stride, left, top, bottom, pri_strength, sec_strength, dir, damping, w, \
                     h, edges, BITDEPTH_MAX);                                                     \
    }
BLOCK(8, 8)
BLOCK(4, 8)
BLOCK(4, 4)

/* The lanes of `a` `n` further on, and those that this moves out of it. */
#define ON(a, b, n)                                                                               \
    wasm_i8x16_shuffle(a, b, 16 - 2 * n, 17 - 2 * n, 18 - 2 * n, 19 - 2 * n, 20 - 2 * n,          \
                       21 - 2 * n, 22 - 2 * n, 23 - 2 * n, 24 - 2 * n, 25 - 2 * n, 26 - 2 * n,    \
                       27 - 2 * n, 28 - 2 * n, 29 - 2 * n, 30 - 2 * n, 31 - 2 * n)
#define ADD_ON(a, n)                                                                              \
    low = wasm_i16x8_add(low, ON(zero, a, n));                                                    \
    high = wasm_i16x8_add(high, ON(a, zero, n));

/* The cost of the sums along lines, of which the outer ones on both sides have equal weights. */
FORCE_INLINE v128_t cost_of(v128_t low, v128_t mirrored, v128_t first, v128_t second)
{
    v128_t a = LOW16(low, mirrored), b = HIGH16(low, mirrored);
    return wasm_i32x4_add(wasm_i32x4_mul(wasm_i32x4_dot_i16x8(a, a), first),
                          wasm_i32x4_mul(wasm_i32x4_dot_i16x8(b, b), second));
}

/* For lines that go as far across as down: each row is one on. */
FORCE_INLINE v128_t diagonal_cost(const v128_t *row)
{
    v128_t low = row[0], high = wasm_i16x8_const_splat(0), zero = high;
    ADD_ON(row[1], 1)
    ADD_ON(row[2], 2)
    ADD_ON(row[3], 3)
    ADD_ON(row[4], 4)
    ADD_ON(row[5], 5)
    ADD_ON(row[6], 6)
    ADD_ON(row[7], 7)
    return cost_of(low, wasm_i16x8_shuffle(high, high, 6, 5, 4, 3, 2, 1, 0, 7),
                   wasm_i32x4_const(840, 420, 280, 210), wasm_i32x4_const(168, 140, 120, 105));
}

/* For lines that go half as far across: each second row is one on. */
FORCE_INLINE v128_t steep_cost(v128_t a, v128_t b, v128_t c, v128_t d)
{
    v128_t low = a, high = wasm_i16x8_const_splat(0), zero = high;
    ADD_ON(b, 1)
    ADD_ON(c, 2)
    ADD_ON(d, 3)
    return cost_of(low, wasm_i16x8_shuffle(high, high, 2, 1, 0, 3, 4, 5, 6, 7),
                   wasm_i32x4_const(420, 210, 140, 105), wasm_i32x4_const_splat(105));
}

/* The sums of the lanes of each. */
FORCE_INLINE v128_t totals(v128_t a, v128_t b, v128_t c, v128_t d)
{
    v128_t first = wasm_i32x4_add(wasm_i32x4_shuffle(a, b, 0, 4, 1, 5), wasm_i32x4_shuffle(a, b, 2, 6, 3, 7));
    v128_t second = wasm_i32x4_add(wasm_i32x4_shuffle(c, d, 0, 4, 1, 5), wasm_i32x4_shuffle(c, d, 2, 6, 3, 7));
    return wasm_i32x4_add(wasm_i64x2_shuffle(first, second, 0, 2), wasm_i64x2_shuffle(first, second, 1, 3));
}

/* The costs of steep lines to the left and to the right, and of upright ones. */
FORCE_INLINE void upright_costs(const v128_t *row, v128_t *left, v128_t *right, v128_t *upright)
{
    v128_t pair[4], all;
    for (int i = 0; i < 4; i++)
        pair[i] = wasm_i16x8_add(row[2 * i], row[2 * i + 1]);
    *left = steep_cost(pair[0], pair[1], pair[2], pair[3]);
    *right = steep_cost(pair[3], pair[2], pair[1], pair[0]);
    all = wasm_i16x8_add(wasm_i16x8_add(pair[0], pair[1]), wasm_i16x8_add(pair[2], pair[3]));
    *upright = wasm_i32x4_mul(wasm_i32x4_dot_i16x8(all, all), wasm_i32x4_const_splat(105));
}

static int cdef_find_dir_wasm(const pixel *img, ptrdiff_t stride, unsigned *var HIGHBD_DECL_SUFFIX)
{
    v128_t row[8], mirrored[8], column[8], part[8];
    for (int y = 0; y < 8; y++, img += PXSTRIDE(stride)) {
        row[y] = wasm_u16x8_shr(load_pixels(img, 8), bitdepth_from_max(BITDEPTH_MAX) - 8);
        row[y] = wasm_i16x8_sub(row[y], wasm_i16x8_const_splat(128));
        mirrored[y] = wasm_i16x8_shuffle(row[y], row[y], 7, 6, 5, 4, 3, 2, 1, 0);
    }
    transpose8(column, row);
    part[0] = diagonal_cost(row);
    part[4] = diagonal_cost(mirrored);
    upright_costs(row, part + 7, part + 5, part + 6);
    upright_costs(column, part + 1, part + 3, part + 2);
    unsigned cost[8];
    wasm_v128_store(cost, totals(part[0], part[1], part[2], part[3]));
    wasm_v128_store(cost + 4, totals(part[4], part[5], part[6], part[7]));
    int best = 0;
    for (int n = 1; n < 8; n++)
        best = cost[n] > cost[best] ? n : best;
    *var = (cost[best] - cost[best ^ 4]) >> 10;
    return best;
}

FORCE_INLINE void cdef_dsp_init_wasm(Dav1dCdefDSPContext *c)
{
    c->dir = cdef_find_dir_wasm;
    c->fb[0] = filter_block_8x8_wasm;
    c->fb[1] = filter_block_4x8_wasm;
    c->fb[2] = filter_block_4x4_wasm;
}
