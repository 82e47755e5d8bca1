/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Transforms, for WebAssembly. */
#include "wasm.h"
#include "dct_steps.h"

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

/* Two blocks of 4x4, in the halves of the vectors. */
static ALWAYS_INLINE void transpose4( v128_t r[4] )
{
    v128_t a = LOW16( r[0], r[1] ), b = LOW16( r[2], r[3] );
    v128_t c = HIGH16( r[0], r[1] ), d = HIGH16( r[2], r[3] );
    v128_t left = LOW32( a, b ), left_end = HIGH32( a, b );
    v128_t right = LOW32( c, d ), right_end = HIGH32( c, d );
    r[0] = LOW64( left, right );
    r[1] = HIGH64( left, right );
    r[2] = LOW64( left_end, right_end );
    r[3] = HIGH64( left_end, right_end );
}

static ALWAYS_INLINE void sub8x4_dct( dctcoef dct[2][16], const uint8_t *fenc, const uint8_t *fdec )
{
    v128_t r[4];
    for( int y = 0; y < 4; y++ )
        r[y] = difference( fenc + y*FENC_STRIDE, fdec + y*FDEC_STRIDE );
    dct4( r );
    transpose4( r );
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

/* Inverse transforms, added to what was predicted. */

static ALWAYS_INLINE v128_t add_difference( v128_t pixels, v128_t a )
{
    a = wasm_i16x8_shr( wasm_i16x8_add( a, wasm_i16x8_const_splat( 32 ) ), 6 );
    a = wasm_i16x8_add( a, wasm_u16x8_extend_low_u8x16( pixels ) );
    return wasm_u8x16_narrow_i16x8( a, a );
}

static ALWAYS_INLINE void add8x4_idct( pixel *dst, dctcoef dct[2][16] )
{
    v128_t a = wasm_v128_load( dct[0] ), b = wasm_v128_load( dct[0] + 8 );
    v128_t c = wasm_v128_load( dct[1] ), d = wasm_v128_load( dct[1] + 8 );
    v128_t r[4] = { LOW64( a, c ), HIGH64( a, c ), LOW64( b, d ), HIGH64( b, d ) };
    idct4( r );
    transpose4( r );
    idct4( r );
    for( int y = 0; y < 4; y++, dst += FDEC_STRIDE )
        wasm_v128_store64_lane( dst, add_difference( wasm_v128_load64_zero( dst ), r[y] ), 0 );
}

static void add4x4_idct( pixel *dst, dctcoef dct[16] )
{
    v128_t a = wasm_v128_load( dct ), b = wasm_v128_load( dct + 8 );
    v128_t r[4] = { a, HIGH64( a, a ), b, HIGH64( b, b ) };
    idct4( r );
    v128_t c = LOW16( r[0], r[1] ), d = LOW16( r[2], r[3] );
    r[0] = LOW32( c, d );
    r[1] = HIGH64( r[0], r[0] );
    r[2] = HIGH32( c, d );
    r[3] = HIGH64( r[2], r[2] );
    idct4( r );
    for( int y = 0; y < 4; y++, dst += FDEC_STRIDE )
        wasm_v128_store32_lane( dst, add_difference( wasm_v128_load32_zero( dst ), r[y] ), 0 );
}

static void add8x8_idct( pixel *dst, dctcoef dct[4][16] )
{
    add8x4_idct( dst, dct );
    add8x4_idct( dst + 4*FDEC_STRIDE, dct + 2 );
}

static void add16x16_idct( pixel *dst, dctcoef dct[16][16] )
{
    for( int i = 0; i < 4; i++ )
        add8x8_idct( dst + 8*(i&1) + 8*(i>>1)*FDEC_STRIDE, dct + 4*i );
}

static void add8x8_idct8( pixel *dst, dctcoef dct[64] )
{
    v128_t r[8];
    for( int y = 0; y < 8; y++ )
        r[y] = wasm_v128_load( dct + 8*y );
    idct8( r );
    transpose8( r );
    idct8( r );
    for( int y = 0; y < 8; y++, dst += FDEC_STRIDE )
        wasm_v128_store64_lane( dst, add_difference( wasm_v128_load64_zero( dst ), r[y] ), 0 );
}

static void add16x16_idct8( pixel *dst, dctcoef dct[4][64] )
{
    for( int i = 0; i < 4; i++ )
        add8x8_idct8( dst + 8*(i&1) + 8*(i>>1)*FDEC_STRIDE, dct[i] );
}

/* Of blocks that have one coefficient only: `count` of them, next to each other. */
static ALWAYS_INLINE void add_means( pixel *dst, const dctcoef *dct, int count )
{
    v128_t zero = wasm_i32x4_const_splat( 0 );
    v128_t mean = count == 4 ? wasm_v128_load64_zero( dct ) : wasm_v128_load32_zero( dct );
    mean = wasm_i16x8_shr( wasm_i16x8_add_sat( mean, wasm_i16x8_const_splat( 32 ) ), 6 );
    v128_t more = wasm_u8x16_narrow_i16x8( mean, mean );
    v128_t less = wasm_i16x8_sub( zero, mean );
    less = wasm_u8x16_narrow_i16x8( less, less );
    more = wasm_i8x16_shuffle( more, more, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3 );
    less = wasm_i8x16_shuffle( less, less, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3 );
    for( int y = 0; y < 4; y++, dst += FDEC_STRIDE )
    {
        v128_t pixels = count == 4 ? wasm_v128_load( dst ) : wasm_v128_load64_zero( dst );
        pixels = wasm_u8x16_sub_sat( wasm_u8x16_add_sat( pixels, more ), less );
        if( count == 4 )
            wasm_v128_store( dst, pixels );
        else
            wasm_v128_store64_lane( dst, pixels, 0 );
    }
}

static void add8x8_idct_dc( pixel *dst, dctcoef dct[4] )
{
    add_means( dst, dct, 2 );
    add_means( dst + 4*FDEC_STRIDE, dct + 2, 2 );
}

static void add16x16_idct_dc( pixel *dst, dctcoef dct[16] )
{
    for( int i = 0; i < 4; i++ )
        add_means( dst + 4*i*FDEC_STRIDE, dct + 4*i, 4 );
}

void x264_dct_init_wasm( x264_dct_function_t *dctf )
{
    dctf->add4x4_idct = add4x4_idct;
    dctf->add8x8_idct = add8x8_idct;
    dctf->add16x16_idct = add16x16_idct;
    dctf->add8x8_idct8 = add8x8_idct8;
    dctf->add16x16_idct8 = add16x16_idct8;
    dctf->add8x8_idct_dc = add8x8_idct_dc;
    dctf->add16x16_idct_dc = add16x16_idct_dc;
    dctf->sub8x8_dct = sub8x8_dct;
    dctf->sub16x16_dct = sub16x16_dct;
    dctf->sub8x8_dct8 = sub8x8_dct8;
    dctf->sub16x16_dct8 = sub16x16_dct8;
}

#endif
