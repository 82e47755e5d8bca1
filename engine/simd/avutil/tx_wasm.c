/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Transforms of sound in floating point, for WebAssembly. All is computed in the order of C. */
#define TX_FLOAT
#include "libavutil/tx_priv.h"
#include "libavutil/cpu.h"
#include "libavcodec/mips/wasm.h"

extern const FFTXCodelet *const ff_tx_codelet_list_float_wasm[];
int ff_tx_mdct_fwd_wasm(AVTXContext *s, void *out, void *in, ptrdiff_t stride);
int ff_tx_mdct_inv_wasm(AVTXContext *s, void *out, void *in, ptrdiff_t stride);

#define TABLE(n) extern float ff_tx_tab_##n##_float[];
TABLE(8)
TABLE(16)
TABLE(32)
TABLE(64)
TABLE(128)
TABLE(256)
TABLE(512)
TABLE(1024)
TABLE(2048)
TABLE(4096)
TABLE(8192)
TABLE(16384)
TABLE(32768)

/* A vector has two complex numbers. */

INLINE v128_t load(const AVComplexFloat *p)
{
    return wasm_v128_load(p);
}

INLINE v128_t swap_parts(v128_t a)
{
    return wasm_i32x4_shuffle(a, a, 1, 0, 3, 2);
}

/* Changes the sign of the real parts, or of the imaginary ones. */
INLINE v128_t negate_real(v128_t a)
{
    return wasm_v128_xor(a, wasm_u32x4_const(0x80000000, 0, 0x80000000, 0));
}

INLINE v128_t negate_imaginary(v128_t a)
{
    return wasm_v128_xor(a, wasm_u32x4_const(0, 0x80000000, 0, 0x80000000));
}

/* The third and the fourth of four numbers times roots of unity, in opposite directions. */
INLINE void turn(v128_t *c, v128_t *d, v128_t cosines, v128_t sines)
{
    sines = negate_imaginary(sines);
    *c = wasm_f32x4_add(wasm_f32x4_mul(*c, cosines), wasm_f32x4_mul(swap_parts(*c), sines));
    *d = wasm_f32x4_sub(wasm_f32x4_mul(*d, cosines), wasm_f32x4_mul(swap_parts(*d), sines));
}

/* The same, where the first pair is to be multiplied by 1. */
INLINE void turn_second(v128_t *c, v128_t *d, float cosine, float sine)
{
    v128_t first_c = *c, first_d = *d;
    turn(c, d, wasm_f32x4_splat(cosine), wasm_f32x4_splat(sine));
    *c = wasm_i64x2_shuffle(first_c, *c, 0, 3);
    *d = wasm_i64x2_shuffle(first_d, *d, 0, 3);
}

INLINE void butterflies(v128_t *a, v128_t *b, v128_t *c, v128_t *d)
{
    v128_t sum = wasm_f32x4_add(*c, *d);
    /* What is left where both are equal is +0, as in C. */
    v128_t turned = swap_parts(wasm_f32x4_sub(negate_imaginary(*d), negate_imaginary(*c)));
    *c = wasm_f32x4_sub(*a, sum);
    *a = wasm_f32x4_add(*a, sum);
    *d = wasm_f32x4_sub(*b, turned);
    *b = wasm_f32x4_add(*b, turned);
}

INLINE void fft4(v128_t *a, v128_t *b)
{
    v128_t first = wasm_i64x2_shuffle(*a, *b, 0, 2), second = wasm_i64x2_shuffle(*a, *b, 1, 3);
    v128_t sum = wasm_f32x4_add(first, second);
    const v128_t sign = wasm_u32x4_const(0, 0, 0x80000000, 0);
    v128_t difference = wasm_f32x4_sub(wasm_v128_xor(first, sign), wasm_v128_xor(second, sign));
    v128_t left = wasm_i64x2_shuffle(sum, difference, 0, 2);
    v128_t right = wasm_i32x4_shuffle(sum, difference, 2, 3, 7, 6);
    *a = wasm_f32x4_add(left, right);
    *b = wasm_f32x4_sub(left, right);
}

INLINE void fft8(v128_t a[4])
{
    fft4(&a[0], &a[1]);
    v128_t first = wasm_i64x2_shuffle(a[2], a[3], 0, 2), second = wasm_i64x2_shuffle(a[2], a[3], 1, 3);
    v128_t sum = wasm_f32x4_add(first, second), difference = wasm_f32x4_sub(first, second);
    a[2] = wasm_i64x2_shuffle(sum, difference, 0, 2);
    a[3] = wasm_i64x2_shuffle(sum, difference, 1, 3);
    turn_second(&a[2], &a[3], ff_tx_tab_8_float[1], ff_tx_tab_8_float[1]);
    butterflies(&a[0], &a[1], &a[2], &a[3]);
}

INLINE void fft16(v128_t a[8])
{
    const float *cosines = ff_tx_tab_16_float;
    fft8(a);
    fft4(&a[4], &a[5]);
    fft4(&a[6], &a[7]);
    turn_second(&a[4], &a[6], cosines[1], cosines[3]);
    turn(&a[5], &a[7], wasm_f32x4_make(cosines[2], cosines[2], cosines[3], cosines[3]),
         wasm_f32x4_make(cosines[2], cosines[2], cosines[1], cosines[1]));
    butterflies(&a[0], &a[2], &a[4], &a[6]);
    butterflies(&a[1], &a[3], &a[5], &a[7]);
}

/* Makes a transform of one with half and two with a quarter of the length. */
static void combine(AVComplexFloat *z, const float *cosines, int quarter)
{
    AVComplexFloat *z1 = z + quarter, *z2 = z1 + quarter, *z3 = z2 + quarter;
    const float *sines = cosines + quarter - 3;
    for (int i = 0; i < quarter; i += 4) {
        v128_t cosine = wasm_v128_load(cosines + i), sine = wasm_v128_load(sines - i);
        v128_t a = load(z + i), b = load(z1 + i), c = load(z2 + i), d = load(z3 + i);
        turn(&c, &d, wasm_i32x4_shuffle(cosine, cosine, 0, 0, 1, 1), wasm_i32x4_shuffle(sine, sine, 3, 3, 2, 2));
        butterflies(&a, &b, &c, &d);
        wasm_v128_store(z + i, a);
        wasm_v128_store(z1 + i, b);
        wasm_v128_store(z2 + i, c);
        wasm_v128_store(z3 + i, d);
        a = load(z + i + 2), b = load(z1 + i + 2), c = load(z2 + i + 2), d = load(z3 + i + 2);
        turn(&c, &d, wasm_i32x4_shuffle(cosine, cosine, 2, 2, 3, 3), wasm_i32x4_shuffle(sine, sine, 1, 1, 0, 0));
        butterflies(&a, &b, &c, &d);
        wasm_v128_store(z + i + 2, a);
        wasm_v128_store(z1 + i + 2, b);
        wasm_v128_store(z2 + i + 2, c);
        wasm_v128_store(z3 + i + 2, d);
    }
}

static int init(AVTXContext *s, const FFTXCodelet *codelet, uint64_t flags, FFTXCodeletOptions *options,
                int length, int is_inverse, const void *scale)
{
    ff_tx_init_tabs_float(length);
    return ff_tx_gen_ptwo_revtab(s, options);
}

#define CODELET(n)                                                                    \
    static const FFTXCodelet fft##n##_codelet = {                                     \
        .name = "fft" #n "_float_wasm",                                               \
        .function = fft##n##_ns,                                                      \
        .type = AV_TX_FLOAT_FFT,                                                      \
        .flags = FF_TX_OUT_OF_PLACE | AV_TX_INPLACE | AV_TX_UNALIGNED | FF_TX_PRESHUFFLE, \
        .factors[0] = 2,                                                              \
        .nb_factors = 1,                                                              \
        .min_len = n,                                                                 \
        .max_len = n,                                                                 \
        .init = init,                                                                 \
        .cpu_flags = AV_CPU_FLAG_MSA,                                                 \
        .prio = FF_TX_PRIO_BASE + 128,                                                \
    };

/* A transform that fits into local variables. */
#define SMALL(n, transform)                                                           \
    static void fft##n##_ns(AVTXContext *s, void *out, void *in, ptrdiff_t stride)    \
    {                                                                                 \
        v128_t a[n / 2];                                                              \
        for (int i = 0; i < n / 2; i++)                                               \
            a[i] = load((AVComplexFloat *)in + 2 * i);                                \
        transform;                                                                    \
        for (int i = 0; i < n / 2; i++)                                               \
            wasm_v128_store((AVComplexFloat *)out + 2 * i, a[i]);                     \
    }                                                                                 \
    CODELET(n)

#define LARGE(n, half, quarter)                                                       \
    static void fft##n##_ns(AVTXContext *s, void *out, void *in, ptrdiff_t stride)    \
    {                                                                                 \
        AVComplexFloat *source = in, *z = out;                                        \
        fft##half##_ns(s, z, source, stride);                                         \
        fft##quarter##_ns(s, z + half, source + half, stride);                        \
        fft##quarter##_ns(s, z + half + quarter, source + half + quarter, stride);    \
        combine(z, ff_tx_tab_##n##_float, quarter);                                   \
    }                                                                                 \
    CODELET(n)

SMALL(4, fft4(&a[0], &a[1]))
SMALL(8, fft8(a))
SMALL(16, fft16(a))
LARGE(32, 16, 8)
LARGE(64, 32, 16)
LARGE(128, 64, 32)
LARGE(256, 128, 64)
LARGE(512, 256, 128)
LARGE(1024, 512, 256)
LARGE(2048, 1024, 512)
LARGE(4096, 2048, 1024)
LARGE(8192, 4096, 2048)
LARGE(16384, 8192, 4096)
LARGE(32768, 16384, 8192)

const FFTXCodelet *const ff_tx_codelet_list_float_wasm[] = {
    &fft4_codelet,    &fft8_codelet,    &fft16_codelet,    &fft32_codelet,    &fft64_codelet,
    &fft128_codelet,  &fft256_codelet,  &fft512_codelet,   &fft1024_codelet,  &fft2048_codelet,
    &fft4096_codelet, &fft8192_codelet, &fft16384_codelet, &fft32768_codelet, NULL,
};

/* Four numbers up from the first, or down from the last, every other one of eight. */
INLINE v128_t even_of(const float *p)
{
    return wasm_i32x4_shuffle(wasm_v128_load(p), wasm_v128_load(p + 4), 0, 2, 4, 6);
}

INLINE v128_t odd_backwards(const float *p)
{
    return wasm_i32x4_shuffle(wasm_v128_load(p), wasm_v128_load(p + 4), 7, 5, 3, 1);
}

INLINE v128_t low_pairs(v128_t real, v128_t imaginary)
{
    return wasm_i32x4_shuffle(real, imaginary, 0, 4, 1, 5);
}

INLINE v128_t high_pairs(v128_t real, v128_t imaginary)
{
    return wasm_i32x4_shuffle(real, imaginary, 2, 6, 3, 7);
}

INLINE v128_t reals(const AVComplexFloat *p)
{
    return wasm_i32x4_shuffle(load(p), load(p + 2), 0, 2, 4, 6);
}

INLINE v128_t imaginaries(const AVComplexFloat *p)
{
    return wasm_i32x4_shuffle(load(p), load(p + 2), 1, 3, 5, 7);
}

INLINE v128_t reverse(v128_t a)
{
    return wasm_i32x4_shuffle(a, a, 3, 2, 1, 0);
}

/* The parts of products: of `(a + i b)` and `(c + i d)`. */
INLINE v128_t product_real(v128_t a, v128_t b, v128_t c, v128_t d)
{
    return wasm_f32x4_sub(wasm_f32x4_mul(a, c), wasm_f32x4_mul(b, d));
}

INLINE v128_t product_imaginary(v128_t a, v128_t b, v128_t c, v128_t d)
{
    return wasm_f32x4_add(wasm_f32x4_mul(a, d), wasm_f32x4_mul(b, c));
}

/* What follows the transform: the first quarter goes down from the middle, the last one up. */
INLINE void rotate(AVComplexFloat *z, const AVComplexFloat *factors, int quarter, int is_inverse)
{
    for (int i = 0; i < quarter; i += 4) {
        AVComplexFloat *up = z + quarter + i, *down = z + quarter - 4 - i;
        const AVComplexFloat *factors_up = factors + quarter + i, *factors_down = factors + quarter - 4 - i;
        v128_t up_re = reals(up), up_im = imaginaries(up);
        v128_t down_re = reals(down), down_im = imaginaries(down);
        v128_t c = imaginaries(factors_up), d = reals(factors_up);
        v128_t e = imaginaries(factors_down), f = reals(factors_down);
        v128_t first, second, third, fourth;
        if (is_inverse) {
            first = product_real(up_im, up_re, c, d);
            second = product_imaginary(up_im, up_re, c, d);
            third = product_real(down_im, down_re, e, f);
            fourth = product_imaginary(down_im, down_re, e, f);
        } else {
            second = product_real(up_re, up_im, c, d);
            first = product_imaginary(up_re, up_im, c, d);
            fourth = product_real(down_re, down_im, e, f);
            third = product_imaginary(down_re, down_im, e, f);
        }
        second = reverse(second);
        fourth = reverse(fourth);
        wasm_v128_store(up, low_pairs(first, fourth));
        wasm_v128_store(up + 2, high_pairs(first, fourth));
        wasm_v128_store(down, low_pairs(third, second));
        wasm_v128_store(down + 2, high_pairs(third, second));
    }
}

static int is_possible(const AVTXContext *s, ptrdiff_t stride)
{
    return stride == sizeof(float) && s->len % 16 == 0 && av_get_cpu_flags() & AV_CPU_FLAG_MSA;
}

int ff_tx_mdct_inv_wasm(AVTXContext *s, void *out, void *source, ptrdiff_t stride)
{
    AVComplexFloat *z = out;
    const float *in = source;
    const int half = s->len >> 1;
    const int *map = s->map;
    const float *last = in + 2 * half - 1;
    const AVComplexFloat *factors = s->exp;

    if (!is_possible(s, stride))
        return 0;
    for (int i = 0; i < half; i += 2) {
        v128_t a = wasm_v128_load32_zero(last - map[i]);
        a = wasm_v128_load32_lane(in + map[i], a, 1);
        a = wasm_v128_load32_lane(last - map[i + 1], a, 2);
        a = wasm_v128_load32_lane(in + map[i + 1], a, 3);
        v128_t b = load(factors + i);
        v128_t real = wasm_i32x4_shuffle(b, b, 0, 0, 2, 2), imaginary = wasm_i32x4_shuffle(b, b, 1, 1, 3, 3);
        /* The imaginary part is a sum of the same two products. */
        wasm_v128_store(z + i, wasm_f32x4_add(wasm_f32x4_mul(a, real),
                                              negate_real(wasm_f32x4_mul(swap_parts(a), imaginary))));
    }
    s->fn[0](&s->sub[0], z, z, sizeof(AVComplexFloat));
    rotate(z, factors + half, half >> 1, 1);
    return 1;
}

int ff_tx_mdct_fwd_wasm(AVTXContext *s, void *out, void *source, ptrdiff_t stride)
{
    AVComplexFloat *z = out;
    const float *in = source;
    const int half = s->len >> 1, quarter = half >> 1;
    const int *map = s->map;
    const AVComplexFloat *factors = s->exp;

    if (!is_possible(s, stride))
        return 0;
    for (int i = 0; i < half; i += 4) {
        const int k = 2 * i;
        v128_t a, b;
        if (i < quarter) {
            a = wasm_f32x4_sub(odd_backwards(in + half - 8 - k), even_of(in + half + k));
            b = wasm_f32x4_sub(wasm_f32x4_neg(even_of(in + 3 * half + k)), odd_backwards(in + 3 * half - 8 - k));
        } else {
            a = wasm_f32x4_sub(wasm_f32x4_neg(even_of(in + half + k)), odd_backwards(in + 5 * half - 8 - k));
            b = wasm_f32x4_sub(even_of(in - half + k), odd_backwards(in + 3 * half - 8 - k));
        }
        v128_t c = reals(factors + i), d = imaginaries(factors + i);
        v128_t imaginary = product_real(a, b, c, d), real = product_imaginary(a, b, c, d);
        v128_t low = low_pairs(real, imaginary), high = high_pairs(real, imaginary);
        wasm_v128_store64_lane(z + map[i], low, 0);
        wasm_v128_store64_lane(z + map[i + 1], low, 1);
        wasm_v128_store64_lane(z + map[i + 2], high, 0);
        wasm_v128_store64_lane(z + map[i + 3], high, 1);
    }
    s->fn[0](&s->sub[0], z, z, sizeof(AVComplexFloat));
    rotate(z, factors, quarter, 0);
    return 1;
}
