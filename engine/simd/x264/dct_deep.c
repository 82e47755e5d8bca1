/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Transforms of pixels with 10 bits, whose coefficients have 32, for WebAssembly. */
#include "wasm.h"
#include "dct_steps.h"

#if HIGH_BIT_DEPTH

/* Of four pixels. */
static ALWAYS_INLINE v128_t difference( const pixel *fenc, const pixel *fdec )
{
    return wasm_i32x4_sub( wasm_u32x4_load16x4( fenc ), wasm_u32x4_load16x4( fdec ) );
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
