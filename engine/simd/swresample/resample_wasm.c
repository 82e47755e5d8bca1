/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Resampling of sound, for WebAssembly. */
#include <wasm_simd128.h>

#include "libavutil/common.h"
#include "libavutil/cpu.h"
#include "libswresample/resample.h"

void swri_resample_dsp_init_wasm(ResampleContext *c);

#define INLINE static inline __attribute__((always_inline))

/* The bits after the point of filters of 16 bits. */
#define FILTER_BITS 15

/* Where an output lies: from which sample on it is made, and by which filter. */
typedef struct Place {
    int sample, index, frac;
} Place;

INLINE void carry(const ResampleContext *c, Place *place)
{
    while (place->index >= c->phase_count) {
        place->sample++;
        place->index -= c->phase_count;
    }
}

INLINE Place first_place(const ResampleContext *c)
{
    Place place = { 0, c->index, c->frac };
    carry(c, &place);
    return place;
}

INLINE Place next_place(const ResampleContext *c, Place place)
{
    place.frac += c->dst_incr_mod;
    place.index += c->dst_incr_div;
    if (place.frac >= c->src_incr) {
        place.frac -= c->src_incr;
        place.index++;
    }
    carry(c, &place);
    return place;
}

INLINE int finish(ResampleContext *c, Place place, int update)
{
    if (update) {
        c->frac = place.frac;
        c->index = place.index;
    }
    return place.sample;
}

INLINE uint32_t sum_i32(v128_t a)
{
    a = wasm_i32x4_add(a, wasm_i32x4_shuffle(a, a, 2, 3, 0, 1));
    return (uint32_t)wasm_i32x4_extract_lane(a, 0) + (uint32_t)wasm_i32x4_extract_lane(a, 1);
}

/* The sums of the products at even and at odd places, each of which keeps to 32 bits. */
INLINE void filter_int16(const int16_t *samples, const int16_t *filter, int length,
                         uint32_t *even, uint32_t *odd)
{
    v128_t evens = wasm_i32x4_const_splat(0), odds = evens;
    int i = 0;
    for (; i + 8 <= length; i += 8) {
        v128_t a = wasm_v128_load(samples + i), factors = wasm_v128_load(filter + i);
        v128_t low = wasm_v128_and(factors, wasm_i32x4_const_splat(0xffff));
        evens = wasm_i32x4_add(evens, wasm_i32x4_dot_i16x8(a, low));
        odds = wasm_i32x4_add(odds, wasm_i32x4_dot_i16x8(a, wasm_v128_xor(factors, low)));
    }
    *even = sum_i32(evens);
    *odd = sum_i32(odds);
    for (; i < length; i++)
        *(i & 1 ? odd : even) += samples[i] * filter[i];
}

static int common_int16(ResampleContext *c, void *dest, const void *source, int count, int update)
{
    int16_t *output = dest;
    const int16_t *samples = source;
    Place place = first_place(c);
    for (int i = 0; i < count; i++) {
        const int16_t *filter = (const int16_t *)c->filter_bank + c->filter_alloc * place.index;
        uint32_t even, odd;
        filter_int16(samples + place.sample, filter, c->filter_length, &even, &odd);
        even += 1 << (FILTER_BITS - 1);
        output[i] = av_clip_int16(((int32_t)even + (int64_t)(int32_t)odd) >> FILTER_BITS);
        place = next_place(c, place);
    }
    return finish(c, place, update);
}

static int linear_int16(ResampleContext *c, void *dest, const void *source, int count, int update)
{
    int16_t *output = dest;
    const int16_t *samples = source;
    Place place = first_place(c);
    for (int i = 0; i < count; i++) {
        const int16_t *filter = (const int16_t *)c->filter_bank + c->filter_alloc * place.index;
        uint32_t even, odd, next_even, next_odd;
        filter_int16(samples + place.sample, filter, c->filter_length, &even, &odd);
        filter_int16(samples + place.sample, filter + c->filter_alloc, c->filter_length, &next_even, &next_odd);
        uint32_t value = even + odd + (1 << (FILTER_BITS - 1));
        uint32_t next = next_even + next_odd + (1 << (FILTER_BITS - 1));
        value += (int32_t)(next - value) * (int64_t)place.frac / c->src_incr;
        output[i] = av_clip_int16((int32_t)value >> FILTER_BITS);
        place = next_place(c, place);
    }
    return finish(c, place, update);
}

/*
 * Two outputs, each the sum of a sum over even and a sum over odd places, in order: rounding
 * depends on that.
 */
INLINE v128_t filter_float(const float *samples_a, const float *filter_a,
                           const float *samples_b, const float *filter_b, int length)
{
    v128_t sums = wasm_f32x4_const_splat(0);
    int i = 0;
    for (; i + 4 <= length; i += 4) {
        v128_t a = wasm_f32x4_mul(wasm_v128_load(samples_a + i), wasm_v128_load(filter_a + i));
        v128_t b = wasm_f32x4_mul(wasm_v128_load(samples_b + i), wasm_v128_load(filter_b + i));
        sums = wasm_f32x4_add(sums, wasm_i64x2_shuffle(a, b, 0, 2));
        sums = wasm_f32x4_add(sums, wasm_i64x2_shuffle(a, b, 1, 3));
    }
    if (i + 2 <= length) {
        v128_t a = wasm_v128_load64_lane(samples_b + i, wasm_v128_load64_zero(samples_a + i), 1);
        v128_t b = wasm_v128_load64_lane(filter_b + i, wasm_v128_load64_zero(filter_a + i), 1);
        sums = wasm_f32x4_add(sums, wasm_f32x4_mul(a, b));
        i += 2;
    }
    if (i < length) {
        v128_t more = wasm_f32x4_make(samples_a[i] * filter_a[i], 0, samples_b[i] * filter_b[i], 0);
        sums = wasm_f32x4_add(sums, more);
    }
    return wasm_f32x4_add(sums, wasm_i32x4_shuffle(sums, sums, 1, 0, 3, 2));
}

static int common_float(ResampleContext *c, void *dest, const void *source, int count, int update)
{
    float *output = dest;
    const float *samples = source, *bank = (const float *)c->filter_bank;
    Place place = first_place(c);
    for (int i = 0; i < count; i += 2) {
        Place next = i + 1 < count ? next_place(c, place) : place;
        v128_t both = filter_float(samples + place.sample, bank + c->filter_alloc * place.index,
                                   samples + next.sample, bank + c->filter_alloc * next.index,
                                   c->filter_length);
        output[i] = wasm_f32x4_extract_lane(both, 0);
        if (i + 1 < count)
            output[i + 1] = wasm_f32x4_extract_lane(both, 2);
        place = next_place(c, next);
    }
    return finish(c, place, update);
}

void swri_resample_dsp_init_wasm(ResampleContext *c)
{
    if (!(av_get_cpu_flags() & AV_CPU_FLAG_MSA))
        return;
    if (c->format == AV_SAMPLE_FMT_S16P) {
        c->dsp.resample_common = common_int16;
        c->dsp.resample_linear = linear_int16;
    } else if (c->format == AV_SAMPLE_FMT_FLTP) {
        c->dsp.resample_common = common_float;
    }
}
