/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The windows and the transforms of MPEG audio, for WebAssembly. All is computed in the order of C. */
#include "wasm.h"
#include "libavcodec/mpegaudiodsp.h"

void ff_mpadsp_apply_window_float_wasm(float *buffer, float *window, int *dither, float *samples, ptrdiff_t step);
void ff_dct32_float_wasm(float *out, const float *in);
void ff_imdct36_blocks_float_wasm(float *out, float *buffer, float *in, int count, int switch_point, int type);

INLINE v128_t reverse(v128_t a)
{
    return wasm_i32x4_shuffle(a, a, 3, 2, 1, 0);
}

/* Four numbers up from the first, or down from it. */
INLINE v128_t load_up(const float *p)
{
    return wasm_v128_load(p);
}

INLINE v128_t load_down(const float *p)
{
    return reverse(wasm_v128_load(p - 3));
}

INLINE v128_t minus_product(v128_t sum, v128_t a, v128_t b)
{
    return wasm_f32x4_sub(sum, wasm_f32x4_mul(a, b));
}

void ff_mpadsp_apply_window_float_wasm(float *buffer, float *window, int *dither, float *samples, ptrdiff_t step)
{
    float upper[16], lower[16];

    /* So that nothing wraps around. */
    for (int i = 0; i < 32; i += 4)
        wasm_v128_store(buffer + 512 + i, wasm_v128_load(buffer + i));
    for (int i = 0; i < 16; i += 4) {
        v128_t up = wasm_f32x4_const_splat(0), down = up;
        for (int row = 0; row < 512; row += 64) {
            v128_t a = load_up(buffer + 16 + i + row);
            up = wasm_f32x4_add(up, wasm_f32x4_mul(load_up(window + i + row), a));
            down = minus_product(down, load_down(window + 32 - i + row), a);
        }
        for (int row = 0; row < 512; row += 64) {
            v128_t a = load_down(buffer + 48 - i + row);
            up = minus_product(up, load_up(window + 32 + i + row), a);
            down = minus_product(down, load_down(window + 64 - i + row), a);
        }
        wasm_v128_store(upper + i, up);
        /* Added to nothing: what is -0 becomes 0. */
        wasm_v128_store(lower + i, wasm_f32x4_add(wasm_f32x4_const_splat(0), down));
    }
    float middle = 0;
    for (int row = 0; row < 512; row += 64)
        middle -= window[48 + row] * buffer[32 + row];
    for (int i = 0; i < 16; i++)
        samples[i * step] = upper[i];
    samples[16 * step] = middle;
    for (int i = 1; i < 16; i++)
        samples[(32 - i) * step] = lower[i];
    *dither = 0;
}

/* Sums of numbers, in place of `a`, and differences times `factors`, in place of `b`. */
INLINE void butterfly(v128_t *a, v128_t *b, v128_t factors)
{
    v128_t sum = wasm_f32x4_add(*a, *b);
    *b = wasm_f32x4_mul(wasm_f32x4_sub(*a, *b), factors);
    *a = sum;
}

/* The same of the first numbers with the last ones, in opposite order. */
INLINE void mirrored_butterflies(v128_t *a, int count, const v128_t *factors, int is_negative)
{
    for (int i = 0; i < count / 2; i++) {
        v128_t last = reverse(a[count - 1 - i]);
        butterfly(&a[i], &last, is_negative ? wasm_f32x4_neg(factors[i]) : factors[i]);
        a[count - 1 - i] = reverse(last);
    }
}

/* The last steps within four numbers. */
INLINE v128_t finish(v128_t a, int is_odd)
{
    const float near = 0.54119610014619698, far = 1.3065629648763766, equal = 0.70710678118654752;
    v128_t other = reverse(a);
    v128_t outer = is_odd ? wasm_f32x4_make(0, 0, -far, -near) : wasm_f32x4_make(0, 0, far, near);
    a = wasm_i64x2_shuffle(wasm_f32x4_add(a, other), wasm_f32x4_mul(wasm_f32x4_sub(other, a), outer), 0, 3);
    other = wasm_i32x4_shuffle(a, a, 1, 0, 3, 2);
    v128_t difference = wasm_f32x4_mul(wasm_f32x4_sub(other, a), wasm_f32x4_make(0, equal, 0, -equal));
    a = wasm_i32x4_shuffle(wasm_f32x4_add(a, other), difference, 0, 5, 2, 7);
    /* The third and the fourth. */
    v128_t sum = wasm_f32x4_add(a, wasm_i32x4_shuffle(a, a, 0, 3, 3, 3));
    if (!is_odd)
        return wasm_i32x4_shuffle(a, sum, 0, 1, 6, 3);
    v128_t b = wasm_i32x4_shuffle(a, sum, 0, 5, 6, 3);
    b = wasm_f32x4_add(b, wasm_i32x4_shuffle(sum, a, 2, 2, 5, 2));
    return wasm_i32x4_shuffle(b, wasm_i32x4_shuffle(a, sum, 0, 5, 2, 3), 0, 5, 2, 7);
}

/* The sums of the second four numbers with the first, but for the last. */
INLINE v128_t add_but_last(v128_t a, v128_t b)
{
    v128_t sum = wasm_f32x4_add(a, wasm_i32x4_shuffle(b, b, 2, 3, 1, 1));
    return wasm_i32x4_shuffle(sum, a, 0, 1, 2, 7);
}

void ff_dct32_float_wasm(float *out, const float *in)
{
    /* 1 / (2 cos((2 i + 1) pi / n)) for n of 64, 32 and 16. */
    const v128_t factors64[4] = {
        wasm_f32x4_const(0.50060299823519627, 0.50547095989754365, 0.51544730992262455, 0.53104259108978413),
        wasm_f32x4_const(0.55310389603444454, 0.58293496820613389, 0.62250412303566482, 0.67480834145500568),
        wasm_f32x4_const(0.74453627100229858, 0.83934964541552681, 0.97256823786196078, 1.1694399334328847),
        wasm_f32x4_const(1.4841646163141662, 2.0577810099534108, 3.4076084184687189, 10.190008123548033),
    };
    const v128_t factors32[2] = {
        wasm_f32x4_const(0.50241928618815568, 0.52249861493968885, 0.56694403481635769, 0.64682178335999008),
        wasm_f32x4_const(0.78815462345125020, 1.0606776859903471, 1.7224470982383342, 5.1011486186891552),
    };
    const v128_t factors16 = wasm_f32x4_const(0.50979557910415918, 0.60134488693504529,
                                              0.89997622313641557, 2.5629154477415055);
    v128_t a[8];

    for (int i = 0; i < 8; i++)
        a[i] = wasm_v128_load(in + 4 * i);
    mirrored_butterflies(a, 8, factors64, 0);
    for (int i = 0; i < 2; i++)
        mirrored_butterflies(a + 4 * i, 4, factors32, i);
    for (int i = 0; i < 4; i++)
        mirrored_butterflies(a + 2 * i, 2, &factors16, i & 1);
    for (int i = 0; i < 8; i++)
        a[i] = finish(a[i], i & 1);

    v128_t third = wasm_f32x4_add(a[2], a[3]), seventh = wasm_f32x4_add(a[6], a[7]);
    v128_t fourth = add_but_last(a[3], a[2]), eighth = add_but_last(a[7], a[6]);
    v128_t rows[2][4] = {
        { a[0], wasm_f32x4_add(a[4], seventh), third, wasm_f32x4_add(seventh, a[5]) },
        { a[1], wasm_f32x4_add(a[5], eighth), fourth, add_but_last(eighth, a[4]) },
    };
    for (int i = 0; i < 2; i++) {
        transpose_i32x4(rows[i]);
        wasm_v128_store(out + 4 * i, rows[i][0]);
        wasm_v128_store(out + 4 * i + 16, rows[i][1]);
        wasm_v128_store(out + 4 * i + 8, rows[i][2]);
        wasm_v128_store(out + 4 * i + 24, rows[i][3]);
    }
}

/* What a number is multiplied by in four blocks: every other block has the odd numbers with another sign. */
INLINE v128_t window_at(const float *first, const float *others, int i)
{
    v128_t a = wasm_i64x2_shuffle(wasm_v128_load32_splat(first + i), wasm_v128_load32_splat(others + i), 0, 2);
    return i & 1 ? wasm_v128_xor(a, wasm_u32x4_const(0, 0x80000000, 0, 0x80000000)) : a;
}

/* Writes one of 18 numbers of each block, and keeps what overlaps with the next ones. */
INLINE void overlap(float *out, float *buffer, const float *first, const float *others, int i, v128_t now, v128_t later)
{
    const int half = MDCT_BUF_SIZE / 2;
    v128_t before = wasm_v128_load(buffer + 4 * i);
    wasm_v128_store(out + 32 * i, wasm_f32x4_add(wasm_f32x4_mul(now, window_at(first, others, i)), before));
    wasm_v128_store(buffer + 4 * i, wasm_f32x4_mul(later, window_at(first + half, others + half, i)));
}

INLINE v128_t scale(v128_t a, float factor)
{
    return wasm_f32x4_mul(a, wasm_f32x4_splat(factor));
}

/* The transform of every other one of 18 numbers. */
INLINE void dct9(v128_t *out, const v128_t *in)
{
    v128_t sum = wasm_f32x4_sub(wasm_f32x4_add(in[8], in[16]), in[4]);
    v128_t middle = wasm_f32x4_add(in[0], scale(in[12], 0.5f));
    v128_t outer = wasm_f32x4_sub(in[0], in[12]);
    out[6] = wasm_f32x4_sub(outer, scale(sum, 0.5f));
    out[16] = wasm_f32x4_add(outer, sum);

    v128_t a = scale(wasm_f32x4_add(in[4], in[8]), 0.93969262078590838405);
    v128_t b = scale(wasm_f32x4_sub(in[8], in[16]), -0.17364817766693034885);
    v128_t c = scale(wasm_f32x4_add(in[4], in[16]), -0.76604444311897803520);
    out[10] = wasm_f32x4_sub(wasm_f32x4_sub(middle, a), c);
    out[2] = wasm_f32x4_add(wasm_f32x4_add(middle, a), b);
    out[14] = wasm_f32x4_sub(wasm_f32x4_add(middle, c), b);

    out[4] = scale(wasm_f32x4_sub(wasm_f32x4_add(in[10], in[14]), in[2]), -0.86602540378443864676);
    a = scale(wasm_f32x4_add(in[2], in[10]), 0.98480775301220805936);
    b = scale(wasm_f32x4_sub(in[10], in[14]), -0.34202014332566873304);
    c = scale(in[6], 0.86602540378443864676);
    v128_t d = scale(wasm_f32x4_add(in[2], in[14]), -0.64278760968653932632);
    out[0] = wasm_f32x4_add(wasm_f32x4_add(a, b), c);
    out[12] = wasm_f32x4_sub(wasm_f32x4_add(a, d), c);
    out[8] = wasm_f32x4_sub(wasm_f32x4_sub(b, d), c);
}

/* Four blocks, the first two of which may have a window of their own. */
INLINE void imdct36(float *out, float *buffer, const float *in, const float *first, const float *others)
{
    /* 1 / (2 cos((2 i + 1) pi / 36)) */
    const float near[5] = { 0.50190991877167369479, 0.51763809020504152469, 0.55168895948124587824,
                            0.61038729438072803416, 0.70710678118654752439 };
    const float far[4] = { 5.73685662283492756461, 1.93185165257813657349, 1.18310079157624925896,
                           0.87172339781054900991 };
    v128_t a[20], b[18];

    for (int i = 0; i < 16; i += 4) {
        for (int j = 0; j < 4; j++)
            a[i + j] = wasm_v128_load(in + 18 * j + i);
        transpose_i32x4(a + i);
    }
    for (int j = 0; j < 4; j++)
        b[j] = wasm_v128_load64_zero(in + 18 * j + 16);
    transpose_i32x4(b);
    a[16] = b[0];
    a[17] = b[1];
    for (int i = 17; i >= 1; i--)
        a[i] = wasm_f32x4_add(a[i], a[i - 1]);
    for (int i = 17; i >= 3; i -= 2)
        a[i] = wasm_f32x4_add(a[i], a[i - 2]);
    dct9(b, a);
    dct9(b + 1, a + 1);
    for (int i = 0; i < 4; i++) {
        const v128_t *p = b + 4 * i;
        v128_t sum = wasm_f32x4_add(p[2], p[0]), difference = wasm_f32x4_sub(p[2], p[0]);
        v128_t odd_sum = scale(wasm_f32x4_add(p[3], p[1]), near[i]);
        v128_t odd_difference = scale(wasm_f32x4_sub(p[3], p[1]), far[i]);
        v128_t later = wasm_f32x4_add(sum, odd_sum), now = wasm_f32x4_sub(sum, odd_sum);
        overlap(out, buffer, first, others, 9 + i, now, later);
        overlap(out, buffer, first, others, 8 - i, now, later);
        later = wasm_f32x4_add(difference, odd_difference);
        now = wasm_f32x4_sub(difference, odd_difference);
        overlap(out, buffer, first, others, 17 - i, now, later);
        overlap(out, buffer, first, others, i, now, later);
    }
    v128_t odd = scale(b[17], near[4]);
    v128_t later = wasm_f32x4_add(b[16], odd), now = wasm_f32x4_sub(b[16], odd);
    overlap(out, buffer, first, others, 13, now, later);
    overlap(out, buffer, first, others, 4, now, later);
}

void ff_imdct36_blocks_float_wasm(float *out, float *buffer, float *in, int count, int switch_point, int type)
{
    const float *window = ff_mdct_win_float[type];
    int i = 0;
    for (; i + 4 <= count; i += 4) {
        const float *first = i == 0 && switch_point ? ff_mdct_win_float[0] : window;
        imdct36(out, buffer, in, first, window);
        in += 4 * 18;
        buffer += 72;
        out += 4;
    }
    ff_imdct36_blocks_float(out, buffer, in, count - i, i == 0 && switch_point, type);
}
