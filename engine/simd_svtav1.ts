// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { type Edit, editFiles } from "./edit.ts";
import { sseFlags } from "./libraries/sse.ts";

const codec = "Source/Lib/Codec";

/** The folder of our own kernels, and of those for the processors that they stand for. */
export const kernelFolders: readonly string[] = [
  "WASM",
  "SSE2",
  "SSSE3",
  "SSE4_1",
]
  .map((name) => `Source/Lib/ASM_${name}`);

/**
 * Kernels that need others which are in assembly or for AVX2 only: of filters, for more than
 * 8 bits, and of warps.
 */
export const leftOut: RegExp =
  /\/(aom_subpixel_8t_intrin_ssse3|highbd_variance_sse2|warp_plane_sse4)\.c$/;

/** What such kernels, and those that are in assembly themselves, are called in the tables. */
const missing =
  /(Log2f_ASM|svt_av1_(highbd_)?warp_affine_sse4_1|svt_aom_((highbd_)?(dc(_128|_left|_top)?|h|v)_predictor_(4x4|8x8|16x16)_sse2|hadamard_8x8_sse2|convolve8_(horiz|vert)_ssse3|highbd_10_variance\d+x\d+_sse2|highbd_8_mse16x16_sse2))\b/;

/** How all of it is compiled: as for x86, with our header before those of SSE. */
export const kernelFlags: readonly string[] = [
  ...kernelFolders.map((name) => `-I${name}`),
  ...sseFlags,
  "-DARCH_X86_64=1",
];

/** Leaves what needs AVX out of the tables, and what is missing. */
function tableEdits(count: number): Edit[] {
  return [
    [/^ {4}if \(.*ptr = avx2;.*\n/m, "", 1],
    [missing, "0", count],
  ];
}

const edits: Readonly<Record<string, readonly Edit[]>> = {
  [`${codec}/aom_dsp_rtcd.c`]: tableEdits(19),
  [`${codec}/common_dsp_rtcd.c`]: [
    ...tableEdits(37),
    ['#include "cpuinfo.h"\n', "", 1],
    [
      /^ {4}cpuinfo_initialize\(\);\s+flags \|= cpuinfo_has_x86_mmx.*?(?=^ {4}return flags;)/ms,
      "    flags = (EB_CPU_FLAGS_SSE4_1 << 1) - 1;\n",
      1,
    ],
  ],
  // No state is left behind, and a copy is one instruction.
  [`${codec}/definitions.h`]: [
    [
      /^#ifdef ARCH_X86_64(?=\n(extern void RunEmms|#define EB_MEMCPY))/m,
      "#if 0",
      2,
    ],
  ],
};

/** Hooks the kernels into SVT-AV1, where it lies unpacked. */
export async function editSvtAv1(cwd: string): Promise<void> {
  await editFiles(cwd, edits);
}
