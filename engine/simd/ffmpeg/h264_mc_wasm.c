/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Chroma and weighted prediction of H.264 with 8 bits, of blocks of any height, for WebAssembly. */
#include <stddef.h>
#include <stdint.h>
#include <wasm_simd128.h>

void ff_h264_chroma_init_wasm(void *put, void *avg);
void ff_h264_weight_init_wasm(void *weights, void *biweights);

#define INLINE static inline __attribute__((always_inline))

INLINE v128_t load_pixels(const uint8_t *p, int width)
{
    return width == 16 ? wasm_v128_load(p) : width == 8 ? wasm_v128_load64_zero(p) :
           width == 4 ? wasm_v128_load32_zero(p) :
           wasm_v128_load16_lane(p, wasm_i32x4_const_splat(0), 0);
}

INLINE void store_pixels(uint8_t *p, v128_t a, int width)
{
    if (width == 16)
        wasm_v128_store(p, a);
    else if (width == 8)
        wasm_v128_store64_lane(p, a, 0);
    else if (width == 4)
        wasm_v128_store32_lane(p, a, 0);
    else
        wasm_v128_store16_lane(p, a, 0);
}

/* A row between two columns, in eighths. */
INLINE v128_t between_columns(const uint8_t *p, int width, int x)
{
    v128_t left = wasm_u16x8_extend_low_u8x16(load_pixels(p, width));
    /* What has no weight may not be there. */
    v128_t right = wasm_u16x8_extend_low_u8x16(load_pixels(p + !!x, width));
    return wasm_i16x8_add(wasm_i16x8_mul(left, wasm_i16x8_splat(8 - x)),
                          wasm_i16x8_mul(right, wasm_i16x8_splat(x)));
}

INLINE void chroma(uint8_t *dst, const uint8_t *src, ptrdiff_t stride, int width, int height,
                   int x, int y, int is_average)
{
    v128_t upper_weight = wasm_i16x8_splat(8 - y), lower_weight = wasm_i16x8_splat(y);
    ptrdiff_t step = y ? stride : 0;
    v128_t upper = between_columns(src, width, x);
    for (int row = 0; row < height; row++, dst += stride, src += stride) {
        v128_t lower = between_columns(src + step, width, x);
        v128_t sum = wasm_i16x8_add(wasm_i16x8_mul(upper, upper_weight), wasm_i16x8_mul(lower, lower_weight));
        sum = wasm_u16x8_shr(wasm_i16x8_add(sum, wasm_i16x8_const_splat(32)), 6);
        v128_t pixels = wasm_u8x16_narrow_i16x8(sum, sum);
        if (is_average)
            pixels = wasm_u8x16_avgr(pixels, load_pixels(dst, width));
        store_pixels(dst, pixels, width);
        upper = y || row + 1 == height ? lower : between_columns(src + stride, width, x);
    }
}

#define CHROMA(width)                                                                             \
static void put_chroma##width(uint8_t *dst, const uint8_t *src, ptrdiff_t stride, int height,     \
                              int x, int y)                                                       \
{                                                                                                 \
    chroma(dst, src, stride, width, height, x, y, 0);                                             \
}                                                                                                 \
static void avg_chroma##width(uint8_t *dst, const uint8_t *src, ptrdiff_t stride, int height,     \
                              int x, int y)                                                       \
{                                                                                                 \
    chroma(dst, src, stride, width, height, x, y, 1);                                             \
}
CHROMA(8)
CHROMA(4)
CHROMA(2)

/* A sum that saturates is a pixel that does. */
INLINE v128_t weigh(v128_t a, v128_t weight, v128_t offset, int shift)
{
    return wasm_i16x8_shr(wasm_i16x8_add_sat(wasm_i16x8_mul(a, weight), offset), shift);
}

INLINE void weight(uint8_t *block, ptrdiff_t stride, int width, int height, int log2_denom,
                   int factor, int offset)
{
    v128_t weights = wasm_i16x8_splat(factor);
    v128_t offsets = wasm_i16x8_splat(offset * (1 << log2_denom) + (log2_denom ? 1 << (log2_denom - 1) : 0));
    for (int y = 0; y < height; y++, block += stride) {
        v128_t pixels = load_pixels(block, width);
        v128_t low = weigh(wasm_u16x8_extend_low_u8x16(pixels), weights, offsets, log2_denom);
        v128_t high = low;
        if (width == 16)
            high = weigh(wasm_u16x8_extend_high_u8x16(pixels), weights, offsets, log2_denom);
        store_pixels(block, wasm_u8x16_narrow_i16x8(low, high), width);
    }
}

/* Eight pixels out of pairs of a pixel of each block. */
INLINE v128_t weigh_pairs(v128_t pairs, v128_t weights, v128_t offset, int shift)
{
    v128_t low = wasm_i32x4_dot_i16x8(wasm_u16x8_extend_low_u8x16(pairs), weights);
    v128_t high = wasm_i32x4_dot_i16x8(wasm_u16x8_extend_high_u8x16(pairs), weights);
    return wasm_i16x8_narrow_i32x4(wasm_i32x4_shr(wasm_i32x4_add(low, offset), shift),
                                   wasm_i32x4_shr(wasm_i32x4_add(high, offset), shift));
}

INLINE void biweight(uint8_t *dst, const uint8_t *src, ptrdiff_t stride, int width, int height,
                     int log2_denom, int dst_weight, int src_weight, int offset)
{
    v128_t weights = wasm_i32x4_splat((dst_weight & 0xffff) | (int)((unsigned)src_weight << 16));
    v128_t offsets = wasm_i32x4_splat((int)((unsigned)((offset + 1) | 1) << log2_denom));
    for (int y = 0; y < height; y++, dst += stride, src += stride) {
        v128_t a = load_pixels(dst, width), b = load_pixels(src, width);
        v128_t low = weigh_pairs(wasm_i8x16_shuffle(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23),
                                 weights, offsets, log2_denom + 1);
        v128_t high = low;
        if (width == 16)
            high = weigh_pairs(wasm_i8x16_shuffle(a, b, 8, 24, 9, 25, 10, 26, 11, 27,
                                                  12, 28, 13, 29, 14, 30, 15, 31),
                               weights, offsets, log2_denom + 1);
        store_pixels(dst, wasm_u8x16_narrow_i16x8(low, high), width);
    }
}

#define WEIGHT(width)                                                                             \
static void weight##width(uint8_t *block, ptrdiff_t stride, int height, int log2_denom,           \
                          int factor, int offset)                                                 \
{                                                                                                 \
    weight(block, stride, width, height, log2_denom, factor, offset);                             \
}                                                                                                 \
static void biweight##width(uint8_t *dst, uint8_t *src, ptrdiff_t stride, int height,             \
                            int log2_denom, int dst_weight, int src_weight, int offset)           \
{                                                                                                 \
    biweight(dst, src, stride, width, height, log2_denom, dst_weight, src_weight, offset);        \
}
WEIGHT(16)
WEIGHT(8)
WEIGHT(4)

/* The tables are of functions, whose types differ between versions of FFmpeg. */

void ff_h264_chroma_init_wasm(void *put, void *avg)
{
    void **put_table = put, **avg_table = avg;

    put_table[0] = put_chroma8;
    put_table[1] = put_chroma4;
    put_table[2] = put_chroma2;
    avg_table[0] = avg_chroma8;
    avg_table[1] = avg_chroma4;
    avg_table[2] = avg_chroma2;
}

void ff_h264_weight_init_wasm(void *weights, void *biweights)
{
    void **weight_table = weights, **biweight_table = biweights;

    weight_table[0] = weight16;
    weight_table[1] = weight8;
    weight_table[2] = weight4;
    biweight_table[0] = biweight16;
    biweight_table[1] = biweight8;
    biweight_table[2] = biweight4;
}
