/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Kernels of x264 for WebAssembly: what they share, and how they are hooked in. */
#ifndef X264_WASM_H
#define X264_WASM_H

#include "common/common.h"
#include <wasm_simd128.h>

#define x264_bitstream_init_wasm x264_template(bitstream_init_wasm)
void x264_bitstream_init_wasm( x264_bitstream_function_t *pf );
#define x264_deblock_init_wasm x264_template(deblock_init_wasm)
void x264_deblock_init_wasm( x264_deblock_function_t *pf );
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
#define x264_predict_8x8_init_wasm x264_template(predict_8x8_init_wasm)
void x264_predict_8x8_init_wasm( x264_predict8x8_t pf[12] );
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

/* The sums of the lanes of four vectors, none of which is 2^15 or more. */
static ALWAYS_INLINE v128_t sum_each( const v128_t a[4] )
{
    v128_t one = wasm_i16x8_const_splat( 1 ), pairs[4];
    for( int i = 0; i < 4; i++ )
        pairs[i] = wasm_i32x4_dot_i16x8( a[i], one );
    return sum_pairs( sum_pairs( pairs[0], pairs[1] ), sum_pairs( pairs[2], pairs[3] ) );
}

static ALWAYS_INLINE void store_3( int scores[3], v128_t a )
{
    wasm_v128_store64_lane( scores, a, 0 );
    wasm_v128_store32_lane( scores + 2, a, 2 );
}

/* Adds magnitudes. */
static ALWAYS_INLINE v128_t add_abs( v128_t sum, v128_t a )
{
    return wasm_i16x8_add( sum, wasm_i16x8_abs( a ) );
}

/* Steps of Hadamard transforms. */

/* One step: sums in `a`, differences in `b`. */
static ALWAYS_INLINE void butterfly( v128_t *a, v128_t *b )
{
    v128_t sum = wasm_i16x8_add( *a, *b );
    *b = wasm_i16x8_sub( *a, *b );
    *a = sum;
}

/* Both steps down a column of four. */
static ALWAYS_INLINE void columns( v128_t r[4] )
{
    butterfly( &r[0], &r[1] );
    butterfly( &r[2], &r[3] );
    butterfly( &r[0], &r[2] );
    butterfly( &r[1], &r[3] );
}

/* A step between neighbouring groups of 64, 32 or 16 bits. */
static ALWAYS_INLINE void across64( v128_t *a, v128_t *b )
{
    v128_t first = wasm_i64x2_shuffle( *a, *b, 0, 2 );
    *b = wasm_i64x2_shuffle( *a, *b, 1, 3 );
    *a = first;
    butterfly( a, b );
}

static ALWAYS_INLINE void across32( v128_t *a, v128_t *b )
{
    v128_t first = wasm_i32x4_shuffle( *a, *b, 0, 2, 4, 6 );
    *b = wasm_i32x4_shuffle( *a, *b, 1, 3, 5, 7 );
    *a = first;
    butterfly( a, b );
}

static ALWAYS_INLINE void across16( v128_t *a, v128_t *b )
{
    v128_t first = wasm_i16x8_shuffle( *a, wasm_i32x4_shl( *b, 16 ), 0, 9, 2, 11, 4, 13, 6, 15 );
    *b = wasm_i16x8_shuffle( wasm_u32x4_shr( *a, 16 ), *b, 0, 9, 2, 11, 4, 13, 6, 15 );
    *a = first;
    butterfly( a, b );
}

/* All three steps down a column of eight. */
static ALWAYS_INLINE void columns8( v128_t r[8] )
{
    columns( r );
    columns( r + 4 );
    for( int i = 0; i < 4; i++ )
        butterfly( &r[i], &r[i+4] );
}

/* The sizes of blocks that are compared. */
#define FOR_SIZES_OF_7( f ) f( 16, 16 ) f( 16, 8 ) f( 8, 16 ) f( 8, 8 ) f( 8, 4 ) f( 4, 8 ) f( 4, 4 )
#define FOR_SIZES_OF_8( f ) FOR_SIZES_OF_7( f ) f( 4, 16 )

#if !HIGH_BIT_DEPTH

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

#endif
