/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Functions for blocks of each size, from what compares them, for WebAssembly. */

#define SAD( w, h ) \
static int sad_##w##x##h( pixel *a, intptr_t a_stride, pixel *b, intptr_t b_stride ) \
{ \
    int score; \
    sad_many( a, a_stride, (const pixel*[]){ b }, b_stride, w, h, 1, &score ); \
    return score; \
}
#define SAD_X( w, h ) \
static void sad_x3_##w##x##h( pixel *fenc, pixel *a, pixel *b, pixel *c, intptr_t stride, int scores[3] ) \
{ \
    sad_many( fenc, FENC_STRIDE, (const pixel*[]){ a, b, c }, stride, w, h, 3, scores ); \
} \
static void sad_x4_##w##x##h( pixel *fenc, pixel *a, pixel *b, pixel *c, pixel *d, intptr_t stride, int scores[4] ) \
{ \
    sad_many( fenc, FENC_STRIDE, (const pixel*[]){ a, b, c, d }, stride, w, h, 4, scores ); \
}
#define SSD( w, h ) \
static int ssd_##w##x##h( pixel *a, intptr_t a_stride, pixel *b, intptr_t b_stride ) \
{ \
    return ssd( a, a_stride, b, b_stride, w, h ); \
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
#define VAR( w, h ) \
static uint64_t var_##w##x##h( pixel *p, intptr_t stride ) \
{ \
    return var( p, stride, w, h ); \
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

FOR_SIZES_OF_8( SAD )
FOR_SIZES_OF_7( SAD_X )
FOR_SIZES_OF_8( SSD )
FOR_SIZES_OF_8( SATD )
FOR_SIZES_OF_7( SATD_X )
VAR( 16, 16 )
VAR( 8, 16 )
VAR( 8, 8 )
HADAMARD_AC( 16, 16 )
HADAMARD_AC( 16, 8 )
HADAMARD_AC( 8, 16 )
HADAMARD_AC( 8, 8 )

static int var2_8x16( pixel *fenc, pixel *fdec, int squares[2] )
{
    return var2( fenc, fdec, squares, 16, 7 );
}

static int var2_8x8( pixel *fenc, pixel *fdec, int squares[2] )
{
    return var2( fenc, fdec, squares, 8, 6 );
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

#define USE( name, w, h ) pixf->name[PIXEL_##w##x##h] = name##_##w##x##h;
#define USE_7( w, h ) USE( sad_x3, w, h ) USE( sad_x4, w, h ) USE( satd_x3, w, h ) USE( satd_x4, w, h )
#define USE_8( w, h ) USE( sad, w, h ) USE( ssd, w, h ) USE( satd, w, h ) \
    pixf->sad_aligned[PIXEL_##w##x##h] = sad_##w##x##h;

static void use_pixel_functions( x264_pixel_function_t *pixf )
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
}

/* Comparisons with three predictions, which each depth has its own of. */
#define USE_INTRA( name ) pixf->intra_##name = intra_##name;
#define FOR_INTRA( use ) \
    use( sad_x3_4x4 )    use( satd_x3_4x4 ) \
    use( sad_x3_8x8 )    use( sa8d_x3_8x8 ) \
    use( sad_x3_8x8c )   use( satd_x3_8x8c ) \
    use( sad_x3_8x16c )  use( satd_x3_8x16c ) \
    use( sad_x3_16x16 )  use( satd_x3_16x16 )
