/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Escapes in the stream, for WebAssembly. */
#include "wasm.h"

/* After two zeros, a byte of at most 3 follows another 3. Most bytes do not follow two zeros. */
static uint8_t *nal_escape( uint8_t *dst, uint8_t *src, uint8_t *end )
{
    for( int i = 0; i < 2 && src < end; i++ )
        *dst++ = *src++;
    while( src < end )
    {
        intptr_t count = X264_MIN( end - src, 16 );
        if( count == 16 && wasm_i8x16_all_true( wasm_v128_or( wasm_v128_load( src - 2 ), wasm_v128_load( src - 1 ) ) ) )
        {
            wasm_v128_store( dst, wasm_v128_load( src ) );
            dst += 16;
            src += 16;
            continue;
        }
        for( ; count > 0; count-- )
        {
            if( src[0] <= 0x03 && !dst[-2] && !dst[-1] )
                *dst++ = 0x03;
            *dst++ = *src++;
        }
    }
    return dst;
}

void x264_bitstream_init_wasm( x264_bitstream_function_t *pf )
{
    pf->nal_escape = nal_escape;
}
