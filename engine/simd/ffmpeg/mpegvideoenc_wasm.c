/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Steps of the encoders of the MPEG family, for WebAssembly. */
#include "libavutil/cpu.h"
#include "wasm.h"

int ff_quantize_wasm(int16_t *block, const int *factors, const uint8_t *scan, int bias,
                     int first, int *bits, int *last);
uint64_t ff_places_wasm(const int16_t *block, const uint8_t *scan, int last);
int ff_denoise_wasm(int16_t *block, int *sums, const uint16_t *offsets);
void ff_mpegvideoencdsp_init_wasm(void *pix_sum, void *pix_norm1);

/* The bits after the point of factors. */
#define QUANT_BITS 21

INLINE int is_on(void)
{
    return av_get_cpu_flags() & AV_CPU_FLAG_MSA;
}

INLINE int count_bits(unsigned a)
{
    return a ? 32 - __builtin_clz(a) : 0;
}

/* All bits of all lanes of 32. */
INLINE unsigned gather_bits(v128_t a)
{
    uint64_t both = wasm_i64x2_extract_lane(a, 0) | wasm_i64x2_extract_lane(a, 1);
    return both | both >> 32;
}

INLINE v128_t quantize4(v128_t magnitude, v128_t factor, v128_t bias)
{
    v128_t sum = wasm_i32x4_add(wasm_i32x4_mul(magnitude, factor), bias);
    return wasm_i32x4_shr(wasm_i32x4_max(sum, wasm_i32x4_const_splat(0)), QUANT_BITS);
}

/* Which of sixteen places of 64 marks have one. */
INLINE unsigned find_marks(const v128_t marks[4], const uint8_t *scan)
{
    v128_t places = wasm_v128_load(scan), found = wasm_i8x16_const_splat(0);
    for (int j = 0; j < 4; j++) {
        found = wasm_v128_or(found, wasm_i8x16_swizzle(marks[j], places));
        places = wasm_i8x16_sub(places, wasm_i8x16_const_splat(16));
    }
    return wasm_i8x16_bitmask(found);
}

/* The place of the last of 64 marks, in the order of `scan`, or -1. */
INLINE int last_mark(const v128_t marks[4], const uint8_t *scan)
{
    for (int i = 48; i >= 0; i -= 16) {
        unsigned found = find_marks(marks, scan + i);
        if (found)
            return i + 31 - __builtin_clz(found);
    }
    return -1;
}

/* Where up to `last` there are coefficients, in the order of `scan`; everywhere where kernels are off. */
uint64_t ff_places_wasm(const int16_t *block, const uint8_t *scan, int last)
{
    if (!is_on())
        return -1;
    v128_t zero = wasm_i16x8_const_splat(0), marks[4];
    for (int i = 0; i < 4; i++) {
        v128_t low = wasm_v128_load(block + 16 * i), high = wasm_v128_load(block + 16 * i + 8);
        marks[i] = wasm_i8x16_narrow_i16x8(wasm_i16x8_ne(low, zero), wasm_i16x8_ne(high, zero));
    }
    uint64_t places = 0;
    for (int i = 0; i <= last; i += 16)
        places |= (uint64_t)find_marks(marks, scan + i) << i;
    return places;
}

/*
 * Quantises the coefficients from the one numbered `first`, which is 0 or 1. Returns 0 and does
 * nothing where products may not keep to 31 bits; where they do, the kinds of arithmetic of all
 * versions of FFmpeg agree.
 */
int ff_quantize_wasm(int16_t *block, const int *factors, const uint8_t *scan, int bias,
                     int first, int *bits, int *last)
{
    if (!is_on() || bias >= 1 << QUANT_BITS || bias <= -(1 << QUANT_BITS))
        return 0;
    int16_t dc = block[0];
    v128_t zero = wasm_i16x8_const_splat(0);
    v128_t all = zero, all_factors = zero;
    if (first)
        block[0] = 0;
    for (int i = 0; i < 64; i += 8) {
        all = wasm_v128_or(all, wasm_i16x8_abs(wasm_v128_load(block + i)));
        all_factors = wasm_v128_or(all_factors, wasm_v128_or(wasm_v128_load(factors + i),
                                                             wasm_v128_load(factors + i + 4)));
    }
    unsigned magnitudes = gather_bits(all);
    magnitudes = (magnitudes | magnitudes >> 16) & 0xffff;
    if (count_bits(magnitudes) + count_bits(gather_bits(all_factors)) > 30) {
        block[0] = dc;
        return 0;
    }
    v128_t levels = zero, biases = wasm_i32x4_splat(bias), marks[4];
    for (int i = 0; i < 4; i++) {
        v128_t level[2];
        for (int j = 0; j < 2; j++) {
            int16_t *coefficients = block + 16 * i + 8 * j;
            const int *factor = factors + 16 * i + 8 * j;
            v128_t a = wasm_v128_load(coefficients);
            v128_t magnitude = wasm_i16x8_abs(a), sign = wasm_i16x8_shr(a, 15);
            level[j] = wasm_i16x8_narrow_i32x4(
                quantize4(wasm_u32x4_extend_low_u16x8(magnitude), wasm_v128_load(factor), biases),
                quantize4(wasm_u32x4_extend_high_u16x8(magnitude), wasm_v128_load(factor + 4), biases));
            levels = wasm_v128_or(levels, level[j]);
            wasm_v128_store(coefficients, wasm_i16x8_sub(wasm_v128_xor(level[j], sign), sign));
        }
        marks[i] = wasm_i8x16_ne(wasm_u8x16_narrow_i16x8(level[0], level[1]), wasm_i8x16_const_splat(0));
    }
    magnitudes = gather_bits(levels);
    *bits = (magnitudes | magnitudes >> 16) & 0xffff;
    *last = last_mark(marks, scan);
    if (first) {
        block[0] = dc;
        if (*last < 0)
            *last = 0;
    }
    return 1;
}

/*
 * Takes from each coefficient what noise is thought to be, and adds up what there was. Returns 0
 * where kernels are off.
 */
int ff_denoise_wasm(int16_t *block, int *sums, const uint16_t *offsets)
{
    if (!is_on())
        return 0;
    for (int i = 0; i < 64; i += 8) {
        v128_t a = wasm_v128_load(block + i);
        v128_t magnitude = wasm_i16x8_abs(a), sign = wasm_i16x8_shr(a, 15);
        v128_t low = wasm_u32x4_extend_low_u16x8(magnitude), high = wasm_u32x4_extend_high_u16x8(magnitude);
        wasm_v128_store(sums + i, wasm_i32x4_add(wasm_v128_load(sums + i), low));
        wasm_v128_store(sums + i + 4, wasm_i32x4_add(wasm_v128_load(sums + i + 4), high));
        magnitude = wasm_u16x8_sub_sat(magnitude, wasm_v128_load(offsets + i));
        wasm_v128_store(block + i, wasm_i16x8_sub(wasm_v128_xor(magnitude, sign), sign));
    }
    return 1;
}

static int pix_sum(const uint8_t *pixels, ptrdiff_t stride)
{
    v128_t sum = wasm_i16x8_const_splat(0);
    for (int y = 0; y < 16; y++, pixels += stride)
        sum = wasm_i16x8_add(sum, wasm_u16x8_extadd_pairwise_u8x16(wasm_v128_load(pixels)));
    return sum_u16(sum);
}

/* The sum of the squares. */
static int pix_norm1(const uint8_t *pixels, ptrdiff_t stride)
{
    v128_t sum = wasm_i32x4_const_splat(0);
    for (int y = 0; y < 16; y++, pixels += stride) {
        v128_t low = load_u8x8(pixels), high = load_u8x8(pixels + 8);
        sum = wasm_i32x4_add(sum, wasm_i32x4_add(wasm_i32x4_dot_i16x8(low, low),
                                                 wasm_i32x4_dot_i16x8(high, high)));
    }
    return sum_i32(sum);
}

/* The places are of functions, whose types differ between versions of FFmpeg. */
void ff_mpegvideoencdsp_init_wasm(void *sum, void *norm1)
{
    *(void **)sum = pix_sum;
    *(void **)norm1 = pix_norm1;
}
