/* SPDX-License-Identifier: MIT */
/* dav1d's transforms of one row, compiled so that they transform four at once. */
#include "config.h"

#include <wasm_simd128.h>

#include "common/intops.h"

#include "src/itx_1d.h"
#include "src/wasm/itx_lanes.h"

static inline __attribute__((always_inline)) lanes clip_lanes(lanes a, lanes min, lanes max)
{
    return (lanes)wasm_i32x4_min(wasm_i32x4_max((v128_t)a, (v128_t)min), (v128_t)max);
}

/* Whatever is a number there, is four of them here. */
#define int lanes
#define int32_t lanes
#define iclip clip_lanes
#define itx_1d_fn lanes_1d_fn
#define dav1d_tx1d_fns dav1d_tx1d_lanes
/* The rest of that file is of no use here. */
#define dav1d_inv_wht4_1d_c inv_wht4_1d_lanes
#define dav1d_tx1d_types dav1d_tx1d_types_again
static void inv_wht4_1d_lanes(lanes *c, ptrdiff_t stride);

#include "src/itx_1d.c"
