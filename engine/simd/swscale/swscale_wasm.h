/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Kernels of swscale for WebAssembly: what they share, and how they are hooked in. */
#ifndef SWSCALE_WASM_H
#define SWSCALE_WASM_H

#include "config.h"
#include "libavutil/cpu.h"
#include "libavutil/pixdesc.h"
#include "libswscale/swscale.h"
#include "libswscale/swscale_internal.h"
#include "libswscale/version.h"
#include <wasm_simd128.h>

/* What FFmpeg 8 calls otherwise than FFmpeg 5. */
#if LIBSWSCALE_VERSION_MAJOR < 9
typedef SwsContext SwsInternal;
#define SRC_FORMAT(c) (c)->srcFormat
#define DST_FORMAT(c) (c)->dstFormat
#define DST_WIDTH(c) (c)->dstW
#define FLAGS(c) (c)->flags
#else
#define SRC_FORMAT(c) (c)->opts.src_format
#define DST_FORMAT(c) (c)->opts.dst_format
#define DST_WIDTH(c) (c)->opts.dst_w
#define FLAGS(c) (c)->opts.flags
#endif

#define INLINE static inline __attribute__((always_inline))

void ff_sws_init_swscale_wasm(SwsInternal *c);
void ff_sws_init_hscale_wasm(SwsInternal *c);
void ff_sws_init_vscale_wasm(SwsInternal *c);
void ff_sws_init_rgb_wasm(SwsInternal *c);
void ff_sws_init_gbrp_wasm(SwsInternal *c);
void ff_sws_init_input_wasm(SwsInternal *c);
void ff_sws_rgb_factors_wasm(SwsInternal *c, int64_t cy, int64_t oy, int64_t crv, int64_t cbu, int64_t cgu,
                             int64_t cgv, int offset);
SwsFunc ff_yuv2rgb_init_wasm(SwsInternal *c);

/* The even lanes of 32 bits of two vectors, and the odd ones. */
INLINE v128_t even_i32(v128_t a, v128_t b)
{
    return wasm_i32x4_shuffle(a, b, 0, 2, 4, 6);
}

INLINE v128_t odd_i32(v128_t a, v128_t b)
{
    return wasm_i32x4_shuffle(a, b, 1, 3, 5, 7);
}

/* The lower and the upper half of two vectors, lane by lane of 16 bits in turn. */
INLINE v128_t zip_low_i16(v128_t a, v128_t b)
{
    return wasm_i16x8_shuffle(a, b, 0, 8, 1, 9, 2, 10, 3, 11);
}

INLINE v128_t zip_high_i16(v128_t a, v128_t b)
{
    return wasm_i16x8_shuffle(a, b, 4, 12, 5, 13, 6, 14, 7, 15);
}

#endif
