/* SPDX-License-Identifier: MIT */
/* Pixels between pixels, by 6 and 8 taps, for libvpx, for WebAssembly. */
#include "./vpx_config.h"
#include "./vp8_rtcd.h"
#include "./vpx_dsp_rtcd.h"
#include "vp8/common/filter.h"
#include "vpx_dsp/vpx_filter.h"
#include "vpx_dsp/wasm/pixels_wasm.h"

/*
 * The positive taps of a filter sum up to no more than 182, the negative ones to -54. So with
 * half of the rounding shift's range taken away, a sum fits into 16 bits, whatever the sums on
 * the way to it are; after the shift, 128 are missing, which are given back to bytes.
 */
#define START (64 - (128 << 7))
#define MAX_TAPS 8

struct taps {
    v128_t tap[MAX_TAPS];
};

FORCE_INLINE struct taps taps_of(const int16_t *filter, int count)
{
    struct taps taps;
    for (int i = 0; i < count; i++)
        taps.tap[i] = wasm_i16x8_splat(filter[i]);
    return taps;
}

/* Eight pixels, of which `step` apart lie those that a pixel is made of. */
FORCE_INLINE v128_t filter8(const uint8_t *p, ptrdiff_t step, const struct taps *taps, int count)
{
    v128_t sum = wasm_i16x8_const_splat(START);
#pragma clang loop unroll(full)
    for (int i = 0; i < count; i++)
        sum = wasm_i16x8_add(sum, wasm_i16x8_mul(wasm_u16x8_load8x8(p + i * step), taps->tap[i]));
    return wasm_i16x8_shr(sum, 7);
}

FORCE_INLINE v128_t to_pixels(v128_t low, v128_t high)
{
    return wasm_v128_xor(wasm_i8x16_narrow_i16x8(low, high), wasm_i8x16_const_splat(-128));
}

enum then { STORE, AVERAGE };

FORCE_INLINE void store_pixels(uint8_t *p, v128_t pixels, int width, enum then then)
{
    if (width == 16) {
        if (then == AVERAGE)
            pixels = wasm_u8x16_avgr(pixels, wasm_v128_load(p));
        wasm_v128_store(p, pixels);
    } else if (width == 8) {
        if (then == AVERAGE)
            pixels = wasm_u8x16_avgr(pixels, wasm_v128_load64_zero(p));
        wasm_v128_store64_lane(p, pixels, 0);
    } else {
        if (then == AVERAGE)
            pixels = wasm_u8x16_avgr(pixels, wasm_v128_load32_zero(p));
        wasm_v128_store32_lane(p, pixels, 0);
    }
}

/* `src` is the first pixel of those that the first is made of. */
FORCE_INLINE void filter_rows(const uint8_t *src, ptrdiff_t src_stride, ptrdiff_t step, uint8_t *dst, ptrdiff_t dst_stride,
                        const int16_t *filter, int count, int w, int h, enum then then)
{
    struct taps taps = taps_of(filter, count);
    for (int y = 0; y < h; y++) {
        if (w >= 16) {
            for (int x = 0; x < w; x += 16)
                store_pixels(dst + x,
                             to_pixels(filter8(src + x, step, &taps, count), filter8(src + x + 8, step, &taps, count)),
                             16, then);
        } else {
            v128_t sum = filter8(src, step, &taps, count);
            store_pixels(dst, to_pixels(sum, sum), w, then);
        }
        src += src_stride;
        dst += dst_stride;
    }
}

/* VP9's. */
#define TAPS 8
#define BEFORE (TAPS / 2 - 1)

static void across(const uint8_t *src, ptrdiff_t src_stride, uint8_t *dst, ptrdiff_t dst_stride, const int16_t *filter,
                   int w, int h)
{
    filter_rows(src - BEFORE, src_stride, 1, dst, dst_stride, filter, TAPS, w, h, STORE);
}

static void down(const uint8_t *src, ptrdiff_t src_stride, uint8_t *dst, ptrdiff_t dst_stride, const int16_t *filter,
                 int w, int h)
{
    filter_rows(src - BEFORE * src_stride, src_stride, src_stride, dst, dst_stride, filter, TAPS, w, h, STORE);
}

static void across_average(const uint8_t *src, ptrdiff_t src_stride, uint8_t *dst, ptrdiff_t dst_stride,
                           const int16_t *filter, int w, int h)
{
    filter_rows(src - BEFORE, src_stride, 1, dst, dst_stride, filter, TAPS, w, h, AVERAGE);
}

static void down_average(const uint8_t *src, ptrdiff_t src_stride, uint8_t *dst, ptrdiff_t dst_stride,
                         const int16_t *filter, int w, int h)
{
    filter_rows(src - BEFORE * src_stride, src_stride, src_stride, dst, dst_stride, filter, TAPS, w, h, AVERAGE);
}

#define PARAMETERS                                                                                \
    const uint8_t *src, ptrdiff_t src_stride, uint8_t *dst, ptrdiff_t dst_stride,                 \
        const InterpKernel *filter, int x0_q4, int x_step_q4, int y0_q4, int y_step_q4, int w,    \
        int h
#define ARGUMENTS src, src_stride, dst, dst_stride, filter, x0_q4, x_step_q4, y0_q4, y_step_q4, w, h

/* Scaled pictures take another filter for each pixel. */
#define ONE_WAY(name, step, start, function)                                                      \
    void name##_wasm(PARAMETERS)                                                                  \
    {                                                                                             \
        if (step != 16)                                                                           \
            name##_c(ARGUMENTS);                                                                  \
        else                                                                                      \
            function(src, src_stride, dst, dst_stride, filter[start], w, h);                      \
    }
ONE_WAY(vpx_convolve8_horiz, x_step_q4, x0_q4, across)
ONE_WAY(vpx_convolve8_avg_horiz, x_step_q4, x0_q4, across_average)
ONE_WAY(vpx_convolve8_vert, y_step_q4, y0_q4, down)
ONE_WAY(vpx_convolve8_avg_vert, y_step_q4, y0_q4, down_average)

#define BOTH_WAYS(name, function)                                                                 \
    void name##_wasm(PARAMETERS)                                                                  \
    {                                                                                             \
        uint8_t rows[64 * (64 + TAPS - 1)];                                                       \
        if (x_step_q4 != 16 || y_step_q4 != 16) {                                                 \
            name##_c(ARGUMENTS);                                                                  \
            return;                                                                               \
        }                                                                                         \
        across(src - BEFORE * src_stride, src_stride, rows, 64, filter[x0_q4], w, h + TAPS - 1);  \
        function(rows + 64 * BEFORE, 64, dst, dst_stride, filter[y0_q4], w, h);                   \
    }
BOTH_WAYS(vpx_convolve8, down)
BOTH_WAYS(vpx_convolve8_avg, down_average)

/* VP8's. */
#define SIX 6

FORCE_INLINE void sixtap(const uint8_t *src, int stride, int x, int y, uint8_t *dst, int dst_pitch, int w, int h)
{
    uint8_t rows[16 * (16 + SIX - 1)];
    if (y == 0) {
        filter_rows(src - 2, stride, 1, dst, dst_pitch, vp8_sub_pel_filters[x], SIX, w, h, STORE);
    } else if (x == 0) {
        filter_rows(src - 2 * stride, stride, stride, dst, dst_pitch, vp8_sub_pel_filters[y], SIX, w, h, STORE);
    } else {
        filter_rows(src - 2 - 2 * stride, stride, 1, rows, 16, vp8_sub_pel_filters[x], SIX, w, h + SIX - 1, STORE);
        filter_rows(rows, 16, 16, dst, dst_pitch, vp8_sub_pel_filters[y], SIX, w, h, STORE);
    }
}

#define SIXTAP(w, h)                                                                              \
    void vp8_sixtap_predict##w##x##h##_wasm(unsigned char *src, int stride, int x, int y,         \
                                            unsigned char *dst, int dst_pitch)                    \
    {                                                                                             \
        sixtap(src, stride, x, y, dst, dst_pitch, w, h);                                          \
    }
SIXTAP(16, 16)
SIXTAP(8, 8)
SIXTAP(8, 4)
SIXTAP(4, 4)
