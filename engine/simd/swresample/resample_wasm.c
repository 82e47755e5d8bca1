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

INLINE v128_t dot_int16(v128_t sums, const int16_t *samples, const int16_t *filter)
{
    return wasm_i32x4_add(sums, wasm_i32x4_dot_i16x8(wasm_v128_load(samples), wasm_v128_load(filter)));
}

/*
 * The sum of products. C has one sum in 32 bits for even and one for odd places, which are added in 64.
 * Here there are four sums in 32 bits, which keep to them where those of C do.
 */
INLINE int64_t filter_int16(const int16_t *samples, const int16_t *filter, int length)
{
    v128_t sums = wasm_i32x4_const_splat(0), others = sums;
    int i = 0;
    for (; i + 16 <= length; i += 16) {
        sums = dot_int16(sums, samples + i, filter + i);
        others = dot_int16(others, samples + i + 8, filter + i + 8);
    }
    for (; i + 8 <= length; i += 8)
        sums = dot_int16(sums, samples + i, filter + i);
    sums = wasm_i32x4_add(sums, others);
    sums = wasm_i64x2_add(wasm_i64x2_extend_low_i32x4(sums), wasm_i64x2_extend_high_i32x4(sums));
    int64_t sum = wasm_i64x2_extract_lane(sums, 0) + wasm_i64x2_extract_lane(sums, 1);
    for (; i < length; i++)
        sum += samples[i] * filter[i];
    return sum;
}

static int common_int16(ResampleContext *c, void *dest, const void *source, int count, int update)
{
    int16_t *output = dest;
    const int16_t *samples = source;
    Place place = first_place(c);
    for (int i = 0; i < count; i++) {
        const int16_t *filter = (const int16_t *)c->filter_bank + c->filter_alloc * place.index;
        int64_t sum = filter_int16(samples + place.sample, filter, c->filter_length);
        output[i] = av_clip_int16((sum + (1 << (FILTER_BITS - 1))) >> FILTER_BITS);
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
        uint32_t value = filter_int16(samples + place.sample, filter, c->filter_length) + (1 << (FILTER_BITS - 1));
        uint32_t next = filter_int16(samples + place.sample, filter + c->filter_alloc, c->filter_length) +
                        (1 << (FILTER_BITS - 1));
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
