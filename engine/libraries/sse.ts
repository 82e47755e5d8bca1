// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { PREFIX } from "../workshop.ts";
import { installHeaders } from "./archive.ts";
import type { Library } from "./library.ts";

const folder = "sse";

/** How C with kernels in the intrinsics of SSE, SSE2, SSE3, SSSE3 and SSE4.1 is compiled. */
export const sseFlags: readonly string[] = [
  `-I${PREFIX}/include/${folder}`,
  ...["SSE", "SSE2", "SSE3", "SSSE3", "SSE4_1"].map((name) => `-D__${name}__`),
];

/**
 * The intrinsics of SSE, by those of SIMD128: headers with which kernels for x86 become
 * kernels for WebAssembly.
 */
export const sse: Library = {
  license: "MIT OR NCSA",
  options: [],
  components: {},
  archives: [],
  simdFiles: [],
  needs: [],
  async build(workshop) {
    const from = "system/include/compat";
    await installHeaders(workshop, from, folder, /^[xeptsn]mmintrin\.h$/);
  },
};
