/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Blocks of pixels, and of their differences, for the forward transform, for WebAssembly. */
#include "wasm.h"

void ff_diff_pixels_wasm(int16_t *block, const uint8_t *a, const uint8_t *b, ptrdiff_t stride);
void ff_get_pixels_8_wasm(int16_t *block, const uint8_t *pixels, ptrdiff_t stride);
void ff_get_pixels_16_wasm(int16_t *block, const uint8_t *pixels, ptrdiff_t stride);

void ff_diff_pixels_wasm(int16_t *block, const uint8_t *a, const uint8_t *b, ptrdiff_t stride)
{
    for (int y = 0; y < 8; y++, a += stride, b += stride)
        wasm_v128_store(block + 8 * y, wasm_i16x8_sub(load_u8x8(a), load_u8x8(b)));
}

void ff_get_pixels_8_wasm(int16_t *block, const uint8_t *pixels, ptrdiff_t stride)
{
    for (int y = 0; y < 8; y++, pixels += stride)
        wasm_v128_store(block + 8 * y, load_u8x8(pixels));
}

void ff_get_pixels_16_wasm(int16_t *block, const uint8_t *pixels, ptrdiff_t stride)
{
    for (int y = 0; y < 8; y++, pixels += stride)
        wasm_v128_store(block + 8 * y, wasm_v128_load(pixels));
}
