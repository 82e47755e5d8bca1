/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How much blocks of pixels with 10 bits differ, for WebAssembly. */
#include "wasm.h"

#if HIGH_BIT_DEPTH

/* Eight pixels, or the first four. */
static ALWAYS_INLINE v128_t load_pixels( const pixel *p, int width )
{
    return width == 4 ? wasm_v128_load64_zero( p ) : wasm_v128_load( p );
}

/* Eight pixels of a row, or four of two rows. */
static ALWAYS_INLINE v128_t load_two( const pixel *p, intptr_t stride, int width )
{
    return width == 4 ? wasm_v128_load64_lane( p + stride, wasm_v128_load64_zero( p ), 1 ) : wasm_v128_load( p );
}

static ALWAYS_INLINE v128_t sum_lanes( v128_t a )
{
    return wasm_i32x4_dot_i16x8( a, wasm_i16x8_const_splat( 1 ) );
}

/* Sums of absolute differences against `count` references: of 256 pixels, a lane has up to 32736. */
static ALWAYS_INLINE void sad_many( const pixel *fenc, intptr_t fenc_stride, const pixel **ref, intptr_t stride,
                                    int width, int height, int count, int *scores )
{
    int rows = width == 4 ? 2 : 1;
    v128_t sum[4];
    for( int i = 0; i < 4; i++ )
        sum[i] = wasm_i16x8_const_splat( 0 );
#pragma clang loop unroll_count(2)
    for( int y = 0; y < height; y += rows )
        for( int x = 0; x < width; x += 8 )
        {
            v128_t source = load_two( fenc + y*fenc_stride + x, fenc_stride, width );
            for( int i = 0; i < count; i++ )
                sum[i] = add_abs( sum[i], wasm_i16x8_sub( source, load_two( ref[i] + y*stride + x, stride, width ) ) );
        }
    if( count == 1 )
        scores[0] = sum_i32( sum_lanes( sum[0] ) );
    else if( count == 3 )
        store_3( scores, sum_each( sum ) );
    else
        wasm_v128_store( scores, sum_each( sum ) );
}

/* Sums of squared differences. */

static ALWAYS_INLINE int ssd( const pixel *a, intptr_t a_stride, const pixel *b, intptr_t b_stride,
                              int width, int height )
{
    int rows = width == 4 ? 2 : 1;
    v128_t sum = wasm_i32x4_const_splat( 0 );
#pragma clang loop unroll_count(2)
    for( int y = 0; y < height; y += rows )
        for( int x = 0; x < width; x += 8 )
        {
            v128_t diff = wasm_i16x8_sub( load_two( a + y*a_stride + x, a_stride, width ),
                                          load_two( b + y*b_stride + x, b_stride, width ) );
            sum = wasm_i32x4_add( sum, wasm_i32x4_dot_i16x8( diff, diff ) );
        }
    return sum_i32( sum );
}

/* Variances. */

static ALWAYS_INLINE uint64_t var( const pixel *p, intptr_t stride, int width, int height )
{
    v128_t sum = wasm_i32x4_const_splat( 0 ), squares = sum;
    for( int y = 0; y < height; y++, p += stride )
        for( int x = 0; x < width; x += 8 )
        {
            v128_t pixels = wasm_v128_load( p + x );
            sum = wasm_i32x4_add( sum, sum_lanes( pixels ) );
            squares = wasm_i32x4_add( squares, wasm_i32x4_dot_i16x8( pixels, pixels ) );
        }
    return (uint32_t)sum_i32( sum ) + ((uint64_t)(uint32_t)sum_i32( squares ) << 32);
}

static ALWAYS_INLINE int var2( const pixel *fenc, const pixel *fdec, int squares[2], int height, int shift )
{
    int result = 0;
    for( int i = 0; i < 2; i++, fenc += FENC_STRIDE/2, fdec += FDEC_STRIDE/2 )
    {
        v128_t sum = wasm_i32x4_const_splat( 0 ), square = sum;
        for( int y = 0; y < height; y++ )
        {
            v128_t diff = wasm_i16x8_sub( wasm_v128_load( fenc + y*FENC_STRIDE ), wasm_v128_load( fdec + y*FDEC_STRIDE ) );
            sum = wasm_i32x4_add( sum, sum_lanes( diff ) );
            square = wasm_i32x4_add( square, wasm_i32x4_dot_i16x8( diff, diff ) );
        }
        int total = sum_i32( sum );
        squares[i] = sum_i32( square );
        result += squares[i] - (int)((int64_t)total * total >> shift);
    }
    return result;
}

/*
 * Sums of absolute transformed differences. The last step of a transform is never
 * carried out: |a+b| + |a-b| is twice the larger of |a| and |b|.
 */

/* The larger magnitudes of neighbours of 32 bits. */
static ALWAYS_INLINE v128_t larger( v128_t a, v128_t b )
{
    a = wasm_i16x8_abs( a );
    b = wasm_i16x8_abs( b );
    return wasm_i16x8_max( wasm_i32x4_shuffle( a, b, 0, 2, 4, 6 ), wasm_i32x4_shuffle( a, b, 1, 3, 5, 7 ) );
}

/* Four rows of eight pixels, or of four; of those with four, the next four rows beside them where there are any. */
static ALWAYS_INLINE v128_t satd_add( v128_t sum, const pixel *a, intptr_t a_stride, const pixel *b, intptr_t b_stride,
                                      int width, int height )
{
    v128_t r[4];
    for( int y = 0; y < 4; y++, a += a_stride, b += b_stride )
        r[y] = width == 4 && height >= 8
             ? wasm_i16x8_sub( load_two( a, 4*a_stride, 4 ), load_two( b, 4*b_stride, 4 ) )
             : wasm_i16x8_sub( load_pixels( a, width ), load_pixels( b, width ) );
    columns( r );
    across16( &r[0], &r[1] );
    across16( &r[2], &r[3] );
    v128_t all = wasm_i16x8_add( larger( r[0], r[1] ), larger( r[2], r[3] ) );
    return wasm_i32x4_add( sum, sum_lanes( all ) );
}

static ALWAYS_INLINE int satd( const pixel *a, intptr_t a_stride, const pixel *b, intptr_t b_stride,
                               int width, int height )
{
    int rows = width == 4 && height >= 8 ? 8 : 4;
    v128_t sum = wasm_i32x4_const_splat( 0 );
#pragma clang loop unroll(disable)
    for( int y = 0; y < height; y += rows )
        for( int x = 0; x < width; x += 8 )
            sum = satd_add( sum, a + y*a_stride + x, a_stride, b + y*b_stride + x, b_stride, width, height );
    return sum_i32( sum );
}

/* Half of the sum of absolute values of the transform of 8x8 differences, which before its last step fit 16 bits. */
static NOINLINE int sa8d_half( const pixel *a, intptr_t a_stride, const pixel *b, intptr_t b_stride )
{
    v128_t r[8], sum = wasm_i32x4_const_splat( 0 );
    for( int y = 0; y < 8; y++, a += a_stride, b += b_stride )
        r[y] = wasm_i16x8_sub( wasm_v128_load( a ), wasm_v128_load( b ) );
    columns8( r );
    for( int i = 0; i < 8; i += 2 )
    {
        across16( &r[i], &r[i+1] );
        across32( &r[i], &r[i+1] );
        sum = wasm_i32x4_add( sum, sum_lanes( larger( r[i], r[i+1] ) ) );
    }
    return sum_i32( sum );
}

/* The sums for the transforms of 8x8 and of 4x4, each without the mean. */
static NOINLINE uint64_t hadamard_ac_8x8_sums( const pixel *p, intptr_t stride )
{
    v128_t r[8], sum4 = wasm_i32x4_const_splat( 0 ), sum8 = sum4;
    for( int y = 0; y < 8; y++, p += stride )
        r[y] = wasm_v128_load( p );
    columns( r );
    columns( r + 4 );
    int mean = sum_i32( wasm_i32x4_add( sum_lanes( r[0] ), sum_lanes( r[4] ) ) );
    for( int i = 0; i < 8; i += 2 )
    {
        across16( &r[i], &r[i+1] );
        across32( &r[i], &r[i+1] );
        sum4 = wasm_i32x4_add( sum4, sum_lanes( wasm_i16x8_abs( r[i] ) ) );
        sum4 = wasm_i32x4_add( sum4, sum_lanes( wasm_i16x8_abs( r[i+1] ) ) );
    }
    for( int i = 0; i < 4; i++ )
        butterfly( &r[i], &r[i+4] );
    for( int i = 0; i < 8; i += 2 )
        sum8 = wasm_i32x4_add( sum8, sum_lanes( larger( r[i], r[i+1] ) ) );
    return ((uint64_t)(2*sum_i32( sum8 ) - mean) << 32) + (sum_i32( sum4 ) - mean);
}

#include "pixel_functions.h"

/* Predictions, each of which is made and compared. */

#define INTRA_X3( compare, size, pixels, first, second, third ) \
static void intra_##compare##_x3_##size( pixel *fenc, pixel *fdec, int res[3] ) \
{ \
    x264_predict_##size##_##first##_c( fdec ); \
    res[0] = compare##_##pixels( fdec, FDEC_STRIDE, fenc, FENC_STRIDE ); \
    x264_predict_##size##_##second##_c( fdec ); \
    res[1] = compare##_##pixels( fdec, FDEC_STRIDE, fenc, FENC_STRIDE ); \
    x264_predict_##size##_##third##_c( fdec ); \
    res[2] = compare##_##pixels( fdec, FDEC_STRIDE, fenc, FENC_STRIDE ); \
}
INTRA_X3( sad,  4x4,   4x4,   v,  h, dc )
INTRA_X3( satd, 4x4,   4x4,   v,  h, dc )
INTRA_X3( sad,  8x8c,  8x8,   dc, h, v )
INTRA_X3( satd, 8x8c,  8x8,   dc, h, v )
INTRA_X3( sad,  8x16c, 8x16,  dc, h, v )
INTRA_X3( satd, 8x16c, 8x16,  dc, h, v )
INTRA_X3( sad,  16x16, 16x16, v,  h, dc )
INTRA_X3( satd, 16x16, 16x16, v,  h, dc )

#define INTRA_X3_8x8( compare ) \
static void intra_##compare##_x3_8x8( pixel *fenc, pixel edge[36], int res[3] ) \
{ \
    ALIGNED_ARRAY_16( pixel, fdec, [8*FDEC_STRIDE] ); \
    x264_predict_8x8_v_c( fdec, edge ); \
    res[0] = compare##_8x8( fdec, FDEC_STRIDE, fenc, FENC_STRIDE ); \
    x264_predict_8x8_h_c( fdec, edge ); \
    res[1] = compare##_8x8( fdec, FDEC_STRIDE, fenc, FENC_STRIDE ); \
    x264_predict_8x8_dc_c( fdec, edge ); \
    res[2] = compare##_8x8( fdec, FDEC_STRIDE, fenc, FENC_STRIDE ); \
}
INTRA_X3_8x8( sad )
INTRA_X3_8x8( sa8d )

void x264_pixel_init_wasm( x264_pixel_function_t *pixf )
{
    use_pixel_functions( pixf );
    FOR_INTRA( USE_INTRA )
}

#endif
