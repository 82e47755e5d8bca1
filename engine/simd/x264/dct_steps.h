/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The steps of transforms down columns, in lanes of 16 or of 32 bits, for WebAssembly. */
#if HIGH_BIT_DEPTH
#define ADD wasm_i32x4_add
#define SUB wasm_i32x4_sub
#define SHL wasm_i32x4_shl
#define SHR wasm_i32x4_shr
#else
#define ADD wasm_i16x8_add
#define SUB wasm_i16x8_sub
#define SHL wasm_i16x8_shl
#define SHR wasm_i16x8_shr
#endif

static ALWAYS_INLINE v128_t half( v128_t a )
{
    return SHR( a, 1 );
}

static ALWAYS_INLINE v128_t plus_half( v128_t a )
{
    return ADD( a, half( a ) );
}

static ALWAYS_INLINE void dct4( v128_t r[4] )
{
    v128_t s03 = ADD( r[0], r[3] ), s12 = ADD( r[1], r[2] );
    v128_t d03 = SUB( r[0], r[3] ), d12 = SUB( r[1], r[2] );
    r[0] = ADD( s03, s12 );
    r[1] = ADD( SHL( d03, 1 ), d12 );
    r[2] = SUB( s03, s12 );
    r[3] = SUB( d03, SHL( d12, 1 ) );
}

static ALWAYS_INLINE void idct4( v128_t r[4] )
{
    v128_t s02 = ADD( r[0], r[2] ), d02 = SUB( r[0], r[2] );
    v128_t s13 = ADD( r[1], half( r[3] ) ), d13 = SUB( half( r[1] ), r[3] );
    r[0] = ADD( s02, s13 );
    r[1] = ADD( d02, d13 );
    r[2] = SUB( d02, d13 );
    r[3] = SUB( s02, s13 );
}

static ALWAYS_INLINE void dct8( v128_t r[8] )
{
    v128_t s07 = ADD( r[0], r[7] ), d07 = SUB( r[0], r[7] );
    v128_t s16 = ADD( r[1], r[6] ), d16 = SUB( r[1], r[6] );
    v128_t s25 = ADD( r[2], r[5] ), d25 = SUB( r[2], r[5] );
    v128_t s34 = ADD( r[3], r[4] ), d34 = SUB( r[3], r[4] );
    v128_t a0 = ADD( s07, s34 ), a1 = ADD( s16, s25 );
    v128_t a2 = SUB( s07, s34 ), a3 = SUB( s16, s25 );
    v128_t a4 = ADD( ADD( d16, d25 ), plus_half( d07 ) );
    v128_t a5 = SUB( SUB( d07, d34 ), plus_half( d25 ) );
    v128_t a6 = SUB( ADD( d07, d34 ), plus_half( d16 ) );
    v128_t a7 = ADD( SUB( d16, d25 ), plus_half( d34 ) );
    r[0] = ADD( a0, a1 );
    r[1] = ADD( a4, SHR( a7, 2 ) );
    r[2] = ADD( a2, half( a3 ) );
    r[3] = ADD( a5, SHR( a6, 2 ) );
    r[4] = SUB( a0, a1 );
    r[5] = SUB( a6, SHR( a5, 2 ) );
    r[6] = SUB( half( a2 ), a3 );
    r[7] = SUB( SHR( a4, 2 ), a7 );
}

static ALWAYS_INLINE void idct8( v128_t r[8] )
{
    v128_t a0 = ADD( r[0], r[4] ), a2 = SUB( r[0], r[4] );
    v128_t a4 = SUB( half( r[2] ), r[6] ), a6 = ADD( half( r[6] ), r[2] );
    v128_t b0 = ADD( a0, a6 ), b2 = ADD( a2, a4 );
    v128_t b4 = SUB( a2, a4 ), b6 = SUB( a0, a6 );
    v128_t a1 = SUB( SUB( r[5], r[3] ), plus_half( r[7] ) );
    v128_t a3 = SUB( ADD( r[1], r[7] ), plus_half( r[3] ) );
    v128_t a5 = ADD( SUB( r[7], r[1] ), plus_half( r[5] ) );
    v128_t a7 = ADD( ADD( r[3], r[5] ), plus_half( r[1] ) );
    v128_t b1 = ADD( SHR( a7, 2 ), a1 ), b3 = ADD( a3, SHR( a5, 2 ) );
    v128_t b5 = SUB( SHR( a3, 2 ), a5 ), b7 = SUB( a7, SHR( a1, 2 ) );
    r[0] = ADD( b0, b7 );
    r[1] = ADD( b2, b5 );
    r[2] = ADD( b4, b3 );
    r[3] = ADD( b6, b1 );
    r[4] = SUB( b6, b1 );
    r[5] = SUB( b4, b3 );
    r[6] = SUB( b2, b5 );
    r[7] = SUB( b0, b7 );
}
