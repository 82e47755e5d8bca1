/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Kernels of x264 for WebAssembly: what they share, and how they are hooked in. */
#ifndef X264_WASM_H
#define X264_WASM_H

#include "common/common.h"
#include <wasm_simd128.h>

#define x264_dct_init_wasm x264_template(dct_init_wasm)
void x264_dct_init_wasm( x264_dct_function_t *dctf );
#define x264_mc_init_wasm x264_template(mc_init_wasm)
void x264_mc_init_wasm( x264_mc_functions_t *pf );
#define x264_pixel_init_wasm x264_template(pixel_init_wasm)
void x264_pixel_init_wasm( x264_pixel_function_t *pixf );
#define x264_predict_16x16_init_wasm x264_template(predict_16x16_init_wasm)
void x264_predict_16x16_init_wasm( x264_predict_t pf[7] );
#define x264_predict_8x8c_init_wasm x264_template(predict_8x8c_init_wasm)
void x264_predict_8x8c_init_wasm( x264_predict_t pf[7] );
#define x264_quant_init_wasm x264_template(quant_init_wasm)
void x264_quant_init_wasm( x264_quant_function_t *pf );

/* The sum of all lanes. */
static ALWAYS_INLINE int sum_i32( v128_t a )
{
    a = wasm_i32x4_add( a, wasm_i32x4_shuffle( a, a, 2, 3, 0, 1 ) );
    return wasm_i32x4_extract_lane( a, 0 ) + wasm_i32x4_extract_lane( a, 1 );
}

static ALWAYS_INLINE int sum_u16( v128_t a )
{
    return sum_i32( wasm_u32x4_extadd_pairwise_u16x8( a ) );
}

/* The sums of neighbouring lanes of 32 bits of two vectors. */
static ALWAYS_INLINE v128_t sum_pairs( v128_t a, v128_t b )
{
    return wasm_i32x4_add( wasm_i32x4_shuffle( a, b, 0, 2, 4, 6 ), wasm_i32x4_shuffle( a, b, 1, 3, 5, 7 ) );
}

/* Rows of 16, 8 or 4 pixels that fill a vector: 1, 2 or 4 of them. */
static ALWAYS_INLINE v128_t load_rows( const uint8_t *p, intptr_t stride, int width )
{
    if( width == 16 )
        return wasm_v128_load( p );
    if( width == 8 )
        return wasm_v128_load64_lane( p + stride, wasm_v128_load64_zero( p ), 1 );
    v128_t rows = wasm_v128_load32_zero( p );
    rows = wasm_v128_load32_lane( p + stride, rows, 1 );
    rows = wasm_v128_load32_lane( p + 2*stride, rows, 2 );
    return wasm_v128_load32_lane( p + 3*stride, rows, 3 );
}

/* The even bytes and the odd bytes, as lanes of 16 bits. */
static ALWAYS_INLINE v128_t even_u8( v128_t a )
{
    return wasm_v128_and( a, wasm_i16x8_const_splat( 255 ) );
}

static ALWAYS_INLINE v128_t odd_u8( v128_t a )
{
    return wasm_u16x8_shr( a, 8 );
}

static ALWAYS_INLINE v128_t absdiff_u8( v128_t a, v128_t b )
{
    return wasm_v128_or( wasm_u8x16_sub_sat( a, b ), wasm_u8x16_sub_sat( b, a ) );
}

#endif
