/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The sums of unsharp, for WebAssembly: as in C, but eight columns at once. */
#include "libavcodec/mips/wasm.h"
#include "libavutil/cpu.h"

int ff_unsharp_row_wasm(uint8_t *dst, const uint8_t *sharp, const uint8_t *row, int width, uint32_t **columns,
                        int steps_x, int steps_y, int amount);

/* Beside a row, its outermost pixels are repeated. */
INLINE v128_t load_row(const uint8_t *row, int x, int width)
{
    uint16_t pixels[8];

    if (x >= 0 && x + 8 <= width)
        return load_u8x8(row + x);
    for (int i = 0; i < 8; i++)
        pixels[i] = row[x + i < 0 ? 0 : x + i < width ? x + i : width - 1];
    return wasm_v128_load(pixels);
}

/* As many of eight lanes as there are. */
INLINE v128_t load_some(const uint16_t *from, int count)
{
    uint16_t lanes[8] = { 0 };

    if (count >= 8)
        return wasm_v128_load(from);
    for (int i = 0; i < count; i++)
        lanes[i] = from[i];
    return wasm_v128_load(lanes);
}

INLINE void store_some(uint16_t *to, v128_t a, int count)
{
    uint16_t lanes[8];

    if (count >= 8) {
        wasm_v128_store(to, a);
        return;
    }
    wasm_v128_store(lanes, a);
    for (int i = 0; i < count; i++)
        to[i] = lanes[i];
}

/* Four pixels, and by how much more than the mean of those around them they are. */
INLINE v128_t sharpen(v128_t pixels, v128_t difference, v128_t amount)
{
    return wasm_i32x4_add(pixels, wasm_i32x4_shr(wasm_i32x4_mul(difference, amount), 16));
}

INLINE void filter_row(uint8_t *dst, const uint8_t *sharp, const uint8_t *row, int width, uint32_t **columns,
                       int steps_x, int steps_y, v128_t amount)
{
    v128_t before[8];
    int bits = 2 * (steps_x + steps_y);

    for (int i = 0; i < 2 * steps_x; i++)
        before[i] = wasm_i16x8_const_splat(0);
    for (int x = -steps_x; x < width + steps_x; x += 8) {
        int count = width + steps_x - x;
        v128_t sum = load_row(row, x, width);
        for (int i = 0; i < 2 * steps_x; i++) {
            v128_t one = sum;
            sum = wasm_i16x8_add(one, wasm_i16x8_shuffle(before[i], one, 7, 8, 9, 10, 11, 12, 13, 14));
            before[i] = one;
        }
        for (int i = 0; i < 2 * steps_y; i++) {
            uint16_t *column = (uint16_t *)columns[i] + x + steps_x;
            v128_t above = load_some(column, count);
            store_some(column, sum, count);
            sum = wasm_i16x8_add(above, sum);
        }
        if (dst) {
            int at = x - steps_x, from = at < 0 ? -at : 0;
            v128_t mean = wasm_u16x8_shr(wasm_i16x8_add(sum, wasm_i16x8_splat(1 << (bits - 1))), bits);
            v128_t pixels = load_row(sharp, at, width);
            v128_t difference = wasm_i16x8_sub(pixels, mean);
            v128_t low = sharpen(wasm_u32x4_extend_low_u16x8(pixels), wasm_i32x4_extend_low_i16x8(difference), amount);
            v128_t high = sharpen(wasm_u32x4_extend_high_u16x8(pixels), wasm_i32x4_extend_high_i16x8(difference), amount);
            v128_t sharpened = wasm_i16x8_narrow_i32x4(low, high);
            uint8_t lanes[16];
            sharpened = wasm_u8x16_narrow_i16x8(sharpened, sharpened);
            if (from == 0 && at + 8 <= width) {
                wasm_v128_store64_lane(dst + at, sharpened, 0);
                continue;
            }
            wasm_v128_store(lanes, sharpened);
            for (int i = from; i < 8 && at + i < width; i++)
                dst[at + i] = lanes[i];
        }
    }
}

/*
 * Adds a row to the sums of columns, and sharpens that of which they are complete, unless `dst` is
 * null. Returns false, and does nothing, if the sums do not fit into 16 bits.
 */
int ff_unsharp_row_wasm(uint8_t *dst, const uint8_t *sharp, const uint8_t *row, int width, uint32_t **columns,
                        int steps_x, int steps_y, int amount)
{
    v128_t factor = wasm_i32x4_splat(amount);

    if (steps_x + steps_y > 4 || !(av_get_cpu_flags() & AV_CPU_FLAG_MSA))
        return 0;
    if (steps_x == 2 && steps_y == 2)
        filter_row(dst, sharp, row, width, columns, 2, 2, factor);
    else
        filter_row(dst, sharp, row, width, columns, steps_x, steps_y, factor);
    return 1;
}
