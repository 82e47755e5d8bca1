/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How strongly edges between blocks are filtered, for WebAssembly. */
#include "wasm.h"

/* What lies around a macroblock, in rows of 8 that begin above it: blocks begin at the fifth. */
typedef struct
{
    v128_t own, left, above;
} neighbours_t;

static ALWAYS_INLINE neighbours_t neighbours( const void *cache )
{
    const uint8_t *p = cache;
    v128_t first = wasm_v128_load( p + 8 ), last = wasm_v128_load( p + 24 );
    return (neighbours_t){
        .own = wasm_i32x4_shuffle( first, last, 1, 3, 5, 7 ),
        .left = wasm_i8x16_shuffle( first, last, 3, 4, 5, 6, 11, 12, 13, 14, 19, 20, 21, 22, 27, 28, 29, 30 ),
        .above = wasm_i32x4_shuffle( wasm_v128_load( p ), wasm_v128_load( p + 16 ), 1, 3, 5, 7 ),
    };
}

/* Which of a row of four vectors lie apart, by `limits` or more. */
static ALWAYS_INLINE v128_t apart( v128_t a, v128_t b, v128_t limits )
{
    return wasm_u16x8_ge( wasm_i16x8_abs( wasm_i16x8_sub_sat( a, b ) ), limits );
}

/* The same for all of a macroblock and what lies `step` before it: a byte for each block. */
static ALWAYS_INLINE v128_t all_apart( const int16_t mv[X264_SCAN8_LUMA_SIZE][2], int step, v128_t limits )
{
    v128_t rows[4], zero = wasm_i32x4_const_splat( 0 );
    for( int y = 0; y < 4; y++ )
    {
        const int16_t (*row)[2] = mv + X264_SCAN8_0 + 8*y;
        rows[y] = wasm_i32x4_ne( apart( wasm_v128_load( row ), wasm_v128_load( row - step ), limits ), zero );
    }
    return wasm_i8x16_narrow_i16x8( wasm_i16x8_narrow_i32x4( rows[0], rows[1] ),
                                    wasm_i16x8_narrow_i32x4( rows[2], rows[3] ) );
}

static void deblock_strength( uint8_t nnz[X264_SCAN8_SIZE], int8_t ref[2][X264_SCAN8_LUMA_SIZE],
                              int16_t mv[2][X264_SCAN8_LUMA_SIZE][2], uint8_t bs[2][8][4], int mvy_limit,
                              int bframe )
{
    v128_t limits = wasm_i32x4_splat( mvy_limit << 16 | 4 ), zero = wasm_i8x16_const_splat( 0 );
    v128_t left = zero, above = zero;
    for( int list = 0; list <= !!bframe; list++ )
    {
        neighbours_t refs = neighbours( ref[list] );
        left = wasm_v128_or( left, wasm_v128_or( wasm_i8x16_ne( refs.own, refs.left ),
                                                 all_apart( mv[list], 1, limits ) ) );
        above = wasm_v128_or( above, wasm_v128_or( wasm_i8x16_ne( refs.own, refs.above ),
                                                   all_apart( mv[list], 8, limits ) ) );
    }
    neighbours_t coefs = neighbours( nnz );
    v128_t one = wasm_i8x16_const_splat( 1 ), two = wasm_i8x16_const_splat( 2 );
#define STRENGTH( moves, other ) \
    wasm_u8x16_max( wasm_v128_and( moves, one ), \
                    wasm_v128_and( wasm_i8x16_ne( wasm_v128_or( coefs.own, other ), zero ), two ) )
    left = STRENGTH( left, coefs.left );
    above = STRENGTH( above, coefs.above );
    wasm_v128_store( bs[0], wasm_i8x16_shuffle( left, left, 0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15 ) );
    wasm_v128_store( bs[1], above );
}

void x264_deblock_init_wasm( x264_deblock_function_t *pf )
{
    pf->deblock_strength = deblock_strength;
}
