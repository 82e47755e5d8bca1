/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Motion compensation and interpolation of pixels with 10 bits, for WebAssembly. */
#include "wasm.h"

#if HIGH_BIT_DEPTH

/* The first `width` pixels of a vector: 8, 4 or 2. */
static ALWAYS_INLINE v128_t load_pixels( const pixel *p, int width )
{
    return width == 8 ? wasm_v128_load( p ) : width == 4 ? wasm_v128_load64_zero( p ) : wasm_v128_load32_zero( p );
}

static ALWAYS_INLINE void store_pixels( pixel *p, v128_t a, int width )
{
    if( width == 8 )
        wasm_v128_store( p, a );
    else if( width == 4 )
        wasm_v128_store64_lane( p, a, 0 );
    else
        wasm_v128_store32_lane( p, a, 0 );
}

/* Calls `f` for runs of 8, 4 and 2 pixels that make `width`. */
#define FOR_RUNS( width, f ) \
{ \
    int x = 0; \
    for( ; x + 8 <= width; x += 8 ) \
        f( x, 8 ) \
    if( width & 4 ) { f( x, 4 ) x += 4; } \
    if( width & 2 ) f( x, 2 ) \
}

#define LOW16( a, b ) wasm_i16x8_shuffle( a, b, 0, 8, 1, 9, 2, 10, 3, 11 )
#define HIGH16( a, b ) wasm_i16x8_shuffle( a, b, 4, 12, 5, 13, 6, 14, 7, 15 )

static ALWAYS_INLINE v128_t clip( v128_t low, v128_t high )
{
    return wasm_u16x8_min( wasm_u16x8_narrow_i32x4( low, high ), wasm_i16x8_const_splat( PIXEL_MAX ) );
}

/* Two factors for pairs of lanes of 16 bits. */
static ALWAYS_INLINE v128_t factors( int first, int second )
{
    return wasm_i32x4_splat( (first & 0xffff) | (uint32_t)second << 16 );
}

/* (a*x + b*y) >> shift, plus an offset. */
static ALWAYS_INLINE v128_t weigh( v128_t a, v128_t b, v128_t by, v128_t round, int shift, v128_t offset )
{
    v128_t low = wasm_i32x4_add( wasm_i32x4_dot_i16x8( LOW16( a, b ), by ), round );
    v128_t high = wasm_i32x4_add( wasm_i32x4_dot_i16x8( HIGH16( a, b ), by ), round );
    return clip( wasm_i32x4_add( wasm_i32x4_shr( low, shift ), offset ),
                 wasm_i32x4_add( wasm_i32x4_shr( high, shift ), offset ) );
}

/* Averages of two blocks, plain and weighted. */

static ALWAYS_INLINE void average( pixel *dst, intptr_t dst_stride, const pixel *a, intptr_t a_stride,
                                   const pixel *b, intptr_t b_stride, int width, int height )
{
#pragma clang loop unroll_count(2)
    for( int y = 0; y < height; y++, dst += dst_stride, a += a_stride, b += b_stride )
    {
#define AVERAGE( x, w ) store_pixels( dst + x, wasm_u16x8_avgr( load_pixels( a + x, w ), load_pixels( b + x, w ) ), w );
        FOR_RUNS( width, AVERAGE )
    }
}

static ALWAYS_INLINE void average_by( pixel *dst, intptr_t dst_stride, const pixel *a, intptr_t a_stride,
                                      const pixel *b, intptr_t b_stride, int width, int height, int weight )
{
    v128_t by = factors( weight, 64 - weight ), round = wasm_i32x4_const_splat( 32 ), none = wasm_i32x4_const_splat( 0 );
    for( int y = 0; y < height; y++, dst += dst_stride, a += a_stride, b += b_stride )
    {
#define AVERAGE_BY( x, w ) \
        store_pixels( dst + x, weigh( load_pixels( a + x, w ), load_pixels( b + x, w ), by, round, 6, none ), w );
        FOR_RUNS( width, AVERAGE_BY )
    }
}

/* Weighted prediction. */

static ALWAYS_INLINE void weight_block( pixel *dst, intptr_t dst_stride, const pixel *src, intptr_t src_stride,
                                        const x264_weight_t *weight, int width, int height )
{
    int denom = weight->i_denom;
    v128_t by = factors( weight->i_scale, denom ? 1 << (denom - 1) : 0 ), one = wasm_i16x8_const_splat( 1 );
    v128_t none = wasm_i32x4_const_splat( 0 ), offset = wasm_i32x4_splat( weight->i_offset * (1 << (BIT_DEPTH - 8)) );
    for( int y = 0; y < height; y++, dst += dst_stride, src += src_stride )
    {
#define WEIGH( x, n ) store_pixels( dst + x, weigh( load_pixels( src + x, n ), one, by, none, denom, offset ), n );
        FOR_RUNS( width, WEIGH )
    }
}

/* Copies. */

static ALWAYS_INLINE void copy( pixel *dst, intptr_t dst_stride, const pixel *src, intptr_t src_stride,
                                int width, int height )
{
#pragma clang loop unroll_count(2)
    for( int y = 0; y < height; y++, dst += dst_stride, src += src_stride )
    {
#define COPY( x, w ) store_pixels( dst + x, load_pixels( src + x, w ), w );
        FOR_RUNS( width, COPY )
    }
}

#include "mc_functions.h"

/* Chroma at an eighth of a pixel, from pairs of both components. All sums fit 16 bits, without a sign. */

/* A row of up to 4 pairs between two columns, in eighths. */
static ALWAYS_INLINE v128_t chroma_row( const pixel *src, int width, v128_t left, v128_t right )
{
    return wasm_i16x8_add( wasm_i16x8_mul( load_pixels( src, 2*width ), left ),
                           wasm_i16x8_mul( load_pixels( src + 2, 2*width ), right ) );
}

static ALWAYS_INLINE void chroma_block( pixel *dstu, pixel *dstv, intptr_t dst_stride, const pixel *src,
                                        intptr_t stride, int dx, int dy, int width, int height )
{
    v128_t left = wasm_i16x8_splat( 8 - dx ), right = wasm_i16x8_splat( dx );
    v128_t upper = wasm_i16x8_splat( 8 - dy ), lower = wasm_i16x8_splat( dy );
    v128_t row = chroma_row( src, width, left, right );
    for( int y = 0; y < height; y++, dstu += dst_stride, dstv += dst_stride )
    {
        v128_t next = chroma_row( src += stride, width, left, right );
        v128_t pairs = wasm_i16x8_add( wasm_i16x8_mul( row, upper ), wasm_i16x8_mul( next, lower ) );
        pairs = wasm_u16x8_shr( wasm_i16x8_add( pairs, wasm_i16x8_const_splat( 32 ) ), 6 );
        pairs = wasm_i16x8_shuffle( pairs, pairs, 0, 2, 4, 6, 1, 3, 5, 7 );
        store_pixels( dstu, pairs, width );
        if( width == 4 )
            wasm_v128_store64_lane( dstv, pairs, 1 );
        else
            wasm_v128_store32_lane( dstv, pairs, 2 );
        row = next;
    }
}

static void mc_chroma( pixel *dstu, pixel *dstv, intptr_t dst_stride, pixel *src, intptr_t stride,
                       int mvx, int mvy, int width, int height )
{
    src += (mvy >> 3)*stride + (mvx >> 3)*2;
    int dx = mvx & 7, dy = mvy & 7, x = 0;
    for( ; x + 4 <= width; x += 4 )
        chroma_block( dstu + x, dstv + x, dst_stride, src + 2*x, stride, dx, dy, 4, height );
    if( width & 2 )
        chroma_block( dstu + x, dstv + x, dst_stride, src + 2*x, stride, dx, dy, 2, height );
}

/* Planes at half a pixel, by the filter 1 -5 20 20 -5 1. */

/* The least that the filter can give, so that what it gives has 16 bits when this is taken away. */
#define LEAST (-10 * PIXEL_MAX)

/* The filter over rows that lie `step` apart, without the bits above the lower 16. */
static ALWAYS_INLINE v128_t six_pixels( const pixel *p, intptr_t step )
{
#define PIXELS( i, j ) wasm_i16x8_add( wasm_v128_load( p + (i)*step ), wasm_v128_load( p + (j)*step ) )
    v128_t sum = wasm_i16x8_sub( PIXELS( -2, 3 ), wasm_i16x8_mul( PIXELS( -1, 2 ), wasm_i16x8_const_splat( 5 ) ) );
    return wasm_i16x8_add( sum, wasm_i16x8_mul( PIXELS( 0, 1 ), wasm_i16x8_const_splat( 20 ) ) );
}

/* What is below zero becomes zero before it is rounded, which comes to the same. */
static ALWAYS_INLINE v128_t round5( v128_t a )
{
    a = wasm_i16x8_sub( a, wasm_i16x8_const_splat( LEAST ) );
    a = wasm_u16x8_sub_sat( a, wasm_i16x8_const_splat( -LEAST ) );
    a = wasm_u16x8_shr( wasm_i16x8_add( a, wasm_i16x8_const_splat( 16 ) ), 5 );
    return wasm_u16x8_min( a, wasm_i16x8_const_splat( PIXEL_MAX ) );
}

/* The filter over what the filter made of columns. */
static ALWAYS_INLINE v128_t six_sums( const int16_t *p )
{
    v128_t a = wasm_v128_load( p - 2 ), b = wasm_v128_load( p - 1 ), c = wasm_v128_load( p );
    v128_t d = wasm_v128_load( p + 1 ), e = wasm_v128_load( p + 2 ), f = wasm_v128_load( p + 3 );
    v128_t outer = factors( 1, -5 ), inner = factors( 20, 20 ), round = wasm_i32x4_splat( 512 - 32*LEAST );
#define SUM( zip ) \
    wasm_i32x4_shr( wasm_i32x4_add( wasm_i32x4_add( wasm_i32x4_dot_i16x8( zip( a, b ), outer ), \
                                                    wasm_i32x4_dot_i16x8( zip( f, e ), outer ) ), \
                                    wasm_i32x4_add( wasm_i32x4_dot_i16x8( zip( c, d ), inner ), round ) ), 10 )
    return clip( SUM( LOW16 ), SUM( HIGH16 ) );
}

/* `buf` has room for a row, 5 more, and what makes that a multiple of 16. */
static void hpel_filter( pixel *dsth, pixel *dstv, pixel *dstc, pixel *src,
                         intptr_t stride, int width, int height, int16_t *buf )
{
    v128_t least = wasm_i16x8_const_splat( LEAST );
    int end = (width + 7) & ~7;
    for( int y = 0; y < height; y++, dsth += stride, dstv += stride, dstc += stride, src += stride )
    {
        for( int x = 0; x < end; x += 8 )
        {
            v128_t column = six_pixels( src + x, stride );
            wasm_v128_store( buf + x + 2, wasm_i16x8_add( column, least ) );
            wasm_v128_store( dstv + x, round5( column ) );
            wasm_v128_store( dsth + x, round5( six_pixels( src + x, 1 ) ) );
        }
        for( int x = -2; x < end + 3; x = x == -1 ? end : x + 1 )
        {
            const pixel *p = src + x;
            buf[x+2] = p[-2*stride] + p[3*stride] - 5*(p[-stride] + p[2*stride]) + 20*(p[0] + p[stride]) + LEAST;
        }
        for( int x = 0; x < end; x += 8 )
            wasm_v128_store( dstc + x, six_sums( buf + x + 2 ) );
    }
}

/* Half the size, at four positions. */

/* Means of neighbours of two rows, of 16 pixels. */
static ALWAYS_INLINE v128_t means( const pixel *p, intptr_t stride )
{
    v128_t a = wasm_u16x8_avgr( wasm_v128_load( p ), wasm_v128_load( p + stride ) );
    v128_t b = wasm_u16x8_avgr( wasm_v128_load( p + 8 ), wasm_v128_load( p + 8 + stride ) );
    return wasm_u16x8_avgr( wasm_i16x8_shuffle( a, b, 0, 2, 4, 6, 8, 10, 12, 14 ),
                            wasm_i16x8_shuffle( a, b, 1, 3, 5, 7, 9, 11, 13, 15 ) );
}

static ALWAYS_INLINE int mean_of_4( const pixel *p, intptr_t stride )
{
    return (((p[0] + p[stride] + 1) >> 1) + ((p[1] + p[stride+1] + 1) >> 1) + 1) >> 1;
}

static void frame_init_lowres_core( pixel *src, pixel *dst0, pixel *dsth, pixel *dstv, pixel *dstc,
                                    intptr_t src_stride, intptr_t dst_stride, int width, int height )
{
    for( int y = 0; y < height; y++ )
    {
        pixel *next = src + src_stride;
        int x = 0;
        /* One step less than would fit: it reads a pixel beyond the last that counts. */
        for( ; x + 8 < width; x += 8 )
        {
            wasm_v128_store( dst0 + x, means( src + 2*x, src_stride ) );
            wasm_v128_store( dsth + x, means( src + 2*x + 1, src_stride ) );
            wasm_v128_store( dstv + x, means( next + 2*x, src_stride ) );
            wasm_v128_store( dstc + x, means( next + 2*x + 1, src_stride ) );
        }
        for( ; x < width; x++ )
        {
            dst0[x] = mean_of_4( src + 2*x, src_stride );
            dsth[x] = mean_of_4( src + 2*x + 1, src_stride );
            dstv[x] = mean_of_4( next + 2*x, src_stride );
            dstc[x] = mean_of_4( next + 2*x + 1, src_stride );
        }
        src += 2*src_stride;
        dst0 += dst_stride;
        dsth += dst_stride;
        dstv += dst_stride;
        dstc += dst_stride;
    }
}

void x264_mc_init_wasm( x264_mc_functions_t *pf )
{
    use_mc_functions( pf );
    pf->mc_chroma = mc_chroma;
    pf->hpel_filter = hpel_filter;
    pf->frame_init_lowres_core = frame_init_lowres_core;
}

#endif
