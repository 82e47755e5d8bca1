/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Transforms of pixels with 10 bits, whose coefficients have 32, for WebAssembly. */
#include "wasm.h"

#if HIGH_BIT_DEPTH

/* Of four pixels. */
static ALWAYS_INLINE v128_t difference( const pixel *fenc, const pixel *fdec )
{
    return wasm_i32x4_sub( wasm_u32x4_load16x4( fenc ), wasm_u32x4_load16x4( fdec ) );
}

static ALWAYS_INLINE v128_t half( v128_t a )
{
    return wasm_i32x4_shr( a, 1 );
}

static ALWAYS_INLINE v128_t plus_half( v128_t a )
{
    return wasm_i32x4_add( a, half( a ) );
}

static ALWAYS_INLINE void transpose4( v128_t r[4] )
{
    v128_t a = wasm_i32x4_shuffle( r[0], r[1], 0, 4, 1, 5 ), b = wasm_i32x4_shuffle( r[2], r[3], 0, 4, 1, 5 );
    v128_t c = wasm_i32x4_shuffle( r[0], r[1], 2, 6, 3, 7 ), d = wasm_i32x4_shuffle( r[2], r[3], 2, 6, 3, 7 );
    r[0] = wasm_i64x2_shuffle( a, b, 0, 2 );
    r[1] = wasm_i64x2_shuffle( a, b, 1, 3 );
    r[2] = wasm_i64x2_shuffle( c, d, 0, 2 );
    r[3] = wasm_i64x2_shuffle( c, d, 1, 3 );
}

/* Of four blocks that make one of twice the size: where each lies. */
#define AT( p, i, size, stride ) ((p) + (size)*((i)&1) + (size)*((i)>>1)*(stride))

static ALWAYS_INLINE void dct4( v128_t r[4] )
{
    v128_t s03 = wasm_i32x4_add( r[0], r[3] ), s12 = wasm_i32x4_add( r[1], r[2] );
    v128_t d03 = wasm_i32x4_sub( r[0], r[3] ), d12 = wasm_i32x4_sub( r[1], r[2] );
    r[0] = wasm_i32x4_add( s03, s12 );
    r[1] = wasm_i32x4_add( wasm_i32x4_shl( d03, 1 ), d12 );
    r[2] = wasm_i32x4_sub( s03, s12 );
    r[3] = wasm_i32x4_sub( d03, wasm_i32x4_shl( d12, 1 ) );
}

static void sub4x4_dct( dctcoef dct[16], pixel *fenc, pixel *fdec )
{
    v128_t r[4];
    for( int y = 0; y < 4; y++ )
        r[y] = difference( fenc + y*FENC_STRIDE, fdec + y*FDEC_STRIDE );
    dct4( r );
    transpose4( r );
    dct4( r );
    for( int y = 0; y < 4; y++ )
        wasm_v128_store( dct + 4*y, r[y] );
}

static void sub8x8_dct( dctcoef dct[4][16], pixel *fenc, pixel *fdec )
{
    for( int i = 0; i < 4; i++ )
        sub4x4_dct( dct[i], AT( fenc, i, 4, FENC_STRIDE ), AT( fdec, i, 4, FDEC_STRIDE ) );
}

static void sub16x16_dct( dctcoef dct[16][16], pixel *fenc, pixel *fdec )
{
    for( int i = 0; i < 4; i++ )
        sub8x8_dct( dct + 4*i, AT( fenc, i, 8, FENC_STRIDE ), AT( fdec, i, 8, FDEC_STRIDE ) );
}

static ALWAYS_INLINE void idct4( v128_t r[4] )
{
    v128_t s02 = wasm_i32x4_add( r[0], r[2] ), d02 = wasm_i32x4_sub( r[0], r[2] );
    v128_t s13 = wasm_i32x4_add( r[1], half( r[3] ) ), d13 = wasm_i32x4_sub( half( r[1] ), r[3] );
    r[0] = wasm_i32x4_add( s02, s13 );
    r[1] = wasm_i32x4_add( d02, d13 );
    r[2] = wasm_i32x4_sub( d02, d13 );
    r[3] = wasm_i32x4_sub( s02, s13 );
}

static ALWAYS_INLINE void add_difference( pixel *dst, v128_t a )
{
    a = wasm_i32x4_shr( wasm_i32x4_add( a, wasm_i32x4_const_splat( 32 ) ), 6 );
    a = wasm_i32x4_add( a, wasm_u32x4_load16x4( dst ) );
    a = wasm_u16x8_min( wasm_u16x8_narrow_i32x4( a, a ), wasm_i16x8_const_splat( PIXEL_MAX ) );
    wasm_v128_store64_lane( dst, a, 0 );
}

static void add4x4_idct( pixel *dst, dctcoef dct[16] )
{
    v128_t r[4];
    for( int y = 0; y < 4; y++ )
        r[y] = wasm_v128_load( dct + 4*y );
    idct4( r );
    transpose4( r );
    idct4( r );
    for( int y = 0; y < 4; y++ )
        add_difference( dst + y*FDEC_STRIDE, r[y] );
}

static void add8x8_idct( pixel *dst, dctcoef dct[4][16] )
{
    for( int i = 0; i < 4; i++ )
        add4x4_idct( AT( dst, i, 4, FDEC_STRIDE ), dct[i] );
}

static void add16x16_idct( pixel *dst, dctcoef dct[16][16] )
{
    for( int i = 0; i < 4; i++ )
        add8x8_idct( AT( dst, i, 8, FDEC_STRIDE ), dct + 4*i );
}

/* Of 8x8 samples. */

static ALWAYS_INLINE void dct8( v128_t r[8] )
{
    v128_t s07 = wasm_i32x4_add( r[0], r[7] ), d07 = wasm_i32x4_sub( r[0], r[7] );
    v128_t s16 = wasm_i32x4_add( r[1], r[6] ), d16 = wasm_i32x4_sub( r[1], r[6] );
    v128_t s25 = wasm_i32x4_add( r[2], r[5] ), d25 = wasm_i32x4_sub( r[2], r[5] );
    v128_t s34 = wasm_i32x4_add( r[3], r[4] ), d34 = wasm_i32x4_sub( r[3], r[4] );
    v128_t a0 = wasm_i32x4_add( s07, s34 ), a1 = wasm_i32x4_add( s16, s25 );
    v128_t a2 = wasm_i32x4_sub( s07, s34 ), a3 = wasm_i32x4_sub( s16, s25 );
    v128_t a4 = wasm_i32x4_add( wasm_i32x4_add( d16, d25 ), plus_half( d07 ) );
    v128_t a5 = wasm_i32x4_sub( wasm_i32x4_sub( d07, d34 ), plus_half( d25 ) );
    v128_t a6 = wasm_i32x4_sub( wasm_i32x4_add( d07, d34 ), plus_half( d16 ) );
    v128_t a7 = wasm_i32x4_add( wasm_i32x4_sub( d16, d25 ), plus_half( d34 ) );
    r[0] = wasm_i32x4_add( a0, a1 );
    r[1] = wasm_i32x4_add( a4, wasm_i32x4_shr( a7, 2 ) );
    r[2] = wasm_i32x4_add( a2, half( a3 ) );
    r[3] = wasm_i32x4_add( a5, wasm_i32x4_shr( a6, 2 ) );
    r[4] = wasm_i32x4_sub( a0, a1 );
    r[5] = wasm_i32x4_sub( a6, wasm_i32x4_shr( a5, 2 ) );
    r[6] = wasm_i32x4_sub( half( a2 ), a3 );
    r[7] = wasm_i32x4_sub( wasm_i32x4_shr( a4, 2 ), a7 );
}

static ALWAYS_INLINE void idct8( v128_t r[8] )
{
    v128_t a0 = wasm_i32x4_add( r[0], r[4] ), a2 = wasm_i32x4_sub( r[0], r[4] );
    v128_t a4 = wasm_i32x4_sub( half( r[2] ), r[6] ), a6 = wasm_i32x4_add( half( r[6] ), r[2] );
    v128_t b0 = wasm_i32x4_add( a0, a6 ), b2 = wasm_i32x4_add( a2, a4 );
    v128_t b4 = wasm_i32x4_sub( a2, a4 ), b6 = wasm_i32x4_sub( a0, a6 );
    v128_t a1 = wasm_i32x4_sub( wasm_i32x4_sub( r[5], r[3] ), plus_half( r[7] ) );
    v128_t a3 = wasm_i32x4_sub( wasm_i32x4_add( r[1], r[7] ), plus_half( r[3] ) );
    v128_t a5 = wasm_i32x4_add( wasm_i32x4_sub( r[7], r[1] ), plus_half( r[5] ) );
    v128_t a7 = wasm_i32x4_add( wasm_i32x4_add( r[3], r[5] ), plus_half( r[1] ) );
    v128_t b1 = wasm_i32x4_add( wasm_i32x4_shr( a7, 2 ), a1 ), b3 = wasm_i32x4_add( a3, wasm_i32x4_shr( a5, 2 ) );
    v128_t b5 = wasm_i32x4_sub( wasm_i32x4_shr( a3, 2 ), a5 ), b7 = wasm_i32x4_sub( a7, wasm_i32x4_shr( a1, 2 ) );
    r[0] = wasm_i32x4_add( b0, b7 );
    r[1] = wasm_i32x4_add( b2, b5 );
    r[2] = wasm_i32x4_add( b4, b3 );
    r[3] = wasm_i32x4_add( b6, b1 );
    r[4] = wasm_i32x4_sub( b6, b1 );
    r[5] = wasm_i32x4_sub( b4, b3 );
    r[6] = wasm_i32x4_sub( b2, b5 );
    r[7] = wasm_i32x4_sub( b0, b7 );
}

/* Both halves of 8 rows, after which they are the halves of 8 columns. */
static ALWAYS_INLINE void transpose8( v128_t left[8], v128_t right[8] )
{
    transpose4( left );
    transpose4( left + 4 );
    transpose4( right );
    transpose4( right + 4 );
    for( int i = 0; i < 4; i++ )
    {
        v128_t a = left[i+4];
        left[i+4] = right[i];
        right[i] = a;
    }
}

static void sub8x8_dct8( dctcoef dct[64], pixel *fenc, pixel *fdec )
{
    v128_t left[8], right[8];
    for( int y = 0; y < 8; y++, fenc += FENC_STRIDE, fdec += FDEC_STRIDE )
    {
        left[y] = difference( fenc, fdec );
        right[y] = difference( fenc + 4, fdec + 4 );
    }
    dct8( left );
    dct8( right );
    transpose8( left, right );
    dct8( left );
    dct8( right );
    for( int y = 0; y < 8; y++ )
    {
        wasm_v128_store( dct + 8*y, left[y] );
        wasm_v128_store( dct + 8*y + 4, right[y] );
    }
}

static void sub16x16_dct8( dctcoef dct[4][64], pixel *fenc, pixel *fdec )
{
    for( int i = 0; i < 4; i++ )
        sub8x8_dct8( dct[i], AT( fenc, i, 8, FENC_STRIDE ), AT( fdec, i, 8, FDEC_STRIDE ) );
}

static void add8x8_idct8( pixel *dst, dctcoef dct[64] )
{
    v128_t left[8], right[8];
    for( int y = 0; y < 8; y++ )
    {
        left[y] = wasm_v128_load( dct + 8*y );
        right[y] = wasm_v128_load( dct + 8*y + 4 );
    }
    idct8( left );
    idct8( right );
    transpose8( left, right );
    idct8( left );
    idct8( right );
    for( int y = 0; y < 8; y++, dst += FDEC_STRIDE )
    {
        add_difference( dst, left[y] );
        add_difference( dst + 4, right[y] );
    }
}

static void add16x16_idct8( pixel *dst, dctcoef dct[4][64] )
{
    for( int i = 0; i < 4; i++ )
        add8x8_idct8( AT( dst, i, 8, FDEC_STRIDE ), dct[i] );
}

void x264_dct_init_wasm( x264_dct_function_t *dctf )
{
    dctf->sub4x4_dct = sub4x4_dct;
    dctf->sub8x8_dct = sub8x8_dct;
    dctf->sub16x16_dct = sub16x16_dct;
    dctf->add4x4_idct = add4x4_idct;
    dctf->add8x8_idct = add8x8_idct;
    dctf->add16x16_idct = add16x16_idct;
    dctf->sub8x8_dct8 = sub8x8_dct8;
    dctf->sub16x16_dct8 = sub16x16_dct8;
    dctf->add8x8_idct8 = add8x8_idct8;
    dctf->add16x16_idct8 = add16x16_idct8;
}

#endif
