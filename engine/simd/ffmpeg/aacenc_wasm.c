/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Quantisation for the encoder of AAC, for WebAssembly: of as many numbers as four divides. */
#include <math.h>
#include "wasm.h"

void ff_abs_pow34_wasm(float *out, const float *in, const int count);
void ff_quantize_bands_wasm(int *out, const float *in, const float *scaled, int count, int is_signed, int largest,
                            const float factor, const float rounding);
float ff_quantize_band_cost_wasm(const float *in, const float *scaled, int count, int book, const uint8_t *lengths,
                                 const float *values, float factor, float factor34, float inverse, float lambda, float limit,
                                 int *bits, float *energy);

#define ROUNDING 0.4054f

/* A constant that is kept: V8 takes two or three instructions for one, in each round of a loop. */
INLINE float hold(float a)
{
    __asm__("" : "+r"(a));
    return a;
}

INLINE v128_t pow34(v128_t a)
{
    return wasm_f32x4_sqrt(wasm_f32x4_mul(a, wasm_f32x4_sqrt(a)));
}

void ff_abs_pow34_wasm(float *out, const float *in, const int count)
{
    for (int i = 0; i < count; i += 4)
        wasm_v128_store(out + i, pow34(wasm_f32x4_abs(wasm_v128_load(in + i))));
}

/* What four numbers are before they become integers. */
INLINE v128_t scale(const float *scaled, v128_t factor, v128_t rounding, v128_t largest)
{
    return wasm_f32x4_pmin(wasm_f32x4_add(wasm_f32x4_mul(wasm_v128_load(scaled), factor), rounding), largest);
}

void ff_quantize_bands_wasm(int *out, const float *in, const float *scaled, int count, int is_signed, int largest,
                            const float factor, const float rounding)
{
    v128_t signs = wasm_i32x4_splat(is_signed ? -1 : 0);
    v128_t factors = wasm_f32x4_splat(factor), roundings = wasm_f32x4_splat(rounding);
    v128_t limits = wasm_f32x4_splat(largest);

    for (int i = 0; i < count; i += 4) {
        v128_t a = wasm_i32x4_trunc_sat_f32x4(scale(scaled + i, factors, roundings, limits));
        v128_t sign = wasm_v128_and(signs, wasm_f32x4_lt(wasm_v128_load(in + i), wasm_f32x4_const_splat(0)));
        wasm_v128_store(out + i, wasm_i32x4_sub(wasm_v128_xor(a, sign), sign));
    }
}

/* What integers stand for, as C computes it, where that was asked for before. */
static float powers[8192];

INLINE float power(int c)
{
    if (powers[c] == 0)
        powers[c] = c * cbrtf(c);
    return powers[c];
}

/* Of four numbers, one that is too large for its book: what it becomes, and its further bits. */
INLINE float escape(float a, float factor, float inverse, int *bits)
{
    float clipped = 165140.0f * inverse, scaled = a * factor;
    int c;

    if (a >= clipped) {
        *bits += 21;
        return clipped;
    }
    c = sqrtf(scaled * sqrtf(scaled)) + ROUNDING;
    c = c < 0 ? 0 : c > 8191 ? 8191 : c;
    *bits += (31 - __builtin_clz(c | 1)) * 2 - 4 + 1;
    return power(c) * inverse;
}

/*
 * The bits that the numbers take in a book, and how far they are then from what they were. A book
 * has words for four or for two numbers, each of which is one of `range`. What is added up is so in
 * the order of C.
 */
INLINE float cost_of_band(const float *in, const float *scaled, int count, const uint8_t *lengths, const float *values,
                          float factor, float factor34, float inverse, float lambda, float limit, int *bits, float *energy,
                          int is_signed, int is_pair, int has_escapes, int range)
{
    const int largest = is_signed ? range / 2 : range - 1;
    const int base = is_signed ? is_pair ? largest * (range + 1) : largest * (range + 1) * (range * range + 1) : 0;
    const float one = hold(1), r = hold(range);
    const v128_t weights = is_pair ? wasm_f32x4_make(r, one, r, one) : wasm_f32x4_make(r * r * r, r * r, r, one);
    const v128_t rounding = wasm_f32x4_splat(hold(ROUNDING)), limits = wasm_f32x4_splat(hold(largest));
    const v128_t signs = wasm_f32x4_splat(hold(-0.0f)), factors = wasm_f32x4_splat(factor34);
    /* Of a sum with it, the last bits are the integer that a small number is. */
    const v128_t to_integer = wasm_f32x4_splat(hold(0x1p23f + base));
    float cost = 0, sum = 0;
    int all = 0;

    for (int i = 0; i < count; i += 4) {
        v128_t a = wasm_v128_load(in + i), q = wasm_f32x4_floor(scale(scaled + i, factors, rounding, limits));
        v128_t word, quantized, error, squares;
        int at, first, second = 0, used;

        if (is_signed)
            q = wasm_v128_or(q, wasm_v128_and(a, signs));
        else
            a = wasm_v128_andnot(a, signs);
        word = wasm_f32x4_mul(q, weights);
        word = wasm_f32x4_add(word, wasm_i32x4_shuffle(word, word, 1, 0, 3, 2));
        if (!is_pair)
            word = wasm_f32x4_add(word, wasm_i32x4_shuffle(word, word, 2, 3, 0, 1));
        word = wasm_f32x4_add(word, to_integer);
        at = wasm_i32x4_extract_lane(word, 0) & 1023;
        first = lengths[at];
        if (is_pair) {
            quantized = wasm_v128_load64_zero(values + 2 * at);
            at = wasm_i32x4_extract_lane(word, 2) & 1023;
            second = lengths[at];
            quantized = wasm_v128_load64_lane(values + 2 * at, quantized, 1);
        } else {
            quantized = wasm_v128_load(values + 4 * at);
        }
        if (!is_signed) {
            used = wasm_i32x4_bitmask(wasm_f32x4_ne(q, wasm_f32x4_const_splat(0)));
            first += __builtin_popcount(is_pair ? used & 3 : used);
            second += is_pair ? __builtin_popcount(used >> 2) : 0;
        }
        quantized = wasm_f32x4_mul(quantized, wasm_f32x4_splat(inverse));
        if (has_escapes) {
            used = wasm_i32x4_bitmask(wasm_f32x4_eq(q, limits));
            if (used & 1)
                quantized = wasm_f32x4_replace_lane(quantized, 0, escape(wasm_f32x4_extract_lane(a, 0), factor, inverse, &first));
            if (used & 2)
                quantized = wasm_f32x4_replace_lane(quantized, 1, escape(wasm_f32x4_extract_lane(a, 1), factor, inverse, &first));
            if (used & 4)
                quantized = wasm_f32x4_replace_lane(quantized, 2, escape(wasm_f32x4_extract_lane(a, 2), factor, inverse, &second));
            if (used & 8)
                quantized = wasm_f32x4_replace_lane(quantized, 3, escape(wasm_f32x4_extract_lane(a, 3), factor, inverse, &second));
        }
        error = wasm_f32x4_sub(a, quantized);
        error = wasm_f32x4_mul(error, error);
        squares = wasm_f32x4_mul(quantized, quantized);
        sum += wasm_f32x4_extract_lane(squares, 0);
        sum += wasm_f32x4_extract_lane(squares, 1);
        sum += wasm_f32x4_extract_lane(squares, 2);
        sum += wasm_f32x4_extract_lane(squares, 3);
        if (is_pair) {
            error = wasm_f32x4_add(error, wasm_i32x4_shuffle(error, error, 1, 0, 3, 2));
            error = wasm_f32x4_mul(error, wasm_f32x4_splat(lambda));
            cost += wasm_f32x4_extract_lane(error, 0) + first;
            if (cost >= limit)
                return limit;
            cost += wasm_f32x4_extract_lane(error, 2) + second;
        } else {
            v128_t errors = wasm_f32x4_add(error, wasm_i32x4_shuffle(error, error, 1, 0, 0, 0));
            errors = wasm_f32x4_add(errors, wasm_i32x4_shuffle(error, error, 2, 0, 0, 0));
            errors = wasm_f32x4_add(errors, wasm_i32x4_shuffle(error, error, 3, 0, 0, 0));
            cost += wasm_f32x4_extract_lane(errors, 0) * lambda + first;
        }
        all += first + second;
        if (cost >= limit)
            return limit;
    }
    if (bits)
        *bits = all;
    if (energy)
        *energy = sum;
    return cost;
}

/* For the books from 1 to 11. */
float ff_quantize_band_cost_wasm(const float *in, const float *scaled, int count, int book, const uint8_t *lengths,
                                 const float *values, float factor, float factor34, float inverse, float lambda, float limit,
                                 int *bits, float *energy)
{
#define COST(...) cost_of_band(in, scaled, count, lengths, values, factor, factor34, inverse, lambda, limit, bits, energy, __VA_ARGS__)
    switch (book) {
    case 1: case 2: return COST(1, 0, 0, 3);
    case 3: case 4: return COST(0, 0, 0, 3);
    case 5: case 6: return COST(1, 1, 0, 9);
    case 7: case 8: return COST(0, 1, 0, 8);
    case 9: case 10: return COST(0, 1, 0, 13);
    default: return COST(0, 1, 1, 17);
    }
}
