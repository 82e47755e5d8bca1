/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Functions for blocks of each size, from what averages, weighs and copies them; luma at
 * a quarter of a pixel; and copies of bytes. For WebAssembly.
 */

#define AVG( w, h ) \
static void avg_##w##x##h( pixel *dst, intptr_t dst_stride, pixel *a, intptr_t a_stride, \
                           pixel *b, intptr_t b_stride, int weight ) \
{ \
    if( weight == 32 ) \
        average( dst, dst_stride, a, a_stride, b, b_stride, w, h ); \
    else \
        average_by( dst, dst_stride, a, a_stride, b, b_stride, w, h, weight ); \
}
#define FOR_SIZES( f ) \
    f( 16, 16 ) f( 16, 8 ) f( 8, 16 ) f( 8, 8 ) f( 8, 4 ) f( 4, 16 ) \
    f( 4, 8 ) f( 4, 4 ) f( 4, 2 ) f( 2, 8 ) f( 2, 4 ) f( 2, 2 )
FOR_SIZES( AVG )

#define WEIGHT( w ) \
static void weight_w##w( pixel *dst, intptr_t dst_stride, pixel *src, intptr_t src_stride, \
                         const x264_weight_t *weight, int height ) \
{ \
    weight_block( dst, dst_stride, src, src_stride, weight, w, height ); \
}
WEIGHT( 2 )
WEIGHT( 4 )
WEIGHT( 8 )
WEIGHT( 12 )
WEIGHT( 16 )
WEIGHT( 20 )
static weight_fn_t weight_table[6] = { weight_w2, weight_w4, weight_w8, weight_w12, weight_w16, weight_w20 };

/* With the width as a constant: one path for each of those that blocks have. */
#define WITH_WIDTH( width, call, ... ) \
{ \
    if( width == 16 ) call( __VA_ARGS__, 16, height ); \
    else if( width == 8 ) call( __VA_ARGS__, 8, height ); \
    else if( width == 4 ) call( __VA_ARGS__, 4, height ); \
    else call( __VA_ARGS__, width, height ); \
}

/* Returns whether the block had to be made; if not, `src` has become where it lies. */
static ALWAYS_INLINE int make_luma( pixel *dst, intptr_t dst_stride, pixel *planes[4], intptr_t stride,
                                    int mvx, int mvy, int width, int height, const x264_weight_t *weight,
                                    pixel **src )
{
    int index = ((mvy & 3) << 2) + (mvx & 3);
    intptr_t offset = (mvy >> 2)*stride + (mvx >> 2);
    pixel *a = *src = planes[x264_hpel_ref0[index]] + offset + ((mvy & 3) == 3)*stride;
    if( index & 5 )
    {
        pixel *b = planes[x264_hpel_ref1[index]] + offset + ((mvx & 3) == 3);
        WITH_WIDTH( width, average, dst, dst_stride, a, stride, b, stride )
        if( weight->weightfn )
            WITH_WIDTH( width, weight_block, dst, dst_stride, dst, dst_stride, weight )
    }
    else if( weight->weightfn )
        WITH_WIDTH( width, weight_block, dst, dst_stride, a, stride, weight )
    else
        return 0;
    return 1;
}

static void mc_luma( pixel *dst, intptr_t dst_stride, pixel *planes[4], intptr_t stride,
                     int mvx, int mvy, int width, int height, const x264_weight_t *weight )
{
    pixel *src;
    if( !make_luma( dst, dst_stride, planes, stride, mvx, mvy, width, height, weight, &src ) )
        WITH_WIDTH( width, copy, dst, dst_stride, src, stride )
}

static pixel *get_ref( pixel *dst, intptr_t *dst_stride, pixel *planes[4], intptr_t stride,
                       int mvx, int mvy, int width, int height, const x264_weight_t *weight )
{
    pixel *src;
    if( make_luma( dst, *dst_stride, planes, stride, mvx, mvy, width, height, weight, &src ) )
        return dst;
    *dst_stride = stride;
    return src;
}

#define COPY_W( w ) \
static void copy_w##w( pixel *dst, intptr_t dst_stride, pixel *src, intptr_t src_stride, int height ) \
{ \
    copy( dst, dst_stride, src, src_stride, w, height ); \
}
COPY_W( 16 )
COPY_W( 8 )
COPY_W( 4 )

/* Few bytes, for which a call out of the module would cost more than the loop. */

static void *memcpy_aligned( void *dst, const void *src, size_t n )
{
    uint8_t *to = dst;
    const uint8_t *from = src;
    if( n > 1024 )
        return memcpy( dst, src, n );
    for( ; n >= 16; n -= 16, to += 16, from += 16 )
        wasm_v128_store( to, wasm_v128_load( from ) );
    while( n-- )
        *to++ = *from++;
    return dst;
}

static void memzero_aligned( void *dst, size_t n )
{
    uint8_t *to = dst;
    if( n > 1024 )
    {
        memset( dst, 0, n );
        return;
    }
    for( ; n >= 16; n -= 16, to += 16 )
        wasm_v128_store( to, wasm_i32x4_const_splat( 0 ) );
    while( n-- )
        *to++ = 0;
}

#define USE_AVG( w, h ) pf->avg[PIXEL_##w##x##h] = avg_##w##x##h;

static void use_mc_functions( x264_mc_functions_t *pf )
{
    FOR_SIZES( USE_AVG )
    pf->mc_luma = mc_luma;
    pf->get_ref = get_ref;
    pf->copy_16x16_unaligned = copy_w16;
    pf->copy[PIXEL_16x16] = copy_w16;
    pf->copy[PIXEL_8x8] = copy_w8;
    pf->copy[PIXEL_4x4] = copy_w4;
    pf->memcpy_aligned = memcpy_aligned;
    pf->memzero_aligned = memzero_aligned;
    pf->weight = weight_table;
    pf->offsetadd = weight_table;
    pf->offsetsub = weight_table;
}
