/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Chooses the kernels of swscale for WebAssembly. */
#include "swscale_wasm.h"

void ff_sws_init_swscale_wasm(SwsInternal *c)
{
    if (!(av_get_cpu_flags() & AV_CPU_FLAG_MSA))
        return;
    ff_sws_init_hscale_wasm(c);
    ff_sws_init_vscale_wasm(c);
    ff_sws_init_rgb_wasm(c);
    ff_sws_init_gbrp_wasm(c);
    ff_sws_init_input_wasm(c);
}
