/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Quantisation, and counts of coefficients, the same for coefficients with 16 and with
 * 32 bits: made of `quant`, for a vector of LANES coefficients, which SPLAT fills, and
 * of `nonzero15` and `nonzero16`.
 */

static ALWAYS_INLINE int quant_many( dctcoef *dct, const udctcoef *mf, const udctcoef *bias, int count )
{
    v128_t any = wasm_i32x4_const_splat( 0 );
    for( int i = 0; i < count; i += LANES )
    {
        v128_t level = quant( wasm_v128_load( dct + i ), wasm_v128_load( mf + i ), wasm_v128_load( bias + i ) );
        wasm_v128_store( dct + i, level );
        any = wasm_v128_or( any, level );
    }
    return wasm_v128_any_true( any );
}

static int quant_4x4( dctcoef dct[16], udctcoef mf[16], udctcoef bias[16] )
{
    return quant_many( dct, mf, bias, 16 );
}

/* What the blocks share is read once: each store could have changed it. */
static int quant_4x4x4( dctcoef dct[4][16], udctcoef mf[16], udctcoef bias[16] )
{
    v128_t factor[16/LANES], offset[16/LANES];
    int mask = 0;
    for( int i = 0; i < 16/LANES; i++ )
    {
        factor[i] = wasm_v128_load( mf + i*LANES );
        offset[i] = wasm_v128_load( bias + i*LANES );
    }
#pragma clang loop unroll(full)
    for( int i = 0; i < 4; i++ )
    {
        v128_t any = wasm_i32x4_const_splat( 0 );
        for( int j = 0; j < 16/LANES; j++ )
        {
            v128_t level = quant( wasm_v128_load( dct[i] + j*LANES ), factor[j], offset[j] );
            wasm_v128_store( dct[i] + j*LANES, level );
            any = wasm_v128_or( any, level );
        }
        mask |= wasm_v128_any_true( any ) << i;
    }
    return mask;
}

static int quant_8x8( dctcoef dct[64], udctcoef mf[64], udctcoef bias[64] )
{
    return quant_many( dct, mf, bias, 64 );
}

static ALWAYS_INLINE int quant_dc( dctcoef *dct, int mf, int bias, int count )
{
    v128_t any = wasm_i32x4_const_splat( 0 ), factor = SPLAT( mf ), offset = SPLAT( bias );
    for( int i = 0; i < count; i += LANES )
    {
        v128_t level = quant( wasm_v128_load( dct + i ), factor, offset );
        wasm_v128_store( dct + i, level );
        any = wasm_v128_or( any, level );
    }
    return wasm_v128_any_true( any );
}

static int quant_4x4_dc( dctcoef dct[16], int mf, int bias )
{
    return quant_dc( dct, mf, bias, 16 );
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

static void use_quant_functions( x264_quant_function_t *pf )
{
    pf->quant_4x4 = quant_4x4;
    pf->quant_4x4x4 = quant_4x4x4;
    pf->quant_8x8 = quant_8x8;
    pf->quant_4x4_dc = quant_4x4_dc;
    pf->coeff_last[DCT_LUMA_AC] = coeff_last15;
    pf->coeff_last[DCT_LUMA_4x4] = coeff_last16;
    pf->coeff_last[DCT_LUMA_8x8] = coeff_last64;
    pf->coeff_level_run[DCT_LUMA_AC] = coeff_level_run15;
    pf->coeff_level_run[DCT_LUMA_4x4] = coeff_level_run16;
}
