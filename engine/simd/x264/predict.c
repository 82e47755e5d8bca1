/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Predictions by a plane, for WebAssembly. */
#include "wasm.h"
#include "common/predict.h"

#if !HIGH_BIT_DEPTH

/* The slopes of a block of `size` pixels along its upper and its left edge, times their number. */
static ALWAYS_INLINE int slope( const uint8_t *middle, intptr_t step, int size )
{
    int sum = 0;
    for( int i = 1; i <= size / 2; i++ )
        sum += i * (middle[i*step] - middle[-i*step]);
    return sum;
}

static ALWAYS_INLINE void plane( pixel *src, int size, int factor, int round, int shift )
{
    const uint8_t *corner = src - FDEC_STRIDE - 1;
    int middle = size / 2;
    int dx = (factor * slope( corner + middle, 1, size ) + round) >> shift;
    int dy = (factor * slope( corner + middle*FDEC_STRIDE, FDEC_STRIDE, size ) + round) >> shift;
    int first = 16 * (corner[size] + corner[size*FDEC_STRIDE]) - (middle - 1) * (dx + dy) + 16;
    v128_t steps = wasm_i16x8_mul( wasm_i16x8_const( 0, 1, 2, 3, 4, 5, 6, 7 ), wasm_i16x8_splat( dx ) );
    v128_t low = wasm_i16x8_add( wasm_i16x8_splat( first ), steps );
    v128_t high = wasm_i16x8_add( low, wasm_i16x8_splat( 8*dx ) );
    v128_t down = wasm_i16x8_splat( dy );
    for( int y = 0; y < size; y++, src += FDEC_STRIDE )
    {
        v128_t pixels = wasm_u8x16_narrow_i16x8( wasm_i16x8_shr( low, 5 ), wasm_i16x8_shr( high, 5 ) );
        if( size == 16 )
            wasm_v128_store( src, pixels );
        else
            wasm_v128_store64_lane( src, pixels, 0 );
        low = wasm_i16x8_add( low, down );
        high = wasm_i16x8_add( high, down );
    }
}

static void predict_16x16_p( pixel *src )
{
    plane( src, 16, 5, 32, 6 );
}

static void predict_8x8c_p( pixel *src )
{
    plane( src, 8, 17, 16, 5 );
}

void x264_predict_16x16_init_wasm( x264_predict_t pf[7] )
{
    pf[I_PRED_16x16_P] = predict_16x16_p;
}

void x264_predict_8x8c_init_wasm( x264_predict_t pf[7] )
{
    pf[I_PRED_CHROMA_P] = predict_8x8c_p;
}

#else

void x264_predict_16x16_init_wasm( x264_predict_t pf[7] )
{
}

void x264_predict_8x8c_init_wasm( x264_predict_t pf[7] )
{
}

#endif
