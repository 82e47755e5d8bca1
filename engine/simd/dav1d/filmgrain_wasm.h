/* SPDX-License-Identifier: MIT */
/* dav1d's film grain, for WebAssembly. */
#include <wasm_simd128.h>

#include "src/wasm/pixels_wasm.h"

/* How grain is made noise, and what its pixels may be. */
struct noise {
    const uint8_t *scaling;
    int shift, min_value, max_value, most;
};

FORCE_INLINE struct noise noise_of(const Dav1dFilmGrainData *data, const uint8_t *scaling, int brightest, int most)
{
    const int more = bitdepth_from_max(most) - 8;
    if (data->clip_to_restricted_range)
        return (struct noise){ scaling, 15 - data->scaling_shift, 16 << more, brightest << more, most };
    return (struct noise){ scaling, 15 - data->scaling_shift, 0, most, most };
}

FORCE_INLINE v128_t load_grain(const entry *grain)
{
#if BITDEPTH == 8
    return wasm_i16x8_load8x8(grain);
#else
    return wasm_v128_load(grain);
#endif
}

/* The pairs of weights for the lower and the upper four lanes of 8. */
struct weights {
    v128_t low, high;
};

#define PAIR(a, b) ((a) | (b) << 16)

/* In an overlapped column, or in two of them: all others are as they are. */
FORCE_INLINE struct weights weights_across(int is_half)
{
    v128_t rest = wasm_i32x4_const_splat(PAIR(0, 32));
    if (is_half)
        return (struct weights){ wasm_i32x4_replace_lane(rest, 0, PAIR(23, 22)), rest };
    return (struct weights){ wasm_i32x4_const(PAIR(27, 17), PAIR(17, 27), PAIR(0, 32), PAIR(0, 32)), rest };
}

FORCE_INLINE struct weights weights_down(int y, int is_half)
{
    v128_t all = wasm_i32x4_splat(is_half ? PAIR(23, 22) : y == 0 ? PAIR(27, 17) : PAIR(17, 27));
    return (struct weights){ all, all };
}

FORCE_INLINE v128_t blend_grain(v128_t old, v128_t grain, struct weights weights, int most)
{
    v128_t half = wasm_i32x4_const_splat(16), greatest = wasm_i16x8_splat(most >> 1);
    v128_t low = wasm_i32x4_add(wasm_i32x4_dot_i16x8(LOW16(old, grain), weights.low), half);
    v128_t high = wasm_i32x4_add(wasm_i32x4_dot_i16x8(HIGH16(old, grain), weights.high), half);
    grain = wasm_i16x8_narrow_i32x4(wasm_i32x4_shr(low, 5), wasm_i32x4_shr(high, 5));
    return wasm_i16x8_min(wasm_i16x8_max(grain, wasm_v128_not(greatest)), greatest);
}

/* What grain is multiplied by where pixels are as bright as `at`. */
FORCE_INLINE v128_t scale_of(const struct noise *noise, v128_t at)
{
    v128_t scale = wasm_i16x8_const_splat(0);
    /* Beyond the width of a picture lies anything. */
    at = wasm_u16x8_min(at, wasm_i16x8_splat(noise->most));
#define LANE(i)                                                                                   \
    scale = wasm_v128_load8_lane(noise->scaling + wasm_u16x8_extract_lane(at, i), scale, 2 * i);
    LANE(0) LANE(1) LANE(2) LANE(3) LANE(4) LANE(5) LANE(6) LANE(7)
#undef LANE
    return scale;
}

FORCE_INLINE v128_t add_noise(const struct noise *noise, v128_t pixels, v128_t at, v128_t grain)
{
    /* A product that is shifted by 15. */
    v128_t difference = wasm_i16x8_q15mulr_sat(wasm_i16x8_shl(scale_of(noise, at), noise->shift), grain);
    v128_t out = wasm_i16x8_add(pixels, difference);
    return wasm_i16x8_min(wasm_i16x8_max(out, wasm_i16x8_splat(noise->min_value)), wasm_i16x8_splat(noise->max_value));
}

/* Where grain for a block begins, by the random number for it. */
FORCE_INLINE const entry *grain_at(const entry (*lut)[GRAIN_WIDTH], int random, int sx, int sy, int bx, int by)
{
    const int x = 3 + (2 >> sx) * (3 + (random >> 4)), y = 3 + (2 >> sy) * (3 + (random & 15));
    return lut[y + (FG_BLOCK_SIZE >> sy) * by] + x + (FG_BLOCK_SIZE >> sx) * bx;
}

/* The brightness of the luma of 8 pixels. */
FORCE_INLINE v128_t load_luma(const pixel *luma, int sx)
{
    if (!sx)
        return load_pixels(luma, 8);
#if BITDEPTH == 8
    v128_t sums = wasm_u16x8_extadd_pairwise_u8x16(wasm_v128_load(luma));
#else
    v128_t a = wasm_v128_load(luma), b = wasm_v128_load(luma + 8);
    v128_t sums = wasm_i16x8_add(wasm_i16x8_shuffle(a, b, 0, 2, 4, 6, 8, 10, 12, 14),
                                 wasm_i16x8_shuffle(a, b, 1, 3, 5, 7, 9, 11, 13, 15));
#endif
    return wasm_u16x8_shr(wasm_i16x8_add(sums, wasm_i16x8_const_splat(1)), 1);
}

/* Chroma has the number of its plane; luma has -1. */
FORCE_INLINE v128_t brightness(const Dav1dFilmGrainData *data, v128_t pixels, const pixel *luma, int plane, int sx,
                               int most)
{
    if (plane < 0)
        return pixels;
    v128_t average = load_luma(luma, sx);
    if (data->chroma_scaling_from_luma)
        return average;
    v128_t weights = wasm_i32x4_splat((data->uv_luma_mult[plane] & 0xffff) | data->uv_mult[plane] * 0x10000);
    v128_t offset = wasm_i32x4_splat(data->uv_offset[plane] * (1 << (bitdepth_from_max(most) - 8)));
    v128_t low = wasm_i32x4_shr(wasm_i32x4_dot_i16x8(LOW16(average, pixels), weights), 6);
    v128_t high = wasm_i32x4_shr(wasm_i32x4_dot_i16x8(HIGH16(average, pixels), weights), 6);
    v128_t all = wasm_i16x8_narrow_i32x4(wasm_i32x4_add(low, offset), wasm_i32x4_add(high, offset));
    return wasm_i16x8_min(wasm_i16x8_max(all, wasm_i16x8_const_splat(0)), wasm_i16x8_splat(most));
}

/* Rows of blocks: what lies beyond the width, up to a multiple of 8, is written to as well. */
FORCE_INLINE void add_grain(pixel *dst, const pixel *src, ptrdiff_t stride, const Dav1dFilmGrainData *data, int pw,
                            const uint8_t *scaling, const entry (*lut)[GRAIN_WIDTH], int bh, int row_num,
                            const pixel *luma, ptrdiff_t luma_stride, int plane, int brightest, int sx, int sy,
                            int most)
{
    const int size = FG_BLOCK_SIZE >> sx, has_rows = data->overlap_flag && row_num > 0, rows = 1 + has_rows;
    const struct noise noise = noise_of(data, scaling, brightest, most);
    const struct weights across = weights_across(sx);
    unsigned seed[2];
    int random[2][2] = { { 0 } };
    stride = PXSTRIDE(stride);
    luma_stride = PXSTRIDE(luma_stride);
    for (int i = 0; i < rows; i++)
        seed[i] = data->seed ^ (((row_num - i) * 37 + 178) & 0xff) << 8 ^ (((row_num - i) * 173 + 105) & 0xff);
    for (int bx = 0; bx < pw; bx += size) {
        const int bw = imin(size, pw - bx), has_columns = data->overlap_flag && bx;
        const entry *grains[2][2];
        for (int i = 0; i < rows; i++) {
            random[1][i] = random[0][i];
            random[0][i] = get_random_number(8, &seed[i]);
            for (int j = 0; j < 2; j++)
                grains[j][i] = grain_at(lut, random[j][i], sx, sy, j, i);
        }
        for (int y = 0; y < bh; y++) {
            const int is_below = has_rows && y < 2 >> sy;
            const struct weights down = weights_down(y, sy);
            for (int x = 0; x < bw; x += 8) {
                const int at = y * GRAIN_WIDTH + x, is_after = has_columns && !x;
                v128_t grain = load_grain(grains[0][0] + at);
                if (is_after)
                    grain = blend_grain(load_grain(grains[1][0] + at), grain, across, most);
                if (is_below) {
                    v128_t above = load_grain(grains[0][1] + at);
                    if (is_after)
                        above = blend_grain(load_grain(grains[1][1] + at), above, across, most);
                    grain = blend_grain(above, grain, down, most);
                }
                v128_t pixels = load_pixels(src + y * stride + bx + x, 8);
                const pixel *beside = luma + (y << sy) * luma_stride + ((bx + x) << sx);
                v128_t out = add_noise(&noise, pixels, brightness(data, pixels, beside, plane, sx, most), grain);
                store_pixels(dst + y * stride + bx + x, out, 8, most);
            }
        }
    }
}

static decl_fgy_32x32xn_fn(fgy_32x32xn_wasm)
{
    add_grain(dst_row, src_row, stride, data, pw, scaling, grain_lut, bh, row_num, src_row, stride, -1, 235, 0, 0,
              BITDEPTH_MAX);
}

#define CHROMA(name, sx, sy)                                                                      \
    static decl_fguv_32x32xn_fn(fguv_32x32xn_##name##_wasm)                                       \
    {                                                                                             \
        add_grain(dst_row, src_row, stride, data, pw, scaling, grain_lut, bh, row_num, luma_row,  \
                  luma_stride, uv_pl, is_id ? 235 : 240, sx, sy, BITDEPTH_MAX);                   \
    }
CHROMA(420, 1, 1)
CHROMA(422, 1, 0)
CHROMA(444, 0, 0)

FORCE_INLINE void film_grain_dsp_init_wasm(Dav1dFilmGrainDSPContext *c)
{
    c->fgy_32x32xn = fgy_32x32xn_wasm;
    c->fguv_32x32xn[DAV1D_PIXEL_LAYOUT_I420 - 1] = fguv_32x32xn_420_wasm;
    c->fguv_32x32xn[DAV1D_PIXEL_LAYOUT_I422 - 1] = fguv_32x32xn_422_wasm;
    c->fguv_32x32xn[DAV1D_PIXEL_LAYOUT_I444 - 1] = fguv_32x32xn_444_wasm;
}
