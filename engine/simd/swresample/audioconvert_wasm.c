/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Samples of 16 bits from and to floating point, for WebAssembly. Blocks have a multiple of 16 samples. */
#include "libavcodec/mips/wasm.h"
#include "libavutil/cpu.h"
#include "libswresample/audioconvert.h"

void swri_audio_convert_init_wasm(AudioConvert *c, enum AVSampleFormat out, enum AVSampleFormat in, int channels);

/* Eight samples, rounded and clipped. */
INLINE v128_t load_rounded(const float *p)
{
    v128_t scale = wasm_f32x4_const_splat(1 << 15);
    v128_t low = wasm_f32x4_nearest(wasm_f32x4_mul(wasm_v128_load(p), scale));
    v128_t high = wasm_f32x4_nearest(wasm_f32x4_mul(wasm_v128_load(p + 4), scale));
    return wasm_i16x8_narrow_i32x4(wasm_i32x4_trunc_sat_f32x4(low), wasm_i32x4_trunc_sat_f32x4(high));
}

INLINE void store_scaled(float *p, v128_t a)
{
    v128_t scale = wasm_f32x4_const_splat(1.0f / (1 << 15));
    wasm_v128_store(p, wasm_f32x4_mul(wasm_f32x4_convert_i32x4(wasm_i32x4_extend_low_i16x8(a)), scale));
    wasm_v128_store(p + 4, wasm_f32x4_mul(wasm_f32x4_convert_i32x4(wasm_i32x4_extend_high_i16x8(a)), scale));
}

/* A channel without a buffer is left out. */

static void to_shorts(uint8_t **dst, const uint8_t **src, int count)
{
    int16_t *out = (int16_t *)dst[0];
    const float *in = (const float *)src[0];
    for (int i = 0; out && i < count; i += 8)
        wasm_v128_store(out + i, load_rounded(in + i));
}

static void to_floats(uint8_t **dst, const uint8_t **src, int count)
{
    float *out = (float *)dst[0];
    const int16_t *in = (const int16_t *)src[0];
    for (int i = 0; out && i < count; i += 8)
        store_scaled(out + i, wasm_v128_load(in + i));
}

static void to_pairs_of_shorts(uint8_t **dst, const uint8_t **src, int count)
{
    int16_t *out = (int16_t *)dst[0];
    const float *left = (const float *)src[0], *right = (const float *)src[1];
    for (int i = 0; i < count; i += 8) {
        v128_t a = load_rounded(left + i), b = load_rounded(right + i);
        wasm_v128_store(out + 2 * i, zip_low_i16(a, b));
        wasm_v128_store(out + 2 * i + 8, zip_high_i16(a, b));
    }
}

static void from_pairs_of_shorts(uint8_t **dst, const uint8_t **src, int count)
{
    float *left = (float *)dst[0], *right = (float *)dst[1];
    const int16_t *in = (const int16_t *)src[0];
    for (int i = 0; i < count; i += 8) {
        v128_t a = wasm_v128_load(in + 2 * i), b = wasm_v128_load(in + 2 * i + 8);
        if (left)
            store_scaled(left + i, wasm_i16x8_shuffle(a, b, 0, 2, 4, 6, 8, 10, 12, 14));
        if (right)
            store_scaled(right + i, wasm_i16x8_shuffle(a, b, 1, 3, 5, 7, 9, 11, 13, 15));
    }
}

void swri_audio_convert_init_wasm(AudioConvert *c, enum AVSampleFormat out, enum AVSampleFormat in, int channels)
{
    if (!(av_get_cpu_flags() & AV_CPU_FLAG_MSA))
        return;
    if ((out == AV_SAMPLE_FMT_S16 && in == AV_SAMPLE_FMT_FLT) || (out == AV_SAMPLE_FMT_S16P && in == AV_SAMPLE_FMT_FLTP))
        c->simd_f = to_shorts;
    if ((out == AV_SAMPLE_FMT_FLT && in == AV_SAMPLE_FMT_S16) || (out == AV_SAMPLE_FMT_FLTP && in == AV_SAMPLE_FMT_S16P))
        c->simd_f = to_floats;
    if (out == AV_SAMPLE_FMT_S16 && in == AV_SAMPLE_FMT_FLTP && channels == 2)
        c->simd_f = to_pairs_of_shorts;
    if (out == AV_SAMPLE_FMT_FLTP && in == AV_SAMPLE_FMT_S16 && channels == 2)
        c->simd_f = from_pairs_of_shorts;
}
