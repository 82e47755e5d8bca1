/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Arithmetic decoding, for WebAssembly: with few loads, for each is checked against the size of memory. */
#ifndef AVCODEC_MIPS_CABAC_WASM_H
#define AVCODEC_MIPS_CABAC_WASM_H

#include "libavcodec/cabac.h"

/*
 * What follows from a state, in bytes from the lowest: the ranges of the less probable symbol in the
 * four quarters of the range, the next state, and which bits of it differ after that symbol.
 */
extern uint64_t ff_cabac_steps_wasm[128];

#define CABAC_INLINE static inline __attribute__((always_inline))

/* Sixteen more bits, so that the lowest of them is the one numbered `place`. */
CABAC_INLINE unsigned refill_cabac_wasm(CABACContext *c, unsigned low, int place)
{
    unsigned bytes = *(const uint16_t *)c->bytestream;
    bytes = (bytes << 8 | bytes >> 8) & 0xffff;
#if !UNCHECKED_BITSTREAM_READER
    if (c->bytestream < c->bytestream_end)
#endif
        c->bytestream += CABAC_BITS / 8;
    return low + ((2 * bytes - CABAC_MASK) << place);
}

#define get_cabac_inline get_cabac_inline_wasm

CABAC_INLINE int get_cabac_inline_wasm(CABACContext *c, uint8_t *const state)
{
    unsigned symbol = *state, low = c->low, range = c->range;
    uint64_t step = ff_cabac_steps_wasm[symbol];
    unsigned less = (uint8_t)(step >> (range >> 3 & 24)), next = step >> 32;

    range -= less;
    unsigned scaled = range << (CABAC_BITS + 1);
    unsigned is_less = (int)(scaled - low) >> 31;
    /* The compiler would turn a mask into conditional moves, with a comparison for each. */
    __asm__("" : "+r"(is_less));
    low -= scaled & is_less;
    range += (less - range) & is_less;
    *state = next ^ (next >> 8 & is_less);

    unsigned shift = (__builtin_clz(range) - 23) & 31;
    c->range = range << shift;
    low <<= shift;
    if (!(low & CABAC_MASK))
        low = refill_cabac_wasm(c, low, __builtin_ctz(low) - CABAC_BITS);
    c->low = low;
    return (symbol ^ is_less) & 1;
}

/* A symbol of two that are as probable: all bits of the result are what it is. */
CABAC_INLINE int bypass_cabac_wasm(CABACContext *c)
{
    unsigned low = c->low << 1, scaled = c->range << (CABAC_BITS + 1);
    if (!(low & CABAC_MASK))
        low = refill_cabac_wasm(c, low, 0);
    low -= scaled;
    unsigned is_zero = (int)low >> 31;
    __asm__("" : "+r"(is_zero));
    c->low = low + (scaled & is_zero);
    return ~is_zero;
}

#define get_cabac_bypass get_cabac_bypass_wasm

CABAC_INLINE int get_cabac_bypass_wasm(CABACContext *c)
{
    return bypass_cabac_wasm(c) & 1;
}

#define get_cabac_bypass_sign get_cabac_bypass_sign_wasm

CABAC_INLINE int get_cabac_bypass_sign_wasm(CABACContext *c, int value)
{
    int is_zero = ~bypass_cabac_wasm(c);
    return (value ^ is_zero) - is_zero;
}

#endif
