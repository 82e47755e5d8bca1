/* SPDX-License-Identifier: MIT */
/* dav1d's inverse transforms, for WebAssembly: those of its C, on four rows or columns at once. */
#include <wasm_simd128.h>

#include "src/wasm/itx_lanes.h"
#include "src/wasm/pixels_wasm.h"

/* Four rows become four columns. */
FORCE_INLINE void turn(lanes *to, ptrdiff_t step, const lanes *from)
{
    v128_t a = wasm_i32x4_shuffle(from[0], from[1], 0, 4, 1, 5), b = wasm_i32x4_shuffle(from[2], from[3], 0, 4, 1, 5);
    v128_t c = wasm_i32x4_shuffle(from[0], from[1], 2, 6, 3, 7), d = wasm_i32x4_shuffle(from[2], from[3], 2, 6, 3, 7);
    to[0] = (lanes)wasm_i64x2_shuffle(a, b, 0, 2);
    to[step] = (lanes)wasm_i64x2_shuffle(a, b, 1, 3);
    to[2 * step] = (lanes)wasm_i64x2_shuffle(c, d, 0, 2);
    to[3 * step] = (lanes)wasm_i64x2_shuffle(c, d, 1, 3);
}

/* Adds to the pixels of a row, 8 of them or 4. */
FORCE_INLINE void add_to(pixel *dst, v128_t difference, int w, int most)
{
    store_pixels(dst, wasm_i16x8_add_sat(load_pixels(dst, w), difference), w, most);
}

FORCE_INLINE void add_evenly(pixel *dst, ptrdiff_t stride, int dc, int w, int h, int most)
{
    const v128_t difference = wasm_i16x8_splat(dc);
    for (int y = 0; y < h; y++, dst += stride) {
        if (w == 4)
            add_to(dst, difference, 4, most);
        for (int x = 0; x + 8 <= w; x += 8)
            add_to(dst + x, difference, 8, most);
    }
}

/* The coefficients of four rows, one column after the other; what has been read becomes 0. */
FORCE_INLINE void take_rows(lanes *row, coef *coeff, int count, int pitch, int is_rect2)
{
    for (int x = 0; x < count; x++, coeff += pitch) {
#if BITDEPTH == 8
        v128_t c = wasm_i32x4_load16x4(coeff);
        wasm_v128_store64_lane(coeff, wasm_i16x8_const_splat(0), 0);
#else
        v128_t c = wasm_v128_load(coeff);
        wasm_v128_store(coeff, wasm_i16x8_const_splat(0));
#endif
        row[x] = is_rect2 ? ((lanes)c * 181 + 128) >> 8 : (lanes)c;
    }
}

/* As its counterpart in C. */
static NOINLINE void inv_txfm_add_wasm(pixel *dst, ptrdiff_t stride, coef *coeff, int eob, int tx, int shift,
                                       enum TxfmType txtp HIGHBD_DECL_SUFFIX)
{
    const TxfmInfo *const t_dim = &dav1d_txfm_dimensions[tx];
    const int w = 4 * t_dim->w, h = 4 * t_dim->h, sw = imin(w, 32), sh = imin(h, 32);
    const int is_rect2 = w * 2 == h || h * 2 == w, rnd = 1 << shift >> 1;
    const int most = BITDEPTH_MAX;
    stride = PXSTRIDE(stride);
    if (txtp == DCT_DCT && eob < 1) {
        int dc = coeff[0];
        coeff[0] = 0;
        if (is_rect2)
            dc = (dc * 181 + 128) >> 8;
        dc = (((dc * 181 + 128) >> 8) + rnd) >> shift;
        add_evenly(dst, stride, (dc * 181 + 128 + 2048) >> 12, w, h, most);
        return;
    }
    const uint8_t *const types = dav1d_tx1d_types[txtp];
    int last;
    if (types[1] == IDENTITY && types[0] != IDENTITY)
        last = imin(sh - 1, eob);
    else if (types[0] == IDENTITY && types[1] != IDENTITY)
        last = eob >> (t_dim->lw + 2);
    else
        last = dav1d_last_nonzero_col_from_eob[tx][eob];
    /* Those of rows, and of columns. */
#if BITDEPTH == 8
    const v128_t row_min = wasm_i32x4_const_splat(INT16_MIN), col_min = row_min;
#else
    const v128_t row_min = wasm_i32x4_splat((unsigned)~most << 7), col_min = wasm_i32x4_splat((unsigned)~most << 5);
#endif
    const v128_t row_max = wasm_v128_not(row_min), col_max = wasm_v128_not(col_min);
    const int groups = w / 4;
    lanes row[64], all[64 * 16];
    int y = 0;
    for (; y <= last; y += 4) {
        take_rows(row, coeff + y, sw, sh, is_rect2);
        dav1d_tx1d_lanes[t_dim->lw][types[0]](row, 1, (lanes)row_min, (lanes)row_max);
        for (int x = 0; x < w; x++) {
            v128_t c = wasm_i32x4_shr(wasm_i32x4_add((v128_t)row[x], wasm_i32x4_splat(rnd)), shift);
            row[x] = (lanes)wasm_i32x4_min(wasm_i32x4_max(c, col_min), col_max);
        }
        for (int group = 0; group < groups; group++)
            turn(all + y * groups + group, groups, row + 4 * group);
    }
    for (int i = y * groups; i < sh * groups; i++)
        all[i] = (lanes)wasm_i32x4_const_splat(0);
    for (int group = 0; group < groups; group++)
        dav1d_tx1d_lanes[t_dim->lh][types[1]](all + group, groups, (lanes)col_min, (lanes)col_max);
    const lanes *from = all;
    for (y = 0; y < h; y++, dst += stride) {
        if (w == 4) {
            v128_t c = (v128_t)((*from++ + 8) >> 4);
            add_to(dst, wasm_i16x8_narrow_i32x4(c, c), 4, most);
        }
        for (int x = 0; x + 8 <= w; x += 8, from += 2)
            add_to(dst + x, wasm_i16x8_narrow_i32x4((v128_t)((from[0] + 8) >> 4), (v128_t)((from[1] + 8) >> 4)), 8, most);
    }
}

#define inv_txfm_add_c inv_txfm_add_wasm
