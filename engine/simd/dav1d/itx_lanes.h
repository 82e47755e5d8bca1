/* SPDX-License-Identifier: MIT */
/* Transforms of four rows at once. */
#ifndef DAV1D_SRC_WASM_ITX_LANES_H
#define DAV1D_SRC_WASM_ITX_LANES_H

#include <stddef.h>
#include <stdint.h>

#include "src/levels.h"

/* A coefficient of each of four rows. */
typedef int32_t lanes __attribute__((vector_size(16)));

/* As `itx_1d_fn` is for one row. */
typedef void (*lanes_1d_fn)(lanes *c, ptrdiff_t stride, lanes min, lanes max);

extern const lanes_1d_fn dav1d_tx1d_lanes[N_TX_SIZES][N_TX_1D_TYPES];

#endif
