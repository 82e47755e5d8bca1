/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Quantisation, and counts of coefficients, for WebAssembly. */
#include "wasm.h"

#if !HIGH_BIT_DEPTH

/* Eight coefficients. */
static ALWAYS_INLINE v128_t quant8( v128_t coefs, v128_t mf, v128_t bias )
{
    v128_t magnitude = wasm_u16x8_add_sat( wasm_i16x8_abs( coefs ), bias );
    v128_t low = wasm_u32x4_extmul_low_u16x8( magnitude, mf );
    v128_t high = wasm_u32x4_extmul_high_u16x8( magnitude, mf );
    v128_t level = wasm_i16x8_shuffle( low, high, 1, 3, 5, 7, 9, 11, 13, 15 );
    v128_t sign = wasm_i16x8_shr( coefs, 15 );
    return wasm_i16x8_sub( wasm_v128_xor( level, sign ), sign );
}

static ALWAYS_INLINE int quant_many( dctcoef *dct, const udctcoef *mf, const udctcoef *bias, int count )
{
    v128_t any = wasm_i16x8_const_splat( 0 );
    for( int i = 0; i < count; i += 8 )
    {
        v128_t level = quant8( wasm_v128_load( dct + i ), wasm_v128_load( mf + i ), wasm_v128_load( bias + i ) );
        wasm_v128_store( dct + i, level );
        any = wasm_v128_or( any, level );
    }
    return wasm_v128_any_true( any );
}

static int quant_4x4( dctcoef dct[16], udctcoef mf[16], udctcoef bias[16] )
{
    return quant_many( dct, mf, bias, 16 );
}

static int quant_4x4x4( dctcoef dct[4][16], udctcoef mf[16], udctcoef bias[16] )
{
    int any = 0;
    for( int i = 0; i < 4; i++ )
        any |= quant_many( dct[i], mf, bias, 16 ) << i;
    return any;
}

static int quant_8x8( dctcoef dct[64], udctcoef mf[64], udctcoef bias[64] )
{
    return quant_many( dct, mf, bias, 64 );
}

static int quant_4x4_dc( dctcoef dct[16], int mf, int bias )
{
    v128_t factor = wasm_i16x8_splat( mf ), offset = wasm_i16x8_splat( bias );
    v128_t low = quant8( wasm_v128_load( dct ), factor, offset );
    v128_t high = quant8( wasm_v128_load( dct + 8 ), factor, offset );
    wasm_v128_store( dct, low );
    wasm_v128_store( dct + 8, high );
    return wasm_v128_any_true( wasm_v128_or( low, high ) );
}

static int quant_2x2_dc( dctcoef dct[4], int mf, int bias )
{
    v128_t level = quant8( wasm_v128_load64_zero( dct ), wasm_i16x8_splat( mf ), wasm_i16x8_splat( bias ) );
    level = wasm_i64x2_shuffle( level, level, 0, 0 );
    wasm_v128_store64_lane( dct, level, 0 );
    return wasm_v128_any_true( level );
}

/* Which of 16 coefficients, in two vectors, are not zero. */
static ALWAYS_INLINE unsigned nonzero( v128_t a, v128_t b )
{
    v128_t bytes = wasm_i8x16_narrow_i16x8( a, b );
    return wasm_i8x16_bitmask( wasm_i8x16_ne( bytes, wasm_i8x16_const_splat( 0 ) ) );
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

static ALWAYS_INLINE int last_bit( unsigned mask )
{
    return mask ? 31 - __builtin_clz( mask ) : -1;
}

static int coeff_last15( dctcoef *dct )
{
    return last_bit( nonzero15( dct ) );
}

static int coeff_last16( dctcoef *dct )
{
    return last_bit( nonzero16( dct ) );
}

static int coeff_last64( dctcoef *dct )
{
    for( int i = 48; i >= 0; i -= 16 )
    {
        unsigned mask = nonzero16( dct + i );
        if( mask )
            return i + last_bit( mask );
    }
    return -1;
}

static ALWAYS_INLINE int level_run( const dctcoef *dct, unsigned mask, x264_run_level_t *runlevel )
{
    int total = 0;
    runlevel->last = last_bit( mask );
    runlevel->mask = mask;
    for( ; mask; mask &= ~(1u << last_bit( mask )) )
        runlevel->level[total++] = dct[last_bit( mask )];
    return total;
}

static int coeff_level_run15( dctcoef *dct, x264_run_level_t *runlevel )
{
    return level_run( dct, nonzero15( dct ), runlevel );
}

static int coeff_level_run16( dctcoef *dct, x264_run_level_t *runlevel )
{
    return level_run( dct, nonzero16( dct ), runlevel );
}

/* Whether all of 8 coefficients are -1, 0 or 1. */
static ALWAYS_INLINE int is_small( v128_t a )
{
    return !wasm_v128_any_true( wasm_u16x8_gt( wasm_i16x8_add( a, wasm_i16x8_const_splat( 1 ) ),
                                               wasm_i16x8_const_splat( 2 ) ) );
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
    if( !is_small( wasm_v128_load( dct + 1 ) ) || !is_small( wasm_v128_load( dct + 8 ) ) )
        return 9;
    return decimate_score( nonzero16( dct ) >> 1, x264_decimate_table4 );
}

static int decimate_score16( dctcoef *dct )
{
    if( !is_small( wasm_v128_load( dct ) ) || !is_small( wasm_v128_load( dct + 8 ) ) )
        return 9;
    return decimate_score( nonzero16( dct ), x264_decimate_table4 );
}

static int decimate_score64( dctcoef *dct )
{
    uint64_t mask = 0;
    for( int i = 0; i < 64; i += 16 )
    {
        if( !is_small( wasm_v128_load( dct + i ) ) || !is_small( wasm_v128_load( dct + i + 8 ) ) )
            return 9;
        mask |= (uint64_t)nonzero16( dct + i ) << i;
    }
    return decimate_score( mask, x264_decimate_table8 );
}

void x264_quant_init_wasm( x264_quant_function_t *pf )
{
    pf->quant_4x4 = quant_4x4;
    pf->quant_4x4x4 = quant_4x4x4;
    pf->quant_8x8 = quant_8x8;
    pf->quant_4x4_dc = quant_4x4_dc;
    pf->quant_2x2_dc = quant_2x2_dc;
    pf->coeff_last[DCT_LUMA_AC] = coeff_last15;
    pf->coeff_last[DCT_LUMA_4x4] = coeff_last16;
    pf->coeff_last[DCT_LUMA_8x8] = coeff_last64;
    pf->coeff_level_run[DCT_LUMA_AC] = coeff_level_run15;
    pf->coeff_level_run[DCT_LUMA_4x4] = coeff_level_run16;
    pf->decimate_score15 = decimate_score15;
    pf->decimate_score16 = decimate_score16;
    pf->decimate_score64 = decimate_score64;
}

#endif
