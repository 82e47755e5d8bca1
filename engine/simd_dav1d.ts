// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { type Edit, editFiles } from "./edit.ts";

/** The files of kernels, and the functions that put them in place of C. */
const kernels = {
  cdef: "cdef_dsp_init",
  filmgrain: "film_grain_dsp_init",
  loopfilter: "loop_filter_dsp_init",
  mc: "mc_dsp_init",
} as const;

/** As the kernels of other processors are hooked in: a header, and a call. */
function hook(name: string, init: string): Edit[] {
  return [
    [
      /^(?=#if HAVE_ASM\n.*\n#include )/m,
      `#include "src/wasm/${name}_wasm.h"\n`,
      1,
    ],
    [/^(?=#if HAVE_ASM\n.*\n {4}\w+_init_arm\()/m, `    ${init}_wasm(c);\n`, 1],
  ];
}

/** Hooks the kernels into dav1d, where it lies unpacked. */
export async function editDav1d(cwd: string): Promise<void> {
  await editFiles(cwd, {
    ...Object.fromEntries(
      Object.entries(kernels)
        .map(([name, init]) => [`src/${name}_tmpl.c`, hook(name, init)]),
    ),
    // Each row of the first, and each column of the second transform, is one of four.
    "src/itx_tmpl.c": [
      [
        /^(?=#define inv_txfm_fn\()/m,
        '#include "src/wasm/itx_wasm.h"\n\n',
        1,
      ],
    ],
    // Of these, which are no coefficients, there is one for all four.
    "src/itx_1d.c": [
      [/\bint tx64\b/g, "unsigned tx64", 4],
      [/\bfor \(int i\b/g, "for (unsigned i", 4],
    ],
    // As much of a stream at a time as a register holds, not as an address.
    "src/msac.h": [
      ["typedef size_t ec_win;", "typedef uint64_t ec_win;", 1],
      [
        /^(?=\/\* Supported n_symbols)/m,
        [4, 8].map((lanes) => {
          const name = `dav1d_msac_decode_symbol_adapt${lanes}`;
          return `unsigned ${name}_wasm(MsacContext *s, uint16_t *cdf, size_t n_symbols);
#define ${name} ${name}_wasm
`;
        }).join(""),
        1,
      ],
    ],
    "src/msac.c": [
      [
        /^(?=void dav1d_msac_init\()/m,
        '#include "src/wasm/msac_wasm.h"\n\n',
        1,
      ],
    ],
  });
}
