/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Transforms in both directions and quantisation, for WebAssembly. */
#include "wasm.h"

using namespace X265_NS;

namespace {

/* What is done in C if a block has larger values than lanes of 16 bits can add. */
dct_t dctInC[NUM_TR_SIZE];

INLINE v128_t pairOf(int a, int b) { return wasm_i32x4_splat((int32_t)((uint16_t)a | (uint32_t)b << 16)); }

INLINE v128_t scaled(v128_t a, v128_t round, int shift) { return wasm_i32x4_shr(wasm_i32x4_add(a, round), shift); }

INLINE v128_t interleaveLow(v128_t a, v128_t b) { return wasm_i16x8_shuffle(a, b, 0, 8, 1, 9, 2, 10, 3, 11); }

INLINE v128_t interleaveHigh(v128_t a, v128_t b) { return wasm_i16x8_shuffle(a, b, 4, 12, 5, 13, 6, 14, 7, 15); }

/*
 * Blocks of 4x4.
 *
 * A vector holds two rows, and so its lanes of 32 bits the pairs of values that are
 * multiplied and added in one step.
 */

typedef int16_t Matrix4[4][4];

const Matrix4 cosines = { { 64, 64, 64, 64 }, { 83, 36, -36, -83 }, { 64, -64, -64, 64 }, { 36, -83, 83, -36 } };
const Matrix4 sines = { { 29, 55, 74, 84 }, { 74, 74, 0, -74 }, { 84, -29, -74, 55 }, { 55, -84, 74, -29 } };

/* One pass, which also exchanges rows and columns. */
INLINE void forward4(v128_t& a, v128_t& b, const Matrix4& matrix, int shift)
{
    v128_t left = wasm_i32x4_shuffle(a, b, 0, 2, 4, 6), right = wasm_i32x4_shuffle(a, b, 1, 3, 5, 7);
    const v128_t round = wasm_i32x4_splat(1 << (shift - 1));
    v128_t out[4];
    for (int k = 0; k < 4; k++)
    {
        v128_t sum = wasm_i32x4_add(wasm_i32x4_dot_i16x8(left, pairOf(matrix[k][0], matrix[k][1])),
                                    wasm_i32x4_dot_i16x8(right, pairOf(matrix[k][2], matrix[k][3])));
        out[k] = scaled(sum, round, shift);
    }
    a = wasm_i16x8_narrow_i32x4(out[0], out[1]);
    b = wasm_i16x8_narrow_i32x4(out[2], out[3]);
}

INLINE void transform4(const int16_t* src, int16_t* dst, intptr_t stride, const Matrix4& matrix)
{
    v128_t a = wasm_v128_load64_lane(src + stride, wasm_v128_load64_zero(src), 1);
    v128_t b = wasm_v128_load64_lane(src + 3 * stride, wasm_v128_load64_zero(src + 2 * stride), 1);
    forward4(a, b, matrix, 1 + X265_DEPTH - 8);
    forward4(a, b, matrix, 8);
    wasm_v128_store(dst, a);
    wasm_v128_store(dst + 8, b);
}

void dct4(const int16_t* src, int16_t* dst, intptr_t stride) { transform4(src, dst, stride, cosines); }

void dst4(const int16_t* src, int16_t* dst, intptr_t stride) { transform4(src, dst, stride, sines); }

/* From pairs of rows to rows of what is the other way round. */
INLINE void inverse4(v128_t upper, v128_t lower, v128_t& a, v128_t& b, const Matrix4& matrix, int shift)
{
    const v128_t round = wasm_i32x4_splat(1 << (shift - 1));
    v128_t out[4];
    for (int k = 0; k < 4; k++)
    {
        v128_t sum = wasm_i32x4_add(wasm_i32x4_dot_i16x8(upper, pairOf(matrix[0][k], matrix[1][k])),
                                    wasm_i32x4_dot_i16x8(lower, pairOf(matrix[2][k], matrix[3][k])));
        out[k] = scaled(sum, round, shift);
    }
    a = wasm_i16x8_narrow_i32x4(out[0], out[1]);
    b = wasm_i16x8_narrow_i32x4(out[2], out[3]);
}

INLINE v128_t interleaveHalves(v128_t a) { return wasm_i16x8_shuffle(a, a, 0, 4, 1, 5, 2, 6, 3, 7); }

INLINE void restore4(const int16_t* src, int16_t* dst, intptr_t stride, const Matrix4& matrix)
{
    v128_t a, b;
    inverse4(interleaveHalves(wasm_v128_load(src)), interleaveHalves(wasm_v128_load(src + 8)), a, b, matrix, 7);
    inverse4(wasm_i32x4_shuffle(a, b, 0, 2, 4, 6), wasm_i32x4_shuffle(a, b, 1, 3, 5, 7), a, b, matrix, 12 - (X265_DEPTH - 8));
    a = interleaveHalves(a);
    b = interleaveHalves(b);
    v128_t top = wasm_i32x4_shuffle(a, b, 0, 4, 1, 5), bottom = wasm_i32x4_shuffle(a, b, 2, 6, 3, 7);
    wasm_v128_store64_lane(dst, top, 0);
    wasm_v128_store64_lane(dst + stride, top, 1);
    wasm_v128_store64_lane(dst + 2 * stride, bottom, 0);
    wasm_v128_store64_lane(dst + 3 * stride, bottom, 1);
}

void idct4(const int16_t* src, int16_t* dst, intptr_t stride) { restore4(src, dst, stride, cosines); }

void idst4(const int16_t* src, int16_t* dst, intptr_t stride) { restore4(src, dst, stride, sines); }

/* Larger blocks: eight rows or columns at once. */

template<int size> struct Table;
template<> struct Table<8> { static INLINE const int16_t* row(int k) { return g_t8[k]; } };
template<> struct Table<16> { static INLINE const int16_t* row(int k) { return g_t16[k]; } };
template<> struct Table<32> { static INLINE const int16_t* row(int k) { return g_t32[k]; } };

/* Two coefficients of a row of the matrix. */
INLINE v128_t pairAt(const int16_t* row, int p) { return wasm_v128_load32_splat(row + 2 * p); }

/*
 * One value of each of eight rows: the sum of products of `count` pairs of `low` and `high`,
 * which hold four rows each.
 */
template<int count>
INLINE v128_t product(const v128_t* low, const v128_t* high, const int16_t* row, v128_t round, int shift)
{
    v128_t coefficients = pairAt(row, 0);
    v128_t a = wasm_i32x4_dot_i16x8(low[0], coefficients), b = wasm_i32x4_dot_i16x8(high[0], coefficients);
    for (int p = 1; p < count; p++)
    {
        coefficients = pairAt(row, p);
        a = wasm_i32x4_add(a, wasm_i32x4_dot_i16x8(low[p], coefficients));
        b = wasm_i32x4_add(b, wasm_i32x4_dot_i16x8(high[p], coefficients));
    }
    return wasm_i16x8_narrow_i32x4(scaled(a, round, shift), scaled(b, round, shift));
}

/* Every `step`th value of a transform of `size`, of `count` values: differences, then sums in the same way. */
template<int size, int count>
struct Forward
{
    static INLINE void run(v128_t* s, int16_t* dst, v128_t round, int shift)
    {
        constexpr int half = count / 2, step = size / count;
        v128_t low[half / 2], high[half / 2], sums[half];
        for (int p = 0; p < half / 2; p++)
        {
            v128_t a = wasm_i16x8_sub(s[2 * p], s[count - 1 - 2 * p]);
            v128_t b = wasm_i16x8_sub(s[2 * p + 1], s[count - 2 - 2 * p]);
            low[p] = interleaveLow(a, b);
            high[p] = interleaveHigh(a, b);
        }
#pragma clang loop unroll(disable)
        for (int k = step; k < size; k += 2 * step)
            wasm_v128_store(dst + k * size, product<half / 2>(low, high, Table<size>::row(k), round, shift));
        for (int i = 0; i < half; i++)
            sums[i] = wasm_i16x8_add(s[i], s[count - 1 - i]);
        Forward<size, half>::run(sums, dst, round, shift);
    }
};

template<int size>
struct Forward<size, 2>
{
    static INLINE void run(v128_t* s, int16_t* dst, v128_t round, int shift)
    {
        v128_t low = interleaveLow(s[0], s[1]), high = interleaveHigh(s[0], s[1]);
        for (int k = 0; k < size; k += size / 2)
            wasm_v128_store(dst + k * size, product<1>(&low, &high, Table<size>::row(k), round, shift));
    }
};

/* One pass, which also exchanges rows and columns. */
template<int size>
NOINLINE void forwardPass(const int16_t* src, intptr_t stride, int16_t* dst, int shift)
{
    const v128_t round = wasm_i32x4_splat(1 << (shift - 1));
    for (int y = 0; y < size; y += 8)
    {
        v128_t s[size];
        for (int x = 0; x < size; x += 8)
        {
            for (int i = 0; i < 8; i++)
                s[x + i] = wasm_v128_load(src + (y + i) * stride + x);
            transpose8(s + x);
        }
        Forward<size, size>::run(s, dst + y, round, shift);
    }
}

/* Whether the sums of `size / 2` values fit in 16 bits. */
template<int size>
INLINE bool isSmall(const int16_t* block)
{
    v128_t high = wasm_i16x8_const_splat(0), low = high;
    for (int i = 0; i < size * size; i += 8)
    {
        v128_t a = wasm_v128_load(block + i);
        high = wasm_i16x8_max(high, a);
        low = wasm_i16x8_min(low, a);
    }
    const v128_t limit = wasm_i16x8_const_splat(65536 / size - 1);
    v128_t large = wasm_v128_or(wasm_i16x8_gt(high, limit), wasm_i16x8_lt(low, wasm_i16x8_neg(limit)));
    return !wasm_v128_any_true(large);
}

template<int size>
void dct(const int16_t* src, int16_t* dst, intptr_t stride)
{
    constexpr int log2 = size == 8 ? 3 : size == 16 ? 4 : 5;
    ALIGN_VAR_32(int16_t, between[size * size]);
    forwardPass<size>(src, stride, between, log2 - 1 + X265_DEPTH - 8);
    if (isSmall<size>(between))
        forwardPass<size>(between, size, dst, log2 + 6);
    else
        dctInC[log2 - 2](src, dst, stride);
}

/*
 * The other direction. The coefficients of two rows that are a pair, for each column: those
 * of odd rows of the transform of each size.
 */
int32_t inversePairs[4][8][16];

void setupInversePairs()
{
    for (int log2 = 2; log2 <= 5; log2++)
        for (int p = 0; p < 1 << (log2 - 2); p++)
            for (int k = 0; k < 1 << (log2 - 1); k++)
            {
                const int step = 32 >> log2;
                const int a = g_t32[step * (4 * p + 1)][k], b = g_t32[step * (4 * p + 3)][k];
                inversePairs[log2 - 2][p][k] = (int32_t)((uint16_t)a | (uint32_t)b << 16);
            }
}

constexpr int log2Of(int size) { return size == 4 ? 2 : size == 8 ? 3 : size == 16 ? 4 : 5; }

/* What `count` rows at a distance of `step` give: four columns in `low`, four in `high`. Rows from `limit` on are 0. */
template<int count, int step>
struct Inverse
{
    static INLINE void run(const int16_t* src, intptr_t stride, int limit, v128_t* low, v128_t* high)
    {
        constexpr int half = count / 2;
        v128_t left[half / 2], right[half / 2];
        Inverse<half, 2 * step>::run(src, stride, limit, low, high);
        int pairs = 0;
        for (; pairs < half / 2 && step * (4 * pairs + 1) < limit; pairs++)
        {
            v128_t a = wasm_v128_load(src + step * (4 * pairs + 1) * stride);
            v128_t b = wasm_v128_load(src + step * (4 * pairs + 3) * stride);
            left[pairs] = interleaveLow(a, b);
            right[pairs] = interleaveHigh(a, b);
        }
        const int32_t (*table)[16] = inversePairs[log2Of(count) - 2];
#pragma clang loop unroll(disable)
        for (int k = 0; k < half; k++)
        {
            v128_t a = wasm_i32x4_const_splat(0), b = a;
            for (int p = 0; p < pairs; p++)
            {
                v128_t coefficients = wasm_v128_load32_splat(&table[p][k]);
                a = wasm_i32x4_add(a, wasm_i32x4_dot_i16x8(left[p], coefficients));
                b = wasm_i32x4_add(b, wasm_i32x4_dot_i16x8(right[p], coefficients));
            }
            low[count - 1 - k] = wasm_i32x4_sub(low[k], a);
            high[count - 1 - k] = wasm_i32x4_sub(high[k], b);
            low[k] = wasm_i32x4_add(low[k], a);
            high[k] = wasm_i32x4_add(high[k], b);
        }
    }
};

template<int step>
struct Inverse<2, step>
{
    static INLINE void run(const int16_t* src, intptr_t stride, int, v128_t* low, v128_t* high)
    {
        v128_t a = wasm_v128_load(src), b = wasm_v128_load(src + step * stride);
        v128_t left = interleaveLow(a, b), right = interleaveHigh(a, b);
        low[0] = wasm_i32x4_dot_i16x8(left, pairOf(64, 64));
        high[0] = wasm_i32x4_dot_i16x8(right, pairOf(64, 64));
        low[1] = wasm_i32x4_dot_i16x8(left, pairOf(64, -64));
        high[1] = wasm_i32x4_dot_i16x8(right, pairOf(64, -64));
    }
};

/* One pass over `columns` columns, which also exchanges rows and columns. */
template<int size>
NOINLINE void inversePass(const int16_t* src, int16_t* dst, intptr_t stride, int columns, int limit, int shift)
{
    const v128_t round = wasm_i32x4_splat(1 << (shift - 1));
    v128_t low[size], high[size];
    for (int x = 0; x < columns; x += 8)
    {
        Inverse<size, 1>::run(src + x, size, limit, low, high);
        for (int k = 0; k < size; k += 8)
        {
            v128_t r[8];
            for (int i = 0; i < 8; i++)
                r[i] = wasm_i16x8_narrow_i32x4(scaled(low[k + i], round, shift), scaled(high[k + i], round, shift));
            transpose8(r);
            for (int i = 0; i < 8; i++)
                wasm_v128_store(dst + (x + i) * stride + k, r[i]);
        }
    }
}

template<int size>
void idct(const int16_t* src, int16_t* dst, intptr_t stride)
{
    ALIGN_VAR_32(int16_t, between[size * size]);
    /* Behind the last row and the last column that have values, most have none. */
    v128_t any[size / 8];
    int rows = 1, columns = 8;
    for (int i = 0; i < size / 8; i++)
        any[i] = wasm_i16x8_const_splat(0);
    for (int y = 0; y < size; y++)
    {
        v128_t row = wasm_i16x8_const_splat(0);
        for (int i = 0; i < size / 8; i++)
        {
            v128_t a = wasm_v128_load(src + y * size + 8 * i);
            row = wasm_v128_or(row, a);
            any[i] = wasm_v128_or(any[i], a);
        }
        if (wasm_v128_any_true(row))
            rows = y + 1;
    }
    for (int i = 1; i < size / 8; i++)
        if (wasm_v128_any_true(any[i]))
            columns = 8 * i + 8;
    /* The second pass reads rows that the first does not write. */
    for (int i = columns * size; i < size * size; i += 8)
        wasm_v128_store(between + i, wasm_i16x8_const_splat(0));
    inversePass<size>(src, between, size, columns, rows, 7);
    inversePass<size>(between, dst, stride, size, columns, 12 - (X265_DEPTH - 8));
}

/* Quantisation. */

INLINE int countLanes(v128_t counts) { return -(int)sumLanes(pairs16(counts)); }

/* The levels of four coefficients. */
INLINE v128_t levelsOf(v128_t scaledUp, v128_t add, int bits) { return wasm_i32x4_shr(wasm_i32x4_add(scaledUp, add), bits); }

/* With the signs of the coefficients, as far as they fit in 16 bits. */
INLINE v128_t withSigns(v128_t low, v128_t high, v128_t coefficients)
{
    v128_t left = wasm_i32x4_shr(wasm_i32x4_extend_low_i16x8(coefficients), 31);
    v128_t right = wasm_i32x4_shr(wasm_i32x4_extend_high_i16x8(coefficients), 31);
    return wasm_i16x8_narrow_i32x4(wasm_i32x4_sub(wasm_v128_xor(low, left), left),
                                   wasm_i32x4_sub(wasm_v128_xor(high, right), right));
}

uint32_t quant(const int16_t* coef, const int32_t* quantCoeff, int32_t* deltaU, int16_t* qCoef, int qBits, int add, int numCoeff)
{
    const v128_t adds = wasm_i32x4_splat(add), zero = wasm_i16x8_const_splat(0);
    v128_t zeros = zero;
    for (int i = 0; i < numCoeff; i += 8)
    {
        v128_t a = wasm_v128_load(coef + i), magnitude = wasm_i16x8_abs(a);
        v128_t low = wasm_i32x4_mul(wasm_u32x4_extend_low_u16x8(magnitude), wasm_v128_load(quantCoeff + i));
        v128_t high = wasm_i32x4_mul(wasm_u32x4_extend_high_u16x8(magnitude), wasm_v128_load(quantCoeff + i + 4));
        v128_t lowLevel = levelsOf(low, adds, qBits), highLevel = levelsOf(high, adds, qBits);
        wasm_v128_store(deltaU + i, wasm_i32x4_shr(wasm_i32x4_sub(low, wasm_i32x4_shl(lowLevel, qBits)), qBits - 8));
        wasm_v128_store(deltaU + i + 4, wasm_i32x4_shr(wasm_i32x4_sub(high, wasm_i32x4_shl(highLevel, qBits)), qBits - 8));
        v128_t levels = withSigns(lowLevel, highLevel, a);
        zeros = wasm_i16x8_add(zeros, wasm_i16x8_eq(levels, zero));
        wasm_v128_store(qCoef + i, levels);
    }
    return numCoeff - countLanes(zeros);
}

uint32_t nquant(const int16_t* coef, const int32_t* quantCoeff, int16_t* qCoef, int qBits, int add, int numCoeff)
{
    const v128_t adds = wasm_i32x4_splat(add), zero = wasm_i16x8_const_splat(0);
    v128_t zeros = zero;
    for (int i = 0; i < numCoeff; i += 8)
    {
        v128_t a = wasm_v128_load(coef + i), magnitude = wasm_i16x8_abs(a);
        v128_t low = wasm_i32x4_mul(wasm_u32x4_extend_low_u16x8(magnitude), wasm_v128_load(quantCoeff + i));
        v128_t high = wasm_i32x4_mul(wasm_u32x4_extend_high_u16x8(magnitude), wasm_v128_load(quantCoeff + i + 4));
        v128_t levels = wasm_i16x8_abs(withSigns(levelsOf(low, adds, qBits), levelsOf(high, adds, qBits), a));
        zeros = wasm_i16x8_add(zeros, wasm_i16x8_eq(levels, zero));
        wasm_v128_store(qCoef + i, levels);
    }
    return numCoeff - countLanes(zeros);
}

void dequant_normal(const int16_t* quantCoef, int16_t* coef, int num, int scale, int shift)
{
    const v128_t factor = wasm_i32x4_splat(scale), round = wasm_i32x4_splat(1 << (shift - 1));
    for (int i = 0; i < num; i += 8)
    {
        v128_t a = wasm_v128_load(quantCoef + i);
        v128_t low = wasm_i32x4_mul(wasm_i32x4_extend_low_i16x8(a), factor);
        v128_t high = wasm_i32x4_mul(wasm_i32x4_extend_high_i16x8(a), factor);
        wasm_v128_store(coef + i, wasm_i16x8_narrow_i32x4(scaled(low, round, shift), scaled(high, round, shift)));
    }
}

template<int size>
int count_nonzero(const int16_t* quantCoeff)
{
    const v128_t zero = wasm_i16x8_const_splat(0);
    v128_t zeros = zero;
    for (int i = 0; i < size * size; i += 8)
        zeros = wasm_i16x8_add(zeros, wasm_i16x8_eq(wasm_v128_load(quantCoeff + i), zero));
    return size * size - countLanes(zeros);
}

template<int size>
uint32_t copy_cnt(int16_t* coeff, const int16_t* residual, intptr_t stride)
{
    const v128_t zero = wasm_i16x8_const_splat(0);
    v128_t zeros = zero;
    for (int y = 0; y < size; y += size == 4 ? 2 : 1)
        for (int x = 0; x < size; x += 8)
        {
            const int16_t* row = residual + y * stride + x;
            v128_t a = size == 4 ? wasm_v128_load64_lane(row + stride, wasm_v128_load64_zero(row), 1) : wasm_v128_load(row);
            zeros = wasm_i16x8_add(zeros, wasm_i16x8_eq(a, zero));
            wasm_v128_store(coeff + y * size + x, a);
        }
    return size * size - countLanes(zeros);
}

}

namespace X265_NS {

void setupDCTPrimitives_wasm(EncoderPrimitives& p)
{
    setupInversePairs();
    for (int i = 0; i < NUM_TR_SIZE; i++)
        dctInC[i] = p.cu[i].dct;
    p.dst4x4 = dst4;
    p.idst4x4 = idst4;
    p.cu[BLOCK_4x4].dct = dct4;
    p.cu[BLOCK_4x4].idct = idct4;
    p.cu[BLOCK_8x8].dct = dct<8>;
    p.cu[BLOCK_8x8].idct = idct<8>;
    p.cu[BLOCK_16x16].dct = dct<16>;
    p.cu[BLOCK_16x16].idct = idct<16>;
    p.cu[BLOCK_32x32].dct = dct<32>;
    p.cu[BLOCK_32x32].idct = idct<32>;
    p.quant = quant;
    p.nquant = nquant;
    p.dequant_normal = dequant_normal;
#define TU(n) \
    p.cu[BLOCK_ ## n ## x ## n].count_nonzero = count_nonzero<n>; \
    p.cu[BLOCK_ ## n ## x ## n].copy_cnt = copy_cnt<n>;
    TU(4) TU(8) TU(16) TU(32)
}

}
