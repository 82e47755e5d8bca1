/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Quantisation of coefficients with 32 bits, and their counts, for WebAssembly. */
#include "wasm.h"

#if HIGH_BIT_DEPTH

/* Four coefficients. */
static ALWAYS_INLINE v128_t quant4( v128_t coefs, v128_t mf, v128_t bias )
{
    v128_t level = wasm_i32x4_mul( wasm_i32x4_add( wasm_i32x4_abs( coefs ), bias ), mf );
    v128_t sign = wasm_i32x4_shr( coefs, 31 );
    return wasm_i32x4_sub( wasm_v128_xor( wasm_u32x4_shr( level, 16 ), sign ), sign );
}

static ALWAYS_INLINE int quant_many( dctcoef *dct, const udctcoef *mf, const udctcoef *bias, int count )
{
    v128_t any = wasm_i32x4_const_splat( 0 );
    for( int i = 0; i < count; i += 4 )
    {
        v128_t level = quant4( wasm_v128_load( dct + i ), wasm_v128_load( mf + i ), wasm_v128_load( bias + i ) );
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

static ALWAYS_INLINE int quant_dc( dctcoef *dct, int mf, int bias, int count )
{
    v128_t any = wasm_i32x4_const_splat( 0 ), factor = wasm_i32x4_splat( mf ), offset = wasm_i32x4_splat( bias );
    for( int i = 0; i < count; i += 4 )
    {
        v128_t level = quant4( wasm_v128_load( dct + i ), factor, offset );
        wasm_v128_store( dct + i, level );
        any = wasm_v128_or( any, level );
    }
    return wasm_v128_any_true( any );
}

static int quant_4x4_dc( dctcoef dct[16], int mf, int bias )
{
    return quant_dc( dct, mf, bias, 16 );
}

static int quant_2x2_dc( dctcoef dct[4], int mf, int bias )
{
    return quant_dc( dct, mf, bias, 4 );
}

/* Which of `count` coefficients are not zero. */
static ALWAYS_INLINE unsigned nonzero( const dctcoef *dct, int count )
{
    unsigned mask = 0;
    for( int i = 0; i < count; i += 4 )
        mask |= wasm_i32x4_bitmask( wasm_i32x4_ne( wasm_v128_load( dct + i ), wasm_i32x4_const_splat( 0 ) ) ) << i;
    return mask;
}

static ALWAYS_INLINE unsigned nonzero15( const dctcoef *dct )
{
    unsigned last = wasm_i32x4_bitmask( wasm_i32x4_ne( wasm_v128_load( dct + 11 ), wasm_i32x4_const_splat( 0 ) ) );
    return nonzero( dct, 12 ) | last << 11;
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
    return last_bit( nonzero( dct, 16 ) );
}

static int coeff_last64( dctcoef *dct )
{
    for( int i = 48; i >= 0; i -= 16 )
    {
        unsigned mask = nonzero( dct + i, 16 );
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
    return level_run( dct, nonzero( dct, 16 ), runlevel );
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
}

#endif
