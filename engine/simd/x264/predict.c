/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Predictions by a plane, and of 8x8 pixels in directions, for WebAssembly. */
#include "wasm.h"
#include "common/predict.h"

#if !HIGH_BIT_DEPTH

/* The slopes of a block of `size` pixels along its upper and its left edge, times their number. */
static ALWAYS_INLINE int slope( const uint8_t *middle, intptr_t step, int size )
{
    int sum = 0;
    for( int i = 1; i <= size / 2; i++ )
        sum += i * (middle[i*step] - middle[-i*step]);
    return sum;
}

static ALWAYS_INLINE void plane( pixel *src, int size, int factor, int round, int shift )
{
    const uint8_t *corner = src - FDEC_STRIDE - 1;
    int middle = size / 2;
    int dx = (factor * slope( corner + middle, 1, size ) + round) >> shift;
    int dy = (factor * slope( corner + middle*FDEC_STRIDE, FDEC_STRIDE, size ) + round) >> shift;
    int first = 16 * (corner[size] + corner[size*FDEC_STRIDE]) - (middle - 1) * (dx + dy) + 16;
    v128_t steps = wasm_i16x8_mul( wasm_i16x8_const( 0, 1, 2, 3, 4, 5, 6, 7 ), wasm_i16x8_splat( dx ) );
    v128_t low = wasm_i16x8_add( wasm_i16x8_splat( first ), steps );
    v128_t high = wasm_i16x8_add( low, wasm_i16x8_splat( 8*dx ) );
    v128_t down = wasm_i16x8_splat( dy );
    for( int y = 0; y < size; y++, src += FDEC_STRIDE )
    {
        v128_t pixels = wasm_u8x16_narrow_i16x8( wasm_i16x8_shr( low, 5 ), wasm_i16x8_shr( high, 5 ) );
        if( size == 16 )
            wasm_v128_store( src, pixels );
        else
            wasm_v128_store64_lane( src, pixels, 0 );
        low = wasm_i16x8_add( low, down );
        high = wasm_i16x8_add( high, down );
    }
}

static void predict_16x16_p( pixel *src )
{
    plane( src, 16, 5, 32, 6 );
}

static void predict_8x8c_p( pixel *src )
{
    plane( src, 8, 17, 16, 5 );
}

/*
 * In directions: `edge` goes up the left side from its seventh pixel, past the corner in its
 * fifteenth, and along the upper side. Rows are what the filters make of it, each shifted.
 */

/* (a + 2b + c + 2) >> 2 */
static ALWAYS_INLINE v128_t three_taps( v128_t a, v128_t b, v128_t c )
{
    v128_t odd = wasm_v128_and( wasm_v128_xor( a, c ), wasm_i8x16_const_splat( 1 ) );
    return wasm_u8x16_avgr( b, wasm_i8x16_sub( wasm_u8x16_avgr( a, c ), odd ) );
}

static ALWAYS_INLINE v128_t three_pixels( const uint8_t *p )
{
    return three_taps( wasm_v128_load( p - 1 ), wasm_v128_load( p ), wasm_v128_load( p + 1 ) );
}

static ALWAYS_INLINE v128_t two_pixels( const uint8_t *p )
{
    return wasm_u8x16_avgr( wasm_v128_load( p ), wasm_v128_load( p + 1 ) );
}

/* A row: 8 of the bytes of `a` and then of `b`, from one on. */
#define ROW( y, a, b, from ) \
    wasm_v128_store64_lane( src + (y)*FDEC_STRIDE, \
        wasm_i8x16_shuffle( a, b, from, from+1, from+2, from+3, from+4, from+5, from+6, from+7, 0, 0, 0, 0, 0, 0, 0, 0 ), 0 );
#define ROWS( a, b, r0, r1, r2, r3, r4, r5, r6, r7 ) \
    ROW( 0, a, b, r0 ) ROW( 1, a, b, r1 ) ROW( 2, a, b, r2 ) ROW( 3, a, b, r3 ) \
    ROW( 4, a, b, r4 ) ROW( 5, a, b, r5 ) ROW( 6, a, b, r6 ) ROW( 7, a, b, r7 )

static void predict_8x8_ddr( pixel *src, pixel edge[36] )
{
    v128_t three = three_pixels( edge + 8 );
    ROWS( three, three, 7, 6, 5, 4, 3, 2, 1, 0 )
}

static void predict_8x8_vr( pixel *src, pixel edge[36] )
{
    v128_t three = three_pixels( edge + 8 ), two = two_pixels( edge + 15 );
    v128_t even = wasm_i8x16_shuffle( three, two, 2, 4, 6, 16, 17, 18, 19, 20, 21, 22, 23, 0, 0, 0, 0, 0 );
    v128_t odd = wasm_i8x16_shuffle( three, three, 1, 3, 5, 7, 8, 9, 10, 11, 12, 13, 14, 0, 0, 0, 0, 0 );
    ROW( 0, even, even, 3 ) ROW( 1, odd, odd, 3 )
    ROW( 2, even, even, 2 ) ROW( 3, odd, odd, 2 )
    ROW( 4, even, even, 1 ) ROW( 5, odd, odd, 1 )
    ROW( 6, even, even, 0 ) ROW( 7, odd, odd, 0 )
}

static void predict_8x8_vl( pixel *src, pixel edge[36] )
{
    v128_t two = two_pixels( edge + 16 ), three = three_pixels( edge + 17 );
    ROW( 0, two, two, 0 ) ROW( 1, three, three, 0 )
    ROW( 2, two, two, 1 ) ROW( 3, three, three, 1 )
    ROW( 4, two, two, 2 ) ROW( 5, three, three, 2 )
    ROW( 6, two, two, 3 ) ROW( 7, three, three, 3 )
}

/* Pairs of what both filters make. */
static ALWAYS_INLINE v128_t pairs( v128_t two, v128_t three )
{
    return wasm_i8x16_shuffle( two, three, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23 );
}

static void predict_8x8_hd( pixel *src, pixel edge[36] )
{
    v128_t three = three_pixels( edge + 8 ), low = pairs( two_pixels( edge + 7 ), three );
    v128_t high = wasm_i64x2_shuffle( three, three, 1, 1 );
    ROWS( low, high, 14, 12, 10, 8, 6, 4, 2, 0 )
}

static void predict_8x8_hu( pixel *src, pixel edge[36] )
{
    v128_t left = wasm_v128_load64_zero( edge + 7 ), last = wasm_v128_load8_splat( edge + 7 );
    left = wasm_i8x16_shuffle( left, left, 7, 6, 5, 4, 3, 2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0 );
    v128_t next = wasm_i8x16_shuffle( left, left, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 15 );
    v128_t after = wasm_i8x16_shuffle( left, left, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 15, 15 );
    v128_t low = pairs( wasm_u8x16_avgr( left, next ), three_taps( left, next, after ) );
    ROWS( low, last, 0, 2, 4, 6, 8, 10, 12, 14 )
}

void x264_predict_16x16_init_wasm( x264_predict_t pf[7] )
{
    pf[I_PRED_16x16_P] = predict_16x16_p;
}

void x264_predict_8x8c_init_wasm( x264_predict_t pf[7] )
{
    pf[I_PRED_CHROMA_P] = predict_8x8c_p;
}

void x264_predict_8x8_init_wasm( x264_predict8x8_t pf[12] )
{
    pf[I_PRED_8x8_DDR] = predict_8x8_ddr;
    pf[I_PRED_8x8_VR] = predict_8x8_vr;
    pf[I_PRED_8x8_HD] = predict_8x8_hd;
    pf[I_PRED_8x8_VL] = predict_8x8_vl;
    pf[I_PRED_8x8_HU] = predict_8x8_hu;
}

#else

void x264_predict_16x16_init_wasm( x264_predict_t pf[7] )
{
}

void x264_predict_8x8c_init_wasm( x264_predict_t pf[7] )
{
}

void x264_predict_8x8_init_wasm( x264_predict8x8_t pf[12] )
{
}

#endif
