/* SPDX-License-Identifier: MIT */
/* dav1d's filter along edges with 8 bits, for WebAssembly. */
#include <wasm_simd128.h>

#if BITDEPTH == 8

#define FORCE_INLINE static inline __attribute__((always_inline))

/* Rows of the block with what is around it, as the table of directions has them. */
#define PITCH 12
/* Less than all pixels as a signed number, and more than all as an unsigned one. */
#define ABSENT ((short)0x8000)

FORCE_INLINE void store2(int16_t *to, v128_t pixels) { wasm_v128_store32_lane(to, pixels, 0); }

/* One row, with two pixels on both sides where there are some. */
FORCE_INLINE void widen_row(int16_t *to, const uint8_t *from, const uint8_t *left, int w, enum CdefEdgeFlags edges)
{
    v128_t absent = wasm_i16x8_const_splat(ABSENT), zero = wasm_i16x8_const_splat(0);
    v128_t pixels = wasm_u16x8_load8x8(from);
    if (w == 8)
        wasm_v128_store(to, pixels);
    else
        wasm_v128_store64_lane(to, pixels, 0);
    store2(to - 2, edges & CDEF_HAVE_LEFT ? wasm_u16x8_extend_low_u8x16(wasm_v128_load16_lane(left, zero, 0)) : absent);
    store2(to + w,
           edges & CDEF_HAVE_RIGHT ? wasm_u16x8_extend_low_u8x16(wasm_v128_load16_lane(from + w, zero, 0)) : absent);
}

FORCE_INLINE void widen(int16_t *to, const uint8_t *dst, ptrdiff_t stride, const uint8_t (*left)[2],
                        const uint8_t *top, const uint8_t *bottom, int w, int h, enum CdefEdgeFlags edges)
{
    v128_t absent = wasm_i16x8_const_splat(ABSENT);
    for (int y = -2; y < h + 2; y++) {
        int16_t *row = to + y * PITCH;
        const uint8_t *beyond = y < 0 ? top + (y + 2) * stride : bottom + (y - h) * stride;
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

FORCE_INLINE void filter_edges(uint8_t *dst, ptrdiff_t stride, const int16_t *at, int pri_strength, int sec_strength,
                               int dir, int damping, int w, int h)
{
    const int has_both = pri_strength && sec_strength;
    const int pri_shift = pri_strength ? imax(0, damping - ulog2(pri_strength)) : 0;
    const int sec_shift = sec_strength ? damping - ulog2(sec_strength) : 0;
    const v128_t pri = wasm_i16x8_splat(pri_strength), sec = wasm_i16x8_splat(sec_strength);
    const int is_odd = pri_strength & 1;
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
        out = wasm_u8x16_narrow_i16x8(out, out);
        if (w == 8) {
            wasm_v128_store64_lane(dst, out, 0);
        } else {
            wasm_v128_store32_lane(dst, out, 0);
            wasm_v128_store32_lane(dst + stride, out, 1);
        }
        dst += 8 / w * stride;
        at += 8 / w * PITCH;
    }
}

FORCE_INLINE void filter_block(uint8_t *dst, ptrdiff_t stride, const uint8_t (*left)[2], const uint8_t *top,
                               const uint8_t *bottom, int pri_strength, int sec_strength, int dir, int damping, int w,
                               int h, enum CdefEdgeFlags edges)
{
    /* Vectors reach beyond the last row. */
    int16_t wide[PITCH * (8 + 4) + 8];
    int16_t *at = wide + 2 * PITCH + 2;
    widen(at, dst, stride, left, top, bottom, w, h, edges);
    if (pri_strength && sec_strength)
        filter_edges(dst, stride, at, pri_strength, sec_strength, dir, damping, w, h);
    else if (pri_strength)
        filter_edges(dst, stride, at, pri_strength, 0, dir, damping, w, h);
    else
        filter_edges(dst, stride, at, 0, sec_strength, dir, damping, w, h);
}

#define BLOCK(w, h)                                                                               \
    static void filter_block_##w##x##h##_wasm(                                                    \
        uint8_t *dst, ptrdiff_t stride, const uint8_t (*left)[2], const uint8_t *top,             \
        const uint8_t *bottom, int pri_strength, int sec_strength, int dir, int damping,          \
        enum CdefEdgeFlags edges)                                                                 \
    {                                                                                             \
        filter_block(dst, stride, left, top, bottom, pri_strength, sec_strength, dir, damping, w, \
                     h, edges);                                                                   \
    }
BLOCK(8, 8)
BLOCK(4, 8)
BLOCK(4, 4)

FORCE_INLINE void cdef_dsp_init_wasm(Dav1dCdefDSPContext *c)
{
    c->fb[0] = filter_block_8x8_wasm;
    c->fb[1] = filter_block_4x8_wasm;
    c->fb[2] = filter_block_4x4_wasm;
}

#else
#define cdef_dsp_init_wasm(c) (void)(c)
#endif
