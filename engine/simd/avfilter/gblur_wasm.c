/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The blur along rows of gblur, for WebAssembly: as in C, but several rows at once. */
#include "libavcodec/mips/wasm.h"

void ff_gblur_rows_wasm(float *buffer, int width, int height, int steps, float factor, float edge, float *unused);

/* Columns of four rows, of which there are one or two groups. */
#define GROUPS 2
typedef struct { v128_t columns[GROUPS][4]; } Square;

INLINE Square load(const float *p, int width, int groups)
{
    Square a;
    for (int i = 0; i < groups; i++) {
        for (int y = 0; y < 4; y++)
            a.columns[i][y] = wasm_v128_load(p + (4 * i + y) * width);
        transpose_i32x4(a.columns[i]);
    }
    return a;
}

INLINE void store(float *p, int width, int groups, Square a)
{
    for (int i = 0; i < groups; i++) {
        transpose_i32x4(a.columns[i]);
        for (int y = 0; y < 4; y++)
            wasm_v128_store(p + (4 * i + y) * width, a.columns[i][y]);
    }
}

INLINE v128_t load_column(const float *p, int width)
{
    return wasm_f32x4_make(p[0], p[width], p[2 * width], p[3 * width]);
}

/* One row: what remains of columns and of rows. */
INLINE void blur_right(float *row, int from, int to, float factor, float edge)
{
    for (int x = from; x < to; x++)
        row[x] = x ? row[x] + factor * row[x - 1] : row[x] * edge;
}

INLINE void blur_left(float *row, int from, int to, int width, float factor, float edge)
{
    for (int x = from; x >= to; x--)
        row[x] = x == width - 1 ? row[x] * edge : row[x] + factor * row[x + 1];
}

INLINE v128_t add_product(v128_t a, v128_t b, v128_t factors)
{
    return wasm_f32x4_add(a, wasm_f32x4_mul(factors, b));
}

/* Four or eight rows, to the right and then to the left. */
INLINE void blur_rows(float *buffer, int width, int groups, float factor, float edge)
{
    v128_t factors = wasm_f32x4_splat(factor), edges = wasm_f32x4_splat(edge), last[GROUPS];
    int whole = width & ~3;

    for (int x = 0; x < whole; x += 4) {
        Square a = load(buffer + x, width, groups);
        for (int i = 0; i < groups; i++) {
            v128_t *columns = a.columns[i];
            columns[0] = x ? add_product(columns[0], last[i], factors) : wasm_f32x4_mul(columns[0], edges);
            for (int j = 1; j < 4; j++)
                columns[j] = add_product(columns[j], columns[j - 1], factors);
            last[i] = columns[3];
        }
        store(buffer + x, width, groups, a);
    }
    for (int y = 0; y < 4 * groups; y++) {
        blur_right(buffer + y * width, whole, width, factor, edge);
        blur_left(buffer + y * width, width - 1, whole, width, factor, edge);
    }
    for (int i = 0; i < groups && whole < width; i++)
        last[i] = load_column(buffer + whole + 4 * i * width, width);
    for (int x = whole - 4; x >= 0; x -= 4) {
        Square a = load(buffer + x, width, groups);
        for (int i = 0; i < groups; i++) {
            v128_t *columns = a.columns[i];
            columns[3] = x + 4 < width ? add_product(columns[3], last[i], factors) : wasm_f32x4_mul(columns[3], edges);
            for (int j = 2; j >= 0; j--)
                columns[j] = add_product(columns[j], columns[j + 1], factors);
            last[i] = columns[0];
        }
        store(buffer + x, width, groups, a);
    }
}

void ff_gblur_rows_wasm(float *buffer, int width, int height, int steps, float factor, float edge, float *unused)
{
    int y = 0;
    for (; y + 8 <= height; y += 8)
        for (int step = 0; step < steps; step++)
            blur_rows(buffer + y * width, width, 2, factor, edge);
    for (; y + 4 <= height; y += 4)
        for (int step = 0; step < steps; step++)
            blur_rows(buffer + y * width, width, 1, factor, edge);
    for (; y < height; y++) {
        for (int step = 0; step < steps; step++) {
            blur_right(buffer + y * width, 0, width, factor, edge);
            blur_left(buffer + y * width, width - 1, 0, width, factor, edge);
        }
    }
}
