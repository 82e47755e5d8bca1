/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Quantisation, and counts of coefficients, for WebAssembly. */
#include "wasm.h"

#if !HIGH_BIT_DEPTH

/* As many coefficients as there are in a vector. */
#define LANES 8
#define SPLAT wasm_i16x8_splat

static ALWAYS_INLINE v128_t quant( v128_t coefs, v128_t mf, v128_t bias )
{
    v128_t magnitude = wasm_u16x8_add_sat( wasm_i16x8_abs( coefs ), bias );
    v128_t low = wasm_u32x4_extmul_low_u16x8( magnitude, mf );
    v128_t high = wasm_u32x4_extmul_high_u16x8( magnitude, mf );
    v128_t level = wasm_i16x8_shuffle( low, high, 1, 3, 5, 7, 9, 11, 13, 15 );
    v128_t sign = wasm_i16x8_shr( coefs, 15 );
    return wasm_i16x8_sub( wasm_v128_xor( level, sign ), sign );
}

static ALWAYS_INLINE unsigned nonzero_bytes( v128_t a )
{
    return wasm_i8x16_bitmask( wasm_i8x16_ne( a, wasm_i8x16_const_splat( 0 ) ) );
}

/* Which of 16 coefficients, in two vectors, are not zero. */
static ALWAYS_INLINE unsigned nonzero( v128_t a, v128_t b )
{
    return nonzero_bytes( wasm_i8x16_narrow_i16x8( a, b ) );
}

static ALWAYS_INLINE unsigned nonzero16( const dctcoef *dct )
{
    return nonzero( wasm_v128_load( dct ), wasm_v128_load( dct + 8 ) );
}

static ALWAYS_INLINE unsigned nonzero15( const dctcoef *dct )
{
    unsigned mask = nonzero( wasm_v128_load( dct ), wasm_v128_load( dct + 7 ) );
    return (mask & 0xff) | (mask >> 8 << 7);
}

#include "quant_functions.h"

static int quant_2x2_dc( dctcoef dct[4], int mf, int bias )
{
    v128_t level = quant( wasm_v128_load64_zero( dct ), wasm_i16x8_splat( mf ), wasm_i16x8_splat( bias ) );
    level = wasm_i64x2_shuffle( level, level, 0, 0 );
    wasm_v128_store64_lane( dct, level, 0 );
    return wasm_v128_any_true( level );
}

/* 16 coefficients, those apart that do not fit. */
static ALWAYS_INLINE v128_t narrow16( const dctcoef *dct )
{
    return wasm_i8x16_narrow_i16x8( wasm_v128_load( dct ), wasm_v128_load( dct + 8 ) );
}

/* Whether all of 16 coefficients are -1, 0 or 1. */
static ALWAYS_INLINE int are_small( v128_t a )
{
    return !wasm_v128_any_true( wasm_u8x16_gt( wasm_i8x16_add( a, wasm_i8x16_const_splat( 1 ) ),
                                               wasm_i8x16_const_splat( 2 ) ) );
}

static ALWAYS_INLINE int decimate_score( uint64_t mask, const uint8_t *table )
{
    int score = 0;
    while( mask )
    {
        int last = 63 - __builtin_clzll( mask );
        mask ^= 1ULL << last;
        score += table[mask ? last - (63 - __builtin_clzll( mask )) - 1 : last];
    }
    return score;
}

static int decimate_score15( dctcoef *dct )
{
    v128_t coefs = wasm_i8x16_replace_lane( narrow16( dct ), 0, 0 );
    if( !are_small( coefs ) )
        return 9;
    return decimate_score( nonzero_bytes( coefs ) >> 1, x264_decimate_table4 );
}

static int decimate_score16( dctcoef *dct )
{
    v128_t coefs = narrow16( dct );
    if( !are_small( coefs ) )
        return 9;
    return decimate_score( nonzero_bytes( coefs ), x264_decimate_table4 );
}

static int decimate_score64( dctcoef *dct )
{
    uint64_t mask = 0;
    for( int i = 0; i < 64; i += 16 )
    {
        v128_t coefs = narrow16( dct + i );
        if( !are_small( coefs ) )
            return 9;
        mask |= (uint64_t)nonzero_bytes( coefs ) << i;
    }
    return decimate_score( mask, x264_decimate_table8 );
}

void x264_quant_init_wasm( x264_quant_function_t *pf )
{
    use_quant_functions( pf );
    pf->quant_2x2_dc = quant_2x2_dc;
    pf->decimate_score15 = decimate_score15;
    pf->decimate_score16 = decimate_score16;
    pf->decimate_score64 = decimate_score64;
}

#endif
