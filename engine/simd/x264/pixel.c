/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How much blocks of pixels differ, for WebAssembly. */
#include "wasm.h"
#include "common/predict.h"

#if !HIGH_BIT_DEPTH

/* Sums of absolute differences. */

static ALWAYS_INLINE v128_t sad_add( v128_t sum, v128_t a, v128_t b )
{
    return wasm_i16x8_add( sum, wasm_u16x8_extadd_pairwise_u8x16( absdiff_u8( a, b ) ) );
}

/* Against `count` references, which have one stride. */
static ALWAYS_INLINE void sad_many( const uint8_t *fenc, intptr_t fenc_stride, const uint8_t **ref,
                                    intptr_t stride, int width, int height, int count, int *scores )
{
    int rows = 16 / width;
    v128_t sum[4] = { wasm_i16x8_const_splat( 0 ) };
    for( int i = 1; i < count; i++ )
        sum[i] = sum[0];
#pragma clang loop unroll_count(2)
    for( int y = 0; y < height; y += rows )
    {
        v128_t source = load_rows( fenc + y*fenc_stride, fenc_stride, width );
        for( int i = 0; i < count; i++ )
            sum[i] = sad_add( sum[i], source, load_rows( ref[i] + y*stride, stride, width ) );
    }
    for( int i = 0; i < count; i++ )
        scores[i] = sum_u16( sum[i] );
}

#define SAD( w, h ) \
static int sad_##w##x##h( pixel *a, intptr_t a_stride, pixel *b, intptr_t b_stride ) \
{ \
    int score; \
    sad_many( a, a_stride, (const uint8_t*[]){ b }, b_stride, w, h, 1, &score ); \
    return score; \
}
#define SAD_X( w, h ) \
static void sad_x3_##w##x##h( pixel *fenc, pixel *a, pixel *b, pixel *c, intptr_t stride, int scores[3] ) \
{ \
    sad_many( fenc, FENC_STRIDE, (const uint8_t*[]){ a, b, c }, stride, w, h, 3, scores ); \
} \
static void sad_x4_##w##x##h( pixel *fenc, pixel *a, pixel *b, pixel *c, pixel *d, intptr_t stride, int scores[4] ) \
{ \
    sad_many( fenc, FENC_STRIDE, (const uint8_t*[]){ a, b, c, d }, stride, w, h, 4, scores ); \
}

/* Sums of squared differences. */

static ALWAYS_INLINE v128_t square_add( v128_t sum, v128_t diff )
{
    v128_t even = even_u8( diff ), odd = odd_u8( diff );
    sum = wasm_i32x4_add( sum, wasm_i32x4_dot_i16x8( even, even ) );
    return wasm_i32x4_add( sum, wasm_i32x4_dot_i16x8( odd, odd ) );
}

static ALWAYS_INLINE int ssd( const uint8_t *a, intptr_t a_stride, const uint8_t *b, intptr_t b_stride,
                              int width, int height )
{
    int rows = 16 / width;
    v128_t sum = wasm_i32x4_const_splat( 0 );
#pragma clang loop unroll_count(2)
    for( int y = 0; y < height; y += rows )
        sum = square_add( sum, absdiff_u8( load_rows( a + y*a_stride, a_stride, width ),
                                           load_rows( b + y*b_stride, b_stride, width ) ) );
    return sum_i32( sum );
}

#define SSD( w, h ) \
static int ssd_##w##x##h( pixel *a, intptr_t a_stride, pixel *b, intptr_t b_stride ) \
{ \
    return ssd( a, a_stride, b, b_stride, w, h ); \
}

static void ssd_nv12_core( pixel *a, intptr_t a_stride, pixel *b, intptr_t b_stride,
                           int width, int height, uint64_t *ssd_u, uint64_t *ssd_v )
{
    *ssd_u = *ssd_v = 0;
    for( int y = 0; y < height; y++, a += a_stride, b += b_stride )
    {
        v128_t u = wasm_i32x4_const_splat( 0 ), v = u;
        for( int x = 0; x < width; x += 8 )
        {
            v128_t diff = absdiff_u8( wasm_v128_load( a + 2*x ), wasm_v128_load( b + 2*x ) );
            u = wasm_i32x4_add( u, wasm_i32x4_dot_i16x8( even_u8( diff ), even_u8( diff ) ) );
            v = wasm_i32x4_add( v, wasm_i32x4_dot_i16x8( odd_u8( diff ), odd_u8( diff ) ) );
        }
        *ssd_u += (uint32_t)sum_i32( u );
        *ssd_v += (uint32_t)sum_i32( v );
    }
}

/* Variances. */

static ALWAYS_INLINE uint64_t var( const uint8_t *p, intptr_t stride, int width, int height )
{
    int rows = 16 / width;
    v128_t sum = wasm_i32x4_const_splat( 0 ), squares = sum;
    for( int y = 0; y < height; y += rows )
    {
        v128_t pixels = load_rows( p + y*stride, stride, width );
        sum = wasm_i16x8_add( sum, wasm_u16x8_extadd_pairwise_u8x16( pixels ) );
        squares = square_add( squares, pixels );
    }
    return sum_u16( sum ) + ((uint64_t)(uint32_t)sum_i32( squares ) << 32);
}

#define VAR( w, h ) \
static uint64_t var_##w##x##h( pixel *p, intptr_t stride ) \
{ \
    return var( p, stride, w, h ); \
}
VAR( 16, 16 )
VAR( 8, 16 )
VAR( 8, 8 )

static ALWAYS_INLINE int var2( const uint8_t *fenc, const uint8_t *fdec, int ssd[2], int height, int shift )
{
    int result = 0;
    for( int i = 0; i < 2; i++, fenc += FENC_STRIDE/2, fdec += FDEC_STRIDE/2 )
    {
        v128_t sum = wasm_i16x8_const_splat( 0 ), squares = sum;
        for( int y = 0; y < height; y++ )
        {
            v128_t diff = wasm_i16x8_sub( wasm_u16x8_load8x8( fenc + y*FENC_STRIDE ),
                                          wasm_u16x8_load8x8( fdec + y*FDEC_STRIDE ) );
            sum = wasm_i16x8_add( sum, diff );
            squares = wasm_i32x4_add( squares, wasm_i32x4_dot_i16x8( diff, diff ) );
        }
        int total = sum_i32( wasm_i32x4_extadd_pairwise_i16x8( sum ) );
        ssd[i] = sum_i32( squares );
        result += ssd[i] - (int)((int64_t)total * total >> shift);
    }
    return result;
}

static int var2_8x16( pixel *fenc, pixel *fdec, int ssd[2] )
{
    return var2( fenc, fdec, ssd, 16, 7 );
}

static int var2_8x8( pixel *fenc, pixel *fdec, int ssd[2] )
{
    return var2( fenc, fdec, ssd, 8, 6 );
}

/*
 * Sums of absolute transformed differences.
 *
 * The bytes at even and at odd columns are taken apart as they are widened, so
 * the first step along a row needs no shuffle. The last step of a transform is
 * never carried out: |a+b| + |a-b| is twice the larger of |a| and |b|.
 */

/* One step: sums in `a`, differences in `b`. */
static ALWAYS_INLINE void butterfly( v128_t *a, v128_t *b )
{
    v128_t sum = wasm_i16x8_add( *a, *b );
    *b = wasm_i16x8_sub( *a, *b );
    *a = sum;
}

/* Both steps down a column of four. */
static ALWAYS_INLINE void columns( v128_t r[4] )
{
    butterfly( &r[0], &r[1] );
    butterfly( &r[2], &r[3] );
    butterfly( &r[0], &r[2] );
    butterfly( &r[1], &r[3] );
}

/* A step between neighbouring groups of 64, 32 or 16 bits. */
static ALWAYS_INLINE void across64( v128_t *a, v128_t *b )
{
    v128_t first = wasm_i64x2_shuffle( *a, *b, 0, 2 );
    *b = wasm_i64x2_shuffle( *a, *b, 1, 3 );
    *a = first;
    butterfly( a, b );
}

static ALWAYS_INLINE void across32( v128_t *a, v128_t *b )
{
    v128_t first = wasm_i32x4_shuffle( *a, *b, 0, 2, 4, 6 );
    *b = wasm_i32x4_shuffle( *a, *b, 1, 3, 5, 7 );
    *a = first;
    butterfly( a, b );
}

static ALWAYS_INLINE void across16( v128_t *a, v128_t *b )
{
    v128_t first = wasm_i16x8_shuffle( *a, wasm_i32x4_shl( *b, 16 ), 0, 9, 2, 11, 4, 13, 6, 15 );
    *b = wasm_i16x8_shuffle( wasm_u32x4_shr( *a, 16 ), *b, 0, 9, 2, 11, 4, 13, 6, 15 );
    *a = first;
    butterfly( a, b );
}

/* Adds, in the lower half of each lane of 32 bits, the larger magnitude of both halves. */
static ALWAYS_INLINE v128_t add_larger( v128_t sum, v128_t a )
{
    a = wasm_i16x8_abs( a );
    return wasm_i16x8_add( sum, wasm_i16x8_max( a, wasm_u32x4_shr( a, 16 ) ) );
}

static ALWAYS_INLINE int sum_lower( v128_t a )
{
    return sum_i32( wasm_v128_and( a, wasm_i32x4_const_splat( 0xffff ) ) );
}

/* Sums and differences of neighbours along a row of differences. */
static ALWAYS_INLINE void row_differences( v128_t a, v128_t b, v128_t *sums, v128_t *differences )
{
    *sums = wasm_i16x8_sub( even_u8( a ), even_u8( b ) );
    *differences = wasm_i16x8_sub( odd_u8( a ), odd_u8( b ) );
    butterfly( sums, differences );
}

/* Four rows of `width` pixels, of which a vector takes the rows that lie four apart. */
static ALWAYS_INLINE v128_t satd_add( v128_t sum, const uint8_t *a, intptr_t a_stride,
                                      const uint8_t *b, intptr_t b_stride, int width, int height )
{
    v128_t s[4], d[4];
    for( int y = 0; y < 4; y++, a += a_stride, b += b_stride )
    {
        v128_t first, second;
        if( width == 4 && height == 8 )
        {
            first = wasm_v128_load32_lane( a + 4*a_stride, wasm_v128_load32_zero( a ), 1 );
            second = wasm_v128_load32_lane( b + 4*b_stride, wasm_v128_load32_zero( b ), 1 );
        }
        else if( width == 4 && height == 4 )
        {
            first = wasm_v128_load32_zero( a );
            second = wasm_v128_load32_zero( b );
        }
        else if( width == 8 && height == 4 )
        {
            first = wasm_v128_load64_zero( a );
            second = wasm_v128_load64_zero( b );
        }
        else
        {
            first = load_rows( a, 4*a_stride, width );
            second = load_rows( b, 4*b_stride, width );
        }
        row_differences( first, second, &s[y], &d[y] );
    }
    columns( s );
    columns( d );
    for( int y = 0; y < 4; y++ )
        sum = add_larger( add_larger( sum, s[y] ), d[y] );
    return sum;
}

static ALWAYS_INLINE int satd( const uint8_t *a, intptr_t a_stride, const uint8_t *b, intptr_t b_stride,
                               int width, int height )
{
    int rows = X264_MIN( height, 64 / width );
    v128_t sum = wasm_i16x8_const_splat( 0 );
#pragma clang loop unroll(disable)
    for( int y = 0; y < height; y += rows )
        sum = satd_add( sum, a + y*a_stride, a_stride, b + y*b_stride, b_stride, width, rows );
    return sum_lower( sum );
}

#define SATD( w, h ) \
static NOINLINE int satd_##w##x##h( pixel *a, intptr_t a_stride, pixel *b, intptr_t b_stride ) \
{ \
    return satd( a, a_stride, b, b_stride, w, h ); \
}
#define SATD_X( w, h ) \
static void satd_x3_##w##x##h( pixel *fenc, pixel *a, pixel *b, pixel *c, intptr_t stride, int scores[3] ) \
{ \
    scores[0] = satd_##w##x##h( fenc, FENC_STRIDE, a, stride ); \
    scores[1] = satd_##w##x##h( fenc, FENC_STRIDE, b, stride ); \
    scores[2] = satd_##w##x##h( fenc, FENC_STRIDE, c, stride ); \
} \
static void satd_x4_##w##x##h( pixel *fenc, pixel *a, pixel *b, pixel *c, pixel *d, intptr_t stride, int scores[4] ) \
{ \
    satd_x3_##w##x##h( fenc, a, b, c, stride, scores ); \
    scores[3] = satd_##w##x##h( fenc, FENC_STRIDE, d, stride ); \
}

#define FOR_SIZES_OF_7( f ) f( 16, 16 ) f( 16, 8 ) f( 8, 16 ) f( 8, 8 ) f( 8, 4 ) f( 4, 8 ) f( 4, 4 )
#define FOR_SIZES_OF_8( f ) FOR_SIZES_OF_7( f ) f( 4, 16 )

FOR_SIZES_OF_8( SAD )
FOR_SIZES_OF_7( SAD_X )
FOR_SIZES_OF_8( SSD )
FOR_SIZES_OF_8( SATD )
FOR_SIZES_OF_7( SATD_X )

/* A vector has a row and the fourth after it, the first four vectors sums and the others differences. */
static ALWAYS_INLINE v128_t sa8d_add( v128_t sum, v128_t r[8] )
{
    columns( r );
    columns( r + 4 );
    for( int i = 0; i < 8; i += 2 )
        across64( &r[i], &r[i+1] );
    for( int i = 0; i < 8; i += 2 )
    {
        across32( &r[i], &r[i+1] );
        sum = add_larger( add_larger( sum, r[i] ), r[i+1] );
    }
    return sum;
}

/* Half of the sum of absolute values. */
static NOINLINE int sa8d_half( const uint8_t *a, intptr_t a_stride, const uint8_t *b, intptr_t b_stride )
{
    v128_t r[8];
    for( int y = 0; y < 4; y++, a += a_stride, b += b_stride )
        row_differences( load_rows( a, 4*a_stride, 8 ), load_rows( b, 4*b_stride, 8 ), &r[y], &r[y+4] );
    return sum_lower( sa8d_add( wasm_i16x8_const_splat( 0 ), r ) );
}

static int sa8d_8x8( pixel *a, intptr_t a_stride, pixel *b, intptr_t b_stride )
{
    return (sa8d_half( a, a_stride, b, b_stride ) + 1) >> 1;
}

static int sa8d_16x16( pixel *a, intptr_t a_stride, pixel *b, intptr_t b_stride )
{
    int sum = 0;
    for( int i = 0; i < 4; i++ )
        sum += sa8d_half( a + 8*(i&1) + 8*(i>>1)*a_stride, a_stride, b + 8*(i&1) + 8*(i>>1)*b_stride, b_stride );
    return (sum + 1) >> 1;
}

/* The sums for the transforms of 8x8 and of 4x4, each without the mean. */
static NOINLINE uint64_t hadamard_ac_8x8_sums( const uint8_t *p, intptr_t stride )
{
    v128_t r[8], sum4 = wasm_i16x8_const_splat( 0 ), sum8 = sum4;
    for( int y = 0; y < 4; y++, p += stride )
    {
        v128_t pixels = load_rows( p, 4*stride, 8 );
        r[y] = even_u8( pixels );
        r[y+4] = odd_u8( pixels );
        butterfly( &r[y], &r[y+4] );
    }
    columns( r );
    columns( r + 4 );
    int mean = sum_u16( r[0] );
    for( int i = 0; i < 8; i += 2 )
    {
        across16( &r[i], &r[i+1] );
        sum4 = wasm_i16x8_add( sum4, wasm_i16x8_abs( r[i] ) );
        sum4 = wasm_i16x8_add( sum4, wasm_i16x8_abs( r[i+1] ) );
        across64( &r[i], &r[i+1] );
        v128_t a = wasm_i16x8_abs( r[i] ), b = wasm_i16x8_abs( r[i+1] );
        sum8 = wasm_i16x8_add( sum8, wasm_i16x8_max( wasm_i32x4_shuffle( a, b, 0, 2, 4, 6 ),
                                                     wasm_i32x4_shuffle( a, b, 1, 3, 5, 7 ) ) );
    }
    return ((uint64_t)(2*sum_u16( sum8 ) - mean) << 32) + (sum_u16( sum4 ) - mean);
}

#define HADAMARD_AC( w, h ) \
static uint64_t hadamard_ac_##w##x##h( pixel *p, intptr_t stride ) \
{ \
    uint64_t sum = 0; \
    for( int y = 0; y < h; y += 8 ) \
        for( int x = 0; x < w; x += 8 ) \
            sum += hadamard_ac_8x8_sums( p + x + y*stride, stride ); \
    return ((sum >> 34) << 32) + ((uint32_t)sum >> 1); \
}
HADAMARD_AC( 16, 16 )
HADAMARD_AC( 16, 8 )
HADAMARD_AC( 8, 16 )
HADAMARD_AC( 8, 8 )

/* Predictions and what they cost. The last one is left in `fdec`. */

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

/* Of interlaced pictures, and of brightness. */

static int vsad( pixel *p, intptr_t stride, int height )
{
    v128_t sum = wasm_i32x4_const_splat( 0 ), row = wasm_v128_load( p );
    for( int y = 1; y < height; y++ )
    {
        v128_t next = wasm_v128_load( p += stride );
        v128_t diff = wasm_u16x8_extadd_pairwise_u8x16( absdiff_u8( row, next ) );
        sum = wasm_i32x4_add( sum, wasm_u32x4_extadd_pairwise_u16x8( diff ) );
        row = next;
    }
    return sum_i32( sum );
}

static int asd8( pixel *a, intptr_t a_stride, pixel *b, intptr_t b_stride, int height )
{
    v128_t sum = wasm_i32x4_const_splat( 0 );
    for( int y = 0; y < height; y++, a += a_stride, b += b_stride )
    {
        v128_t diff = wasm_i16x8_sub( wasm_u16x8_load8x8( a ), wasm_u16x8_load8x8( b ) );
        sum = wasm_i32x4_add( sum, wasm_i32x4_extadd_pairwise_i16x8( diff ) );
    }
    return abs( sum_i32( sum ) );
}

#define USE( name, w, h ) pixf->name[PIXEL_##w##x##h] = name##_##w##x##h;
#define USE_7( w, h ) USE( sad_x3, w, h ) USE( sad_x4, w, h ) USE( satd_x3, w, h ) USE( satd_x4, w, h )
#define USE_8( w, h ) USE( sad, w, h ) USE( ssd, w, h ) USE( satd, w, h ) \
    pixf->sad_aligned[PIXEL_##w##x##h] = sad_##w##x##h;

void x264_pixel_init_wasm( x264_pixel_function_t *pixf )
{
    FOR_SIZES_OF_7( USE_7 )
    FOR_SIZES_OF_8( USE_8 )
    USE( sa8d, 16, 16 )
    USE( sa8d, 8, 8 )
    USE( hadamard_ac, 16, 16 )
    USE( hadamard_ac, 16, 8 )
    USE( hadamard_ac, 8, 16 )
    USE( hadamard_ac, 8, 8 )
    USE( var, 16, 16 )
    USE( var, 8, 16 )
    USE( var, 8, 8 )
    USE( var2, 8, 16 )
    USE( var2, 8, 8 )
    pixf->ssd_nv12_core = ssd_nv12_core;
    pixf->vsad = vsad;
    pixf->asd8 = asd8;
    pixf->intra_sad_x3_4x4    = intra_sad_x3_4x4;
    pixf->intra_satd_x3_4x4   = intra_satd_x3_4x4;
    pixf->intra_sad_x3_8x8    = intra_sad_x3_8x8;
    pixf->intra_sa8d_x3_8x8   = intra_sa8d_x3_8x8;
    pixf->intra_sad_x3_8x8c   = intra_sad_x3_8x8c;
    pixf->intra_satd_x3_8x8c  = intra_satd_x3_8x8c;
    pixf->intra_sad_x3_8x16c  = intra_sad_x3_8x16c;
    pixf->intra_satd_x3_8x16c = intra_satd_x3_8x16c;
    pixf->intra_sad_x3_16x16  = intra_sad_x3_16x16;
    pixf->intra_satd_x3_16x16 = intra_satd_x3_16x16;
}

#else

void x264_pixel_init_wasm( x264_pixel_function_t *pixf )
{
}

#endif
