/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Forward transforms, for WebAssembly. */
#include "wasm.h"

#if !HIGH_BIT_DEPTH

static ALWAYS_INLINE v128_t difference( const uint8_t *fenc, const uint8_t *fdec )
{
    return wasm_i16x8_sub( wasm_u16x8_load8x8( fenc ), wasm_u16x8_load8x8( fdec ) );
}

#define LOW16( a, b ) wasm_i16x8_shuffle( a, b, 0, 8, 1, 9, 2, 10, 3, 11 )
#define HIGH16( a, b ) wasm_i16x8_shuffle( a, b, 4, 12, 5, 13, 6, 14, 7, 15 )
#define LOW32( a, b ) wasm_i32x4_shuffle( a, b, 0, 4, 1, 5 )
#define HIGH32( a, b ) wasm_i32x4_shuffle( a, b, 2, 6, 3, 7 )
#define LOW64( a, b ) wasm_i64x2_shuffle( a, b, 0, 2 )
#define HIGH64( a, b ) wasm_i64x2_shuffle( a, b, 1, 3 )

/* Of 4x4 samples, two blocks in the halves of the vectors. */
static ALWAYS_INLINE void dct4( v128_t r[4] )
{
    v128_t s03 = wasm_i16x8_add( r[0], r[3] ), s12 = wasm_i16x8_add( r[1], r[2] );
    v128_t d03 = wasm_i16x8_sub( r[0], r[3] ), d12 = wasm_i16x8_sub( r[1], r[2] );
    r[0] = wasm_i16x8_add( s03, s12 );
    r[1] = wasm_i16x8_add( wasm_i16x8_shl( d03, 1 ), d12 );
    r[2] = wasm_i16x8_sub( s03, s12 );
    r[3] = wasm_i16x8_sub( d03, wasm_i16x8_shl( d12, 1 ) );
}

static ALWAYS_INLINE void sub8x4_dct( dctcoef dct[2][16], const uint8_t *fenc, const uint8_t *fdec )
{
    v128_t r[4];
    for( int y = 0; y < 4; y++ )
        r[y] = difference( fenc + y*FENC_STRIDE, fdec + y*FDEC_STRIDE );
    dct4( r );
    v128_t a = LOW16( r[0], r[1] ), b = LOW16( r[2], r[3] );
    v128_t c = HIGH16( r[0], r[1] ), d = HIGH16( r[2], r[3] );
    v128_t left = LOW32( a, b ), left_end = HIGH32( a, b );
    v128_t right = LOW32( c, d ), right_end = HIGH32( c, d );
    r[0] = LOW64( left, right );
    r[1] = HIGH64( left, right );
    r[2] = LOW64( left_end, right_end );
    r[3] = HIGH64( left_end, right_end );
    dct4( r );
    wasm_v128_store( dct[0], LOW64( r[0], r[1] ) );
    wasm_v128_store( dct[0] + 8, LOW64( r[2], r[3] ) );
    wasm_v128_store( dct[1], HIGH64( r[0], r[1] ) );
    wasm_v128_store( dct[1] + 8, HIGH64( r[2], r[3] ) );
}

static void sub8x8_dct( dctcoef dct[4][16], pixel *fenc, pixel *fdec )
{
    sub8x4_dct( dct, fenc, fdec );
    sub8x4_dct( dct + 2, fenc + 4*FENC_STRIDE, fdec + 4*FDEC_STRIDE );
}

static void sub16x16_dct( dctcoef dct[16][16], pixel *fenc, pixel *fdec )
{
    for( int i = 0; i < 4; i++ )
        sub8x8_dct( dct + 4*i, fenc + 8*(i&1) + 8*(i>>1)*FENC_STRIDE, fdec + 8*(i&1) + 8*(i>>1)*FDEC_STRIDE );
}

/* Of 8x8 samples. */
static ALWAYS_INLINE v128_t plus_half( v128_t a )
{
    return wasm_i16x8_add( a, wasm_i16x8_shr( a, 1 ) );
}

static ALWAYS_INLINE void dct8( v128_t r[8] )
{
    v128_t s07 = wasm_i16x8_add( r[0], r[7] ), d07 = wasm_i16x8_sub( r[0], r[7] );
    v128_t s16 = wasm_i16x8_add( r[1], r[6] ), d16 = wasm_i16x8_sub( r[1], r[6] );
    v128_t s25 = wasm_i16x8_add( r[2], r[5] ), d25 = wasm_i16x8_sub( r[2], r[5] );
    v128_t s34 = wasm_i16x8_add( r[3], r[4] ), d34 = wasm_i16x8_sub( r[3], r[4] );
    v128_t a0 = wasm_i16x8_add( s07, s34 ), a1 = wasm_i16x8_add( s16, s25 );
    v128_t a2 = wasm_i16x8_sub( s07, s34 ), a3 = wasm_i16x8_sub( s16, s25 );
    v128_t a4 = wasm_i16x8_add( wasm_i16x8_add( d16, d25 ), plus_half( d07 ) );
    v128_t a5 = wasm_i16x8_sub( wasm_i16x8_sub( d07, d34 ), plus_half( d25 ) );
    v128_t a6 = wasm_i16x8_sub( wasm_i16x8_add( d07, d34 ), plus_half( d16 ) );
    v128_t a7 = wasm_i16x8_add( wasm_i16x8_sub( d16, d25 ), plus_half( d34 ) );
    r[0] = wasm_i16x8_add( a0, a1 );
    r[1] = wasm_i16x8_add( a4, wasm_i16x8_shr( a7, 2 ) );
    r[2] = wasm_i16x8_add( a2, wasm_i16x8_shr( a3, 1 ) );
    r[3] = wasm_i16x8_add( a5, wasm_i16x8_shr( a6, 2 ) );
    r[4] = wasm_i16x8_sub( a0, a1 );
    r[5] = wasm_i16x8_sub( a6, wasm_i16x8_shr( a5, 2 ) );
    r[6] = wasm_i16x8_sub( wasm_i16x8_shr( a2, 1 ), a3 );
    r[7] = wasm_i16x8_sub( wasm_i16x8_shr( a4, 2 ), a7 );
}

static ALWAYS_INLINE void transpose8( v128_t r[8] )
{
    v128_t a[8], b[8];
    for( int i = 0; i < 4; i++ )
    {
        a[i] = LOW16( r[2*i], r[2*i+1] );
        a[i+4] = HIGH16( r[2*i], r[2*i+1] );
    }
    for( int i = 0; i < 8; i += 2 )
    {
        b[i] = LOW32( a[i], a[i+1] );
        b[i+1] = HIGH32( a[i], a[i+1] );
    }
    for( int i = 0; i < 2; i++ )
    {
        r[4*i] = LOW64( b[4*i], b[4*i+2] );
        r[4*i+1] = HIGH64( b[4*i], b[4*i+2] );
        r[4*i+2] = LOW64( b[4*i+1], b[4*i+3] );
        r[4*i+3] = HIGH64( b[4*i+1], b[4*i+3] );
    }
}

static void sub8x8_dct8( dctcoef dct[64], pixel *fenc, pixel *fdec )
{
    v128_t r[8];
    for( int y = 0; y < 8; y++ )
        r[y] = difference( fenc + y*FENC_STRIDE, fdec + y*FDEC_STRIDE );
    dct8( r );
    transpose8( r );
    dct8( r );
    for( int y = 0; y < 8; y++ )
        wasm_v128_store( dct + 8*y, r[y] );
}

static void sub16x16_dct8( dctcoef dct[4][64], pixel *fenc, pixel *fdec )
{
    for( int i = 0; i < 4; i++ )
        sub8x8_dct8( dct[i], fenc + 8*(i&1) + 8*(i>>1)*FENC_STRIDE, fdec + 8*(i&1) + 8*(i>>1)*FDEC_STRIDE );
}

void x264_dct_init_wasm( x264_dct_function_t *dctf )
{
    dctf->sub8x8_dct = sub8x8_dct;
    dctf->sub16x16_dct = sub16x16_dct;
    dctf->sub8x8_dct8 = sub8x8_dct8;
    dctf->sub16x16_dct8 = sub16x16_dct8;
}

#else

void x264_dct_init_wasm( x264_dct_function_t *dctf )
{
}

#endif
