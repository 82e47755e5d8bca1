/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The table of arithmetic decoding, for WebAssembly, made of FFmpeg's own. */
#include "cabac_wasm.h"

uint64_t ff_cabac_steps_wasm[128];

__attribute__((constructor)) static void make_steps(void)
{
    const uint8_t *less = ff_h264_cabac_tables + H264_LPS_RANGE_OFFSET;
    const uint8_t *next = ff_h264_cabac_tables + H264_MLPS_STATE_OFFSET + 128;

    for (int state = 0; state < 128; state++) {
        uint64_t step = next[state] | (next[state] ^ next[~state]) << 8;
        for (int quarter = 3; quarter >= 0; quarter--)
            step = step << 8 | less[128 * quarter + state];
        ff_cabac_steps_wasm[state] = step;
    }
}
