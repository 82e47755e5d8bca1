/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Motion compensation, interpolation and copies, for WebAssembly. */
#include "wasm.h"

#if !HIGH_BIT_DEPTH

/* The first `width` pixels of a vector: 16, 8, 4 or 2. */
static ALWAYS_INLINE v128_t load_pixels( const uint8_t *p, int width )
{
    return width == 16 ? wasm_v128_load( p ) : width == 8 ? wasm_v128_load64_zero( p ) :
           width == 4 ? wasm_v128_load32_zero( p ) :
           wasm_v128_load16_lane( p, wasm_i32x4_const_splat( 0 ), 0 );
}

static ALWAYS_INLINE void store_pixels( uint8_t *p, v128_t a, int width )
{
    if( width == 16 )
        wasm_v128_store( p, a );
    else if( width == 8 )
        wasm_v128_store64_lane( p, a, 0 );
    else if( width == 4 )
        wasm_v128_store32_lane( p, a, 0 );
    else
        wasm_v128_store16_lane( p, a, 0 );
}

/* Calls `f` for runs of 16, 8, 4 and 2 pixels that make `width`. */
#define FOR_RUNS( width, f ) \
{ \
    int x = 0; \
    for( ; x + 16 <= width; x += 16 ) \
        f( x, 16 ) \
    if( width & 8 ) { f( x, 8 ) x += 8; } \
    if( width & 4 ) { f( x, 4 ) x += 4; } \
    if( width & 2 ) f( x, 2 ) \
}

/* Averages of two blocks, plain and weighted. */

static ALWAYS_INLINE void average( uint8_t *dst, intptr_t dst_stride, const uint8_t *a, intptr_t a_stride,
                                   const uint8_t *b, intptr_t b_stride, int width, int height )
{
#pragma clang loop unroll_count(4)
    for( int y = 0; y < height; y++, dst += dst_stride, a += a_stride, b += b_stride )
    {
#define AVERAGE( x, w ) store_pixels( dst + x, wasm_u8x16_avgr( load_pixels( a + x, w ), load_pixels( b + x, w ) ), w );
        FOR_RUNS( width, AVERAGE )
    }
}

static ALWAYS_INLINE v128_t average_weighted( v128_t a, v128_t b, v128_t a_weight, v128_t b_weight )
{
    v128_t sum = wasm_i16x8_add( wasm_i16x8_mul( a, a_weight ), wasm_i16x8_mul( b, b_weight ) );
    return wasm_i16x8_shr( wasm_i16x8_add( sum, wasm_i16x8_const_splat( 32 ) ), 6 );
}

static ALWAYS_INLINE void average_by( uint8_t *dst, intptr_t dst_stride, const uint8_t *a, intptr_t a_stride,
                                      const uint8_t *b, intptr_t b_stride, int width, int height, int weight )
{
    v128_t a_weight = wasm_i16x8_splat( weight ), b_weight = wasm_i16x8_splat( 64 - weight );
    for( int y = 0; y < height; y++, dst += dst_stride, a += a_stride, b += b_stride )
    {
        v128_t first = load_pixels( a, width ), second = load_pixels( b, width );
        v128_t low = average_weighted( wasm_u16x8_extend_low_u8x16( first ),
                                       wasm_u16x8_extend_low_u8x16( second ), a_weight, b_weight );
        v128_t high = low;
        if( width == 16 )
            high = average_weighted( wasm_u16x8_extend_high_u8x16( first ),
                                     wasm_u16x8_extend_high_u8x16( second ), a_weight, b_weight );
        store_pixels( dst, wasm_u8x16_narrow_i16x8( low, high ), width );
    }
}

/* Weighted prediction. */

typedef struct
{
    v128_t scale, round, offset;
    int shift;
} weighting_t;

static ALWAYS_INLINE weighting_t weighting( const x264_weight_t *weight )
{
    int denom = weight->i_denom;
    return (weighting_t){
        .scale = wasm_i16x8_splat( weight->i_scale ),
        .round = wasm_i16x8_splat( denom ? 1 << (denom - 1) : 0 ),
        .offset = wasm_i16x8_splat( weight->i_offset ),
        .shift = denom,
    };
}

static ALWAYS_INLINE v128_t weigh_half( v128_t a, weighting_t w )
{
    a = wasm_i16x8_add( wasm_i16x8_mul( a, w.scale ), w.round );
    return wasm_i16x8_add( wasm_i16x8_shr( a, w.shift ), w.offset );
}

static ALWAYS_INLINE v128_t weigh( v128_t a, weighting_t w )
{
    return wasm_u8x16_narrow_i16x8( weigh_half( wasm_u16x8_extend_low_u8x16( a ), w ),
                                    weigh_half( wasm_u16x8_extend_high_u8x16( a ), w ) );
}

static ALWAYS_INLINE void weight_block( uint8_t *dst, intptr_t dst_stride, const uint8_t *src, intptr_t src_stride,
                                        const x264_weight_t *weight, int width, int height )
{
    weighting_t w = weighting( weight );
    for( int y = 0; y < height; y++, dst += dst_stride, src += src_stride )
    {
#define WEIGH( x, n ) store_pixels( dst + x, weigh( load_pixels( src + x, n ), w ), n );
        FOR_RUNS( width, WEIGH )
    }
}

/* Copies. */

static ALWAYS_INLINE void copy( uint8_t *dst, intptr_t dst_stride, const uint8_t *src, intptr_t src_stride,
                                int width, int height )
{
#pragma clang loop unroll_count(4)
    for( int y = 0; y < height; y++, dst += dst_stride, src += src_stride )
    {
#define COPY( x, w ) store_pixels( dst + x, load_pixels( src + x, w ), w );
        FOR_RUNS( width, COPY )
    }
}

#include "mc_functions.h"

/* Chroma at an eighth of a pixel, from pairs of both components. */

typedef struct
{
    v128_t u, v;
} chroma_t;

/* A row of 8 or 2 pairs, or two rows of 4. */
static ALWAYS_INLINE v128_t load_pairs( const uint8_t *src, intptr_t stride, int width )
{
    return width == 4 ? wasm_v128_load64_lane( src + stride, wasm_v128_load64_zero( src ), 1 )
                      : load_pixels( src, 2*width );
}

static ALWAYS_INLINE void store_apart( uint8_t *dstu, uint8_t *dstv, intptr_t stride, v128_t pixels, int width )
{
    store_pixels( dstu, pixels, width );
    if( width == 8 )
        wasm_v128_store64_lane( dstv, pixels, 1 );
    else if( width == 2 )
        wasm_v128_store16_lane( dstv, pixels, 4 );
    else
    {
        wasm_v128_store32_lane( dstu + stride, pixels, 1 );
        wasm_v128_store32_lane( dstv, pixels, 2 );
        wasm_v128_store32_lane( dstv + stride, pixels, 3 );
    }
}

/* Between what lies `step` apart, in eighths. */
static ALWAYS_INLINE chroma_t chroma_between( const uint8_t *src, intptr_t step, intptr_t stride, int width,
                                              v128_t first, v128_t second )
{
    v128_t a = load_pairs( src, stride, width ), b = load_pairs( src + step, stride, width );
    return (chroma_t){
        wasm_i16x8_add( wasm_i16x8_mul( even_u8( a ), first ), wasm_i16x8_mul( even_u8( b ), second ) ),
        wasm_i16x8_add( wasm_i16x8_mul( odd_u8( a ), first ), wasm_i16x8_mul( odd_u8( b ), second ) ),
    };
}

/* In one direction only. */
static ALWAYS_INLINE void chroma_line( uint8_t *dstu, uint8_t *dstv, intptr_t dst_stride, const uint8_t *src,
                                       intptr_t stride, intptr_t step, int distance, int width, int height )
{
    int rows = width == 4 ? 2 : 1;
    v128_t first = wasm_i16x8_splat( 8 - distance ), second = wasm_i16x8_splat( distance );
#define EIGHTH( a ) wasm_u16x8_shr( wasm_i16x8_add( a, wasm_i16x8_const_splat( 4 ) ), 3 )
#pragma clang loop unroll_count(4)
    for( int y = 0; y < height; y += rows, src += rows*stride, dstu += rows*dst_stride, dstv += rows*dst_stride )
    {
        chroma_t row = chroma_between( src, step, stride, width, first, second );
        store_apart( dstu, dstv, dst_stride, wasm_u8x16_narrow_i16x8( EIGHTH( row.u ), EIGHTH( row.v ) ), width );
    }
}

static ALWAYS_INLINE v128_t chroma_mean( v128_t upper, v128_t lower, v128_t upper_weight, v128_t lower_weight )
{
    v128_t sum = wasm_i16x8_add( wasm_i16x8_mul( upper, upper_weight ), wasm_i16x8_mul( lower, lower_weight ) );
    return wasm_u16x8_shr( wasm_i16x8_add( sum, wasm_i16x8_const_splat( 32 ) ), 6 );
}

static ALWAYS_INLINE void chroma_block( uint8_t *dstu, uint8_t *dstv, intptr_t dst_stride, const uint8_t *src,
                                        intptr_t stride, int dx, int dy, int width, int height )
{
    int rows = width == 4 ? 2 : 1;
    if( !dy )
        return chroma_line( dstu, dstv, dst_stride, src, stride, 2, dx, width, height );
    if( !dx )
        return chroma_line( dstu, dstv, dst_stride, src, stride, stride, dy, width, height );
    v128_t left = wasm_i16x8_splat( 8 - dx ), right = wasm_i16x8_splat( dx );
    v128_t upper = wasm_i16x8_splat( 8 - dy ), lower = wasm_i16x8_splat( dy );
    chroma_t row = chroma_between( src, 2, stride, width, left, right );
#pragma clang loop unroll_count(4)
    for( int y = 0; y < height; y += rows, dstu += rows*dst_stride, dstv += rows*dst_stride )
    {
        /* After the last of two rows, there may be only one more. */
        src += rows*stride;
        chroma_t next = chroma_between( src, 2, y + rows < height ? stride : 0, width, left, right ), below = next;
        if( width == 4 )
        {
            below.u = wasm_i64x2_shuffle( row.u, next.u, 1, 2 );
            below.v = wasm_i64x2_shuffle( row.v, next.v, 1, 2 );
        }
        v128_t pixels = wasm_u8x16_narrow_i16x8( chroma_mean( row.u, below.u, upper, lower ),
                                                 chroma_mean( row.v, below.v, upper, lower ) );
        store_apart( dstu, dstv, dst_stride, pixels, width );
        row = next;
    }
}

static void mc_chroma( pixel *dstu, pixel *dstv, intptr_t dst_stride, pixel *src, intptr_t stride,
                       int mvx, int mvy, int width, int height )
{
    src += (mvy >> 3)*stride + (mvx >> 3)*2;
    int dx = mvx & 7, dy = mvy & 7, x = 0;
    for( ; x + 8 <= width; x += 8 )
        chroma_block( dstu + x, dstv + x, dst_stride, src + 2*x, stride, dx, dy, 8, height );
    if( width & 4 )
    {
        chroma_block( dstu + x, dstv + x, dst_stride, src + 2*x, stride, dx, dy, 4, height );
        x += 4;
    }
    if( width & 2 )
        chroma_block( dstu + x, dstv + x, dst_stride, src + 2*x, stride, dx, dy, 2, height );
}

/* Planes at half a pixel, by the filter 1 -5 20 20 -5 1. */

static ALWAYS_INLINE v128_t six_taps( v128_t outer, v128_t middle, v128_t inner )
{
    v128_t sum = wasm_i16x8_sub( outer, wasm_i16x8_mul( middle, wasm_i16x8_const_splat( 5 ) ) );
    return wasm_i16x8_add( sum, wasm_i16x8_mul( inner, wasm_i16x8_const_splat( 20 ) ) );
}

/* The filter over rows that lie `step` apart, on 8 of the 16 pixels at `p`. */
static ALWAYS_INLINE v128_t six_pixels( const uint8_t *p, intptr_t step )
{
#define PIXELS( i ) wasm_u16x8_load8x8( p + (i)*step )
    return six_taps( wasm_i16x8_add( PIXELS( -2 ), PIXELS( 3 ) ),
                     wasm_i16x8_add( PIXELS( -1 ), PIXELS( 2 ) ),
                     wasm_i16x8_add( PIXELS( 0 ), PIXELS( 1 ) ) );
}

static ALWAYS_INLINE v128_t round5( v128_t a )
{
    return wasm_i16x8_shr( wasm_i16x8_add( a, wasm_i16x8_const_splat( 16 ) ), 5 );
}

/*
 * The filter over what the filter made of columns, (a - 5b + 20c + 512) >> 10,
 * in 16 bits: ((((a-b) >> 2) - b + c) >> 2) + c has the same bits above the last four.
 * One sum may overflow; it saturates, and so does the pixel.
 */
static ALWAYS_INLINE v128_t six_sums( const int16_t *p )
{
#define SUMS( i, j ) wasm_i16x8_add( wasm_v128_load( p + (i) ), wasm_v128_load( p + (j) ) )
    v128_t a = SUMS( -2, 3 ), b = SUMS( -1, 2 ), c = SUMS( 0, 1 );
    v128_t sum = wasm_i16x8_sub( wasm_i16x8_shr( wasm_i16x8_sub( a, b ), 2 ), b );
    sum = wasm_i16x8_add( wasm_i16x8_shr( wasm_i16x8_add_sat( sum, c ), 2 ), c );
    return wasm_i16x8_shr( wasm_i16x8_add( sum, wasm_i16x8_const_splat( 32 ) ), 6 );
}

/* `buf` has room for a row, 5 more, and what makes that a multiple of 16. */
static void hpel_filter( pixel *dsth, pixel *dstv, pixel *dstc, pixel *src,
                         intptr_t stride, int width, int height, int16_t *buf )
{
    for( int y = 0; y < height; y++, dsth += stride, dstv += stride, dstc += stride, src += stride )
    {
        for( int x = 0; x < width; x += 16 )
        {
            v128_t low = six_pixels( src + x, stride ), high = six_pixels( src + x + 8, stride );
            wasm_v128_store( buf + x + 2, low );
            wasm_v128_store( buf + x + 10, high );
            wasm_v128_store( dstv + x, wasm_u8x16_narrow_i16x8( round5( low ), round5( high ) ) );
            wasm_v128_store( dsth + x, wasm_u8x16_narrow_i16x8( round5( six_pixels( src + x, 1 ) ),
                                                                round5( six_pixels( src + x + 8, 1 ) ) ) );
        }
        int end = (width + 15) & ~15;
        for( int x = -2; x < end + 3; x = x == -1 ? end : x + 1 )
        {
            const pixel *p = src + x;
            buf[x+2] = p[-2*stride] + p[3*stride] - 5*(p[-stride] + p[2*stride]) + 20*(p[0] + p[stride]);
        }
        for( int x = 0; x < width; x += 16 )
            wasm_v128_store( dstc + x, wasm_u8x16_narrow_i16x8( six_sums( buf + x + 2 ), six_sums( buf + x + 10 ) ) );
    }
}

/* Half the size, at four positions. */

static ALWAYS_INLINE v128_t mean_rows( const uint8_t *p, intptr_t stride )
{
    return wasm_u8x16_avgr( wasm_v128_load( p ), wasm_v128_load( p + stride ) );
}

/* 16 means of neighbours from two times 16 pixels, beginning at the first and at the second. */
static ALWAYS_INLINE void mean_pairs( const uint8_t *p, intptr_t stride, uint8_t *first, uint8_t *second )
{
    v128_t a = mean_rows( p, stride ), b = mean_rows( p + 16, stride );
    v128_t next_a = mean_rows( p + 2, stride ), next_b = mean_rows( p + 18, stride );
    v128_t even = wasm_u8x16_narrow_i16x8( even_u8( a ), even_u8( b ) );
    v128_t odd = wasm_u8x16_narrow_i16x8( odd_u8( a ), odd_u8( b ) );
    v128_t next = wasm_u8x16_narrow_i16x8( even_u8( next_a ), even_u8( next_b ) );
    wasm_v128_store( first, wasm_u8x16_avgr( even, odd ) );
    wasm_v128_store( second, wasm_u8x16_avgr( odd, next ) );
}

static ALWAYS_INLINE int mean_of_4( const uint8_t *p, intptr_t stride )
{
    return (((p[0] + p[stride] + 1) >> 1) + ((p[1] + p[stride+1] + 1) >> 1) + 1) >> 1;
}

static void frame_init_lowres_core( pixel *src, pixel *dst0, pixel *dsth, pixel *dstv, pixel *dstc,
                                    intptr_t src_stride, intptr_t dst_stride, int width, int height )
{
    for( int y = 0; y < height; y++ )
    {
        int x = 0;
        /* One step less than would fit: it reads a pixel beyond the last that counts. */
        for( ; x + 16 < width; x += 16 )
        {
            mean_pairs( src + 2*x, src_stride, dst0 + x, dsth + x );
            mean_pairs( src + 2*x + src_stride, src_stride, dstv + x, dstc + x );
        }
        for( ; x < width; x++ )
        {
            dst0[x] = mean_of_4( src + 2*x, src_stride );
            dsth[x] = mean_of_4( src + 2*x + 1, src_stride );
            dstv[x] = mean_of_4( src + 2*x + src_stride, src_stride );
            dstc[x] = mean_of_4( src + 2*x + 1 + src_stride, src_stride );
        }
        src += 2*src_stride;
        dst0 += dst_stride;
        dsth += dst_stride;
        dstv += dst_stride;
        dstc += dst_stride;
    }
}

/* Chroma between planes and pairs. */

static void plane_copy_interleave( pixel *dst, intptr_t dst_stride, pixel *u, intptr_t u_stride,
                                   pixel *v, intptr_t v_stride, int width, int height )
{
    for( int y = 0; y < height; y++, dst += dst_stride, u += u_stride, v += v_stride )
    {
        int x = 0;
        for( ; x + 8 <= width; x += 8 )
            wasm_v128_store( dst + 2*x, wasm_v128_or( wasm_u16x8_load8x8( u + x ),
                                                      wasm_i16x8_shl( wasm_u16x8_load8x8( v + x ), 8 ) ) );
        for( ; x < width; x++ )
        {
            dst[2*x] = u[x];
            dst[2*x+1] = v[x];
        }
    }
}

static ALWAYS_INLINE void deinterleave( uint8_t *a, intptr_t a_stride, uint8_t *b, intptr_t b_stride,
                                        const uint8_t *src, intptr_t stride, int width, int height )
{
#pragma clang loop unroll_count(4)
    for( int y = 0; y < height; y++, a += a_stride, b += b_stride, src += stride )
    {
        int x = 0;
        for( ; x + 8 <= width; x += 8 )
        {
            v128_t pairs = wasm_v128_load( src + 2*x );
            v128_t apart = wasm_u8x16_narrow_i16x8( even_u8( pairs ), odd_u8( pairs ) );
            wasm_v128_store64_lane( a + x, apart, 0 );
            wasm_v128_store64_lane( b + x, apart, 1 );
        }
        for( ; x < width; x++ )
        {
            a[x] = src[2*x];
            b[x] = src[2*x+1];
        }
    }
}

static void plane_copy_deinterleave( pixel *a, intptr_t a_stride, pixel *b, intptr_t b_stride,
                                     pixel *src, intptr_t stride, int width, int height )
{
    deinterleave( a, a_stride, b, b_stride, src, stride, width, height );
}

static void load_deinterleave_chroma_fenc( pixel *dst, pixel *src, intptr_t stride, int height )
{
    deinterleave( dst, FENC_STRIDE, dst + FENC_STRIDE/2, FENC_STRIDE, src, stride, 8, height );
}

static void load_deinterleave_chroma_fdec( pixel *dst, pixel *src, intptr_t stride, int height )
{
    deinterleave( dst, FDEC_STRIDE, dst + FDEC_STRIDE/2, FDEC_STRIDE, src, stride, 8, height );
}

static void store_interleave_chroma( pixel *dst, intptr_t stride, pixel *u, pixel *v, int height )
{
    plane_copy_interleave( dst, stride, u, FDEC_STRIDE, v, FDEC_STRIDE, 8, height );
}

void x264_mc_init_wasm( x264_mc_functions_t *pf )
{
    use_mc_functions( pf );
    pf->mc_chroma = mc_chroma;
    pf->hpel_filter = hpel_filter;
    pf->frame_init_lowres_core = frame_init_lowres_core;
    pf->plane_copy_interleave = plane_copy_interleave;
    pf->plane_copy_deinterleave = plane_copy_deinterleave;
    pf->plane_copy_deinterleave_yuyv = plane_copy_deinterleave;
    pf->store_interleave_chroma = store_interleave_chroma;
    pf->load_deinterleave_chroma_fenc = load_deinterleave_chroma_fenc;
    pf->load_deinterleave_chroma_fdec = load_deinterleave_chroma_fdec;
}

#endif
