/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef AVCODEC_MIPS_H264_DEBLOCK_WASM_H
#define AVCODEC_MIPS_H264_DEBLOCK_WASM_H

#include <stddef.h>
#include <stdint.h>

void ff_h264_loop_filter_strength_wasm(int16_t strength[2][4][4], uint8_t coefficients[40],
                                       int8_t ref[2][40], int16_t mv[2][40][2],
                                       int is_bidirectional, int edges, int step,
                                       int same_columns, int same_rows, int is_field);
void ff_h264_v_lpf_luma_inter_wasm(uint8_t *src, ptrdiff_t stride, int alpha, int beta, int8_t *tc);
void ff_h264_h_lpf_luma_inter_wasm(uint8_t *src, ptrdiff_t stride, int alpha, int beta, int8_t *tc);
void ff_h264_v_lpf_chroma_inter_wasm(uint8_t *src, ptrdiff_t stride, int alpha, int beta, int8_t *tc);
void ff_h264_h_lpf_chroma_inter_wasm(uint8_t *src, ptrdiff_t stride, int alpha, int beta, int8_t *tc);

#endif
