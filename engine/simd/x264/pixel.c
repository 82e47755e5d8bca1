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
    for( int i = 1; i < 4; i++ )
        sum[i] = sum[0];
#pragma clang loop unroll_count(4)
    for( int y = 0; y < height; y += rows )
    {
        v128_t source = load_rows( fenc + y*fenc_stride, fenc_stride, width );
        for( int i = 0; i < count; i++ )
            sum[i] = sad_add( sum[i], source, load_rows( ref[i] + y*stride, stride, width ) );
    }
    if( count == 1 )
        scores[0] = sum_u16( sum[0] );
    else if( count == 3 )
        store_3( scores, sum_each( sum ) );
    else
        wasm_v128_store( scores, sum_each( sum ) );
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

/*
 * Sums of absolute transformed differences.
 *
 * The bytes at even and at odd columns are taken apart as they are widened, so
 * the first step along a row needs no shuffle. The last step of a transform is
 * never carried out: |a+b| + |a-b| is twice the larger of |a| and |b|.
 */

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

/* Rows of `width` pixels: of 64, a vector takes those that lie four apart. */
static ALWAYS_INLINE v128_t satd_add64( v128_t sum, const uint8_t *a, intptr_t a_stride,
                                        const uint8_t *b, intptr_t b_stride, int width )
{
    v128_t s[4], d[4];
    for( int y = 0; y < 4; y++, a += a_stride, b += b_stride )
        row_differences( load_rows( a, 4*a_stride, width ), load_rows( b, 4*b_stride, width ), &s[y], &d[y] );
    columns( s );
    columns( d );
    for( int y = 0; y < 4; y++ )
        sum = add_larger( add_larger( sum, s[y] ), d[y] );
    return sum;
}

/* Of 8x4 pixels, a vector takes a row and the second after it. */
static ALWAYS_INLINE v128_t satd_add8x4( v128_t sum, const uint8_t *a, intptr_t a_stride,
                                         const uint8_t *b, intptr_t b_stride )
{
    v128_t s[2], d[2];
    for( int y = 0; y < 2; y++, a += a_stride, b += b_stride )
        row_differences( load_rows( a, 2*a_stride, 8 ), load_rows( b, 2*b_stride, 8 ), &s[y], &d[y] );
    butterfly( &s[0], &s[1] );
    butterfly( &d[0], &d[1] );
    across64( &s[0], &s[1] );
    across64( &d[0], &d[1] );
    return add_larger( add_larger( add_larger( add_larger( sum, s[0] ), s[1] ), d[0] ), d[1] );
}

/* Of 4x4 pixels, a vector takes all. */
static ALWAYS_INLINE v128_t satd_add4x4( v128_t sum, const uint8_t *a, intptr_t a_stride,
                                         const uint8_t *b, intptr_t b_stride )
{
    v128_t s, d;
    row_differences( load_rows( a, a_stride, 4 ), load_rows( b, b_stride, 4 ), &s, &d );
    across64( &s, &d );
    across32( &s, &d );
    return add_larger( add_larger( sum, s ), d );
}

static ALWAYS_INLINE int satd( const uint8_t *a, intptr_t a_stride, const uint8_t *b, intptr_t b_stride,
                               int width, int height )
{
    int rows = X264_MIN( height, 64 / width );
    v128_t sum = wasm_i16x8_const_splat( 0 );
    if( width == 4 && height < 16 )
        for( int y = 0; y < height; y += 4 )
            sum = satd_add4x4( sum, a + y*a_stride, a_stride, b + y*b_stride, b_stride );
    else if( width*height == 32 )
        sum = satd_add8x4( sum, a, a_stride, b, b_stride );
    else
#pragma clang loop unroll(disable)
        for( int y = 0; y < height; y += rows )
            sum = satd_add64( sum, a + y*a_stride, a_stride, b + y*b_stride, b_stride, width );
    return sum_lower( sum );
}

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

#include "pixel_functions.h"

/* Predictions from above, from the left and by the mean, and what they cost. */

static ALWAYS_INLINE v128_t splat_u8( const uint8_t *p )
{
    return wasm_v128_load8_splat( p );
}

static ALWAYS_INLINE int sum_left( const uint8_t *fdec, int from, int count )
{
    int sum = 0;
    for( int y = from; y < from + count; y++ )
        sum += fdec[y*FDEC_STRIDE - 1];
    return sum;
}

static ALWAYS_INLINE int sum_above( const uint8_t *fdec, int from, int count )
{
    int sum = 0;
    for( int x = from; x < from + count; x++ )
        sum += fdec[x - FDEC_STRIDE];
    return sum;
}

static void intra_sad_x3_16x16( pixel *fenc, pixel *fdec, int res[3] )
{
    v128_t sum[4] = { wasm_i16x8_const_splat( 0 ), wasm_i16x8_const_splat( 0 ),
                      wasm_i16x8_const_splat( 0 ), wasm_i16x8_const_splat( 0 ) };
    v128_t above = wasm_v128_load( fdec - FDEC_STRIDE );
    int total = sum_u16( wasm_u16x8_extadd_pairwise_u8x16( above ) ) + sum_left( fdec, 0, 16 );
    v128_t mean = wasm_i8x16_splat( (total + 16) >> 5 );
#pragma clang loop unroll_count(4)
    for( int y = 0; y < 16; y++ )
    {
        v128_t row = wasm_v128_load( fenc + y*FENC_STRIDE );
        sum[0] = sad_add( sum[0], row, above );
        sum[1] = sad_add( sum[1], row, splat_u8( fdec + y*FDEC_STRIDE - 1 ) );
        sum[2] = sad_add( sum[2], row, mean );
    }
    store_3( res, sum_each( sum ) );
}

/* Eight pixels each of two rows. */
static ALWAYS_INLINE v128_t two_rows( v128_t a, v128_t b )
{
    return wasm_i64x2_shuffle( a, b, 0, 2 );
}

static void intra_sad_x3_8x8c( pixel *fenc, pixel *fdec, int res[3] )
{
    v128_t sum[4] = { wasm_i16x8_const_splat( 0 ), wasm_i16x8_const_splat( 0 ),
                      wasm_i16x8_const_splat( 0 ), wasm_i16x8_const_splat( 0 ) };
    v128_t above = wasm_v128_load64_splat( fdec - FDEC_STRIDE );
    int above0 = sum_above( fdec, 0, 4 ), above1 = sum_above( fdec, 4, 4 );
    int left0 = sum_left( fdec, 0, 4 ), left1 = sum_left( fdec, 4, 4 );
    int dc[4] = { (above0 + left0 + 4) >> 3, (above1 + 2) >> 2, (left1 + 2) >> 2, (above1 + left1 + 4) >> 3 };
    for( int y = 0; y < 8; y += 2 )
    {
        int i = y < 4 ? 0 : 2;
        v128_t mean = wasm_i64x2_splat( dc[i]*0x01010101LL + (dc[i+1]*0x01010101LL << 32) );
        v128_t rows = load_rows( fenc + y*FENC_STRIDE, FENC_STRIDE, 8 );
        sum[0] = sad_add( sum[0], rows, mean );
        sum[1] = sad_add( sum[1], rows, two_rows( splat_u8( fdec + y*FDEC_STRIDE - 1 ),
                                                  splat_u8( fdec + (y+1)*FDEC_STRIDE - 1 ) ) );
        sum[2] = sad_add( sum[2], rows, above );
    }
    store_3( res, sum_each( sum ) );
}

static void intra_sad_x3_8x8( pixel *fenc, pixel edge[36], int res[3] )
{
    v128_t sum[4] = { wasm_i16x8_const_splat( 0 ), wasm_i16x8_const_splat( 0 ),
                      wasm_i16x8_const_splat( 0 ), wasm_i16x8_const_splat( 0 ) };
    v128_t above = wasm_v128_load64_splat( edge + 16 );
    v128_t all = two_rows( above, wasm_v128_load64_zero( edge + 7 ) );
    v128_t mean = wasm_i8x16_splat( (sum_u16( wasm_u16x8_extadd_pairwise_u8x16( all ) ) + 8) >> 4 );
    for( int y = 0; y < 8; y += 2 )
    {
        v128_t rows = load_rows( fenc + y*FENC_STRIDE, FENC_STRIDE, 8 );
        sum[0] = sad_add( sum[0], rows, above );
        sum[1] = sad_add( sum[1], rows, two_rows( splat_u8( edge + 14 - y ), splat_u8( edge + 13 - y ) ) );
        sum[2] = sad_add( sum[2], rows, mean );
    }
    store_3( res, sum_each( sum ) );
}

/*
 * Of transforms, a prediction from above has coefficients in the first row only,
 * one from the left in the first column, and the mean has the first one. So the
 * pixels are transformed once, and of each prediction what it has is subtracted.
 */

/* Along two rows of two blocks; lanes 0 to 3 of `a` get what comes first: of both rows, of both blocks. */
static ALWAYS_INLINE void across4( v128_t *a, v128_t *b )
{
    across16( a, b );
    across32( a, b );
}

/* The same along two rows of one block of 8 pixels, and lanes 0 and 1. */
static ALWAYS_INLINE void across8( v128_t *a, v128_t *b )
{
    across4( a, b );
    across32( a, b );
}

static ALWAYS_INLINE v128_t times( v128_t a, int factor )
{
    return wasm_i16x8_mul( a, wasm_i16x8_splat( factor ) );
}

/* What the edges of blocks of 4x4 pixels have: of 8 pixels above, of 4 pixels on the left. */
typedef struct
{
    v128_t a, b;
} edge4_t;

static ALWAYS_INLINE edge4_t above4( const uint8_t *fdec )
{
    edge4_t edge = { times( wasm_u16x8_load8x8( fdec - FDEC_STRIDE ), 4 ), wasm_i16x8_const_splat( 0 ) };
    across4( &edge.a, &edge.b );
    return edge;
}

static ALWAYS_INLINE edge4_t left4( const uint8_t *fdec )
{
    v128_t r[4], zero = wasm_i16x8_const_splat( 0 );
    for( int y = 0; y < 4; y++ )
        r[y] = wasm_i16x8_splat( 4*fdec[y*FDEC_STRIDE - 1] );
    columns( r );
    return (edge4_t){ wasm_i16x8_shuffle( wasm_i32x4_shuffle( r[0], zero, 0, 0, 4, 4 ), r[1], 0, 8, 2, 10, 4, 5, 6, 7 ),
                      wasm_i16x8_shuffle( wasm_i32x4_shuffle( r[2], zero, 0, 0, 4, 4 ), r[3], 0, 8, 2, 10, 4, 5, 6, 7 ) };
}

/* The first coefficients of two blocks that are flat. */
static ALWAYS_INLINE v128_t flat4( int first, int second )
{
    return wasm_i16x8_make( 16*first, 0, 16*second, 0, 0, 0, 0, 0 );
}

/* Adds to `sum`, for predictions from above, from the left and by `mean`, 4 rows of `width` pixels. */
static ALWAYS_INLINE void intra_satd_add( v128_t sum[3], const uint8_t *fenc, int width, edge4_t above,
                                          edge4_t left, v128_t mean )
{
    v128_t r[4];
    for( int y = 0; y < 4; y++, fenc += FENC_STRIDE )
        r[y] = width == 8 ? wasm_u16x8_load8x8( fenc ) : wasm_u16x8_extend_low_u8x16( wasm_v128_load32_zero( fenc ) );
    columns( r );
    across4( &r[0], &r[1] );
    across4( &r[2], &r[3] );
    v128_t rest = wasm_i16x8_abs( r[3] );
    v128_t column = add_abs( rest, r[2] ), row = add_abs( rest, r[1] );
    sum[0] = add_abs( add_abs( wasm_i16x8_add( sum[0], column ), wasm_i16x8_sub( r[0], above.a ) ),
                      wasm_i16x8_sub( r[1], above.b ) );
    sum[1] = add_abs( add_abs( wasm_i16x8_add( sum[1], row ), wasm_i16x8_sub( r[0], left.a ) ),
                      wasm_i16x8_sub( r[2], left.b ) );
    sum[2] = add_abs( add_abs( wasm_i16x8_add( sum[2], column ), r[1] ), wasm_i16x8_sub( r[0], mean ) );
}

static void intra_satd_x3_4x4( pixel *fenc, pixel *fdec, int res[3] )
{
    v128_t zero = wasm_i16x8_const_splat( 0 ), low = wasm_i16x8_const( -1, -1, 0, 0, -1, -1, 0, 0 );
    v128_t sum[3] = { zero, zero, zero };
    int dc = (sum_above( fdec, 0, 4 ) + sum_left( fdec, 0, 4 ) + 4) >> 3;
    edge4_t above = { times( wasm_u16x8_extend_low_u8x16( wasm_v128_load32_zero( fdec - FDEC_STRIDE ) ), 4 ), zero };
    across4( &above.a, &above.b );
    edge4_t left = left4( fdec );
    left.a = wasm_v128_and( left.a, low );
    left.b = wasm_v128_and( left.b, low );
    intra_satd_add( sum, fenc, 4, above, left, flat4( dc, 0 ) );
    for( int i = 0; i < 3; i++ )
        res[i] = sum_u16( sum[i] ) >> 1;
}

static void intra_satd_x3_16x16( pixel *fenc, pixel *fdec, int res[3] )
{
    v128_t zero = wasm_i16x8_const_splat( 0 ), sum[3] = { zero, zero, zero };
    int total = sum_u16( wasm_u16x8_extadd_pairwise_u8x16( wasm_v128_load( fdec - FDEC_STRIDE ) ) ) +
                sum_left( fdec, 0, 16 );
    v128_t mean = flat4( (total + 16) >> 5, (total + 16) >> 5 );
    edge4_t above0 = above4( fdec ), above1 = above4( fdec + 8 );
#pragma clang loop unroll(disable)
    for( int y = 0; y < 16; y += 4, fenc += 4*FENC_STRIDE, fdec += 4*FDEC_STRIDE )
    {
        edge4_t left = left4( fdec );
        intra_satd_add( sum, fenc, 8, above0, left, mean );
        intra_satd_add( sum, fenc + 8, 8, above1, left, mean );
    }
    for( int i = 0; i < 3; i++ )
        res[i] = sum_u16( sum[i] ) >> 1;
}

static void intra_satd_x3_8x8c( pixel *fenc, pixel *fdec, int res[3] )
{
    v128_t zero = wasm_i16x8_const_splat( 0 ), sum[3] = { zero, zero, zero };
    int above0 = sum_above( fdec, 0, 4 ), above1 = sum_above( fdec, 4, 4 );
    int left0 = sum_left( fdec, 0, 4 ), left1 = sum_left( fdec, 4, 4 );
    edge4_t above = above4( fdec );
    intra_satd_add( sum, fenc, 8, above, left4( fdec ), flat4( (above0 + left0 + 4) >> 3, (above1 + 2) >> 2 ) );
    intra_satd_add( sum, fenc + 4*FENC_STRIDE, 8, above, left4( fdec + 4*FDEC_STRIDE ),
                    flat4( (left1 + 2) >> 2, (above1 + left1 + 4) >> 3 ) );
    res[0] = sum_u16( sum[2] ) >> 1;
    res[1] = sum_u16( sum[1] ) >> 1;
    res[2] = sum_u16( sum[0] ) >> 1;
}

static void intra_sa8d_x3_8x8( pixel *fenc, pixel edge[36], int res[3] )
{
    v128_t r[8], left[8], zero = wasm_i16x8_const_splat( 0 );
    v128_t above = wasm_u16x8_load8x8( edge + 16 );
    int total = sum_u16( above ) + sum_u16( wasm_u16x8_load8x8( edge + 7 ) );
    for( int y = 0; y < 8; y++ )
    {
        r[y] = wasm_u16x8_load8x8( fenc + y*FENC_STRIDE );
        left[y] = wasm_i16x8_splat( 8*edge[14-y] );
    }
    columns8( r );
    columns8( left );
    v128_t above_a = times( above, 8 ), above_b = zero, sum[3] = { zero, zero, zero };
    across8( &above_a, &above_b );
    for( int i = 0; i < 8; i += 2 )
    {
        across8( &r[i], &r[i+1] );
        v128_t first = wasm_i16x8_shuffle( wasm_i32x4_shuffle( left[i], zero, 0, 4, 4, 4 ), left[i+1], 0, 8, 2, 3, 4, 5, 6, 7 );
        sum[0] = add_abs( sum[0], i ? r[i] : wasm_i16x8_sub( r[0], above_a ) );
        sum[0] = add_abs( sum[0], i ? r[i+1] : wasm_i16x8_sub( r[1], above_b ) );
        sum[1] = add_abs( add_abs( sum[1], wasm_i16x8_sub( r[i], first ) ), r[i+1] );
    }
    v128_t mean = wasm_i16x8_make( (total + 8) >> 4 << 6, 0, 0, 0, 0, 0, 0, 0 );
    sum[2] = add_abs( add_abs( zero, wasm_i16x8_sub( r[0], mean ) ), r[1] );
    for( int i = 2; i < 8; i++ )
        sum[2] = add_abs( sum[2], r[i] );
    for( int i = 0; i < 3; i++ )
        res[i] = (sum_u16( sum[i] ) + 2) >> 2;
}

/* The others: each is made, and compared. */

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
INTRA_X3( sad,  4x4,   4x4,  v,  h, dc )
INTRA_X3( sad,  8x16c, 8x16, dc, h, v )
INTRA_X3( satd, 8x16c, 8x16, dc, h, v )

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

void x264_pixel_init_wasm( x264_pixel_function_t *pixf )
{
    use_pixel_functions( pixf );
    pixf->ssd_nv12_core = ssd_nv12_core;
    pixf->vsad = vsad;
    pixf->asd8 = asd8;
    FOR_INTRA( USE_INTRA )
}

#endif
