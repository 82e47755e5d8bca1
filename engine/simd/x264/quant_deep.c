/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Quantisation of coefficients with 32 bits, and their counts, for WebAssembly. */
#include "wasm.h"

#if HIGH_BIT_DEPTH

/* As many coefficients as there are in a vector. */
#define LANES 4
#define SPLAT wasm_i32x4_splat

static ALWAYS_INLINE v128_t quant( v128_t coefs, v128_t mf, v128_t bias )
{
    v128_t level = wasm_i32x4_mul( wasm_i32x4_add( wasm_i32x4_abs( coefs ), bias ), mf );
    v128_t sign = wasm_i32x4_shr( coefs, 31 );
    return wasm_i32x4_sub( wasm_v128_xor( wasm_u32x4_shr( level, 16 ), sign ), sign );
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

static ALWAYS_INLINE unsigned nonzero16( const dctcoef *dct )
{
    return nonzero( dct, 16 );
}

#include "quant_functions.h"

static int quant_2x2_dc( dctcoef dct[4], int mf, int bias )
{
    return quant_dc( dct, mf, bias, 4 );
}

void x264_quant_init_wasm( x264_quant_function_t *pf )
{
    use_quant_functions( pf );
    pf->quant_2x2_dc = quant_2x2_dc;
}

#endif
