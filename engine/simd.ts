// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { basename, join } from "@std/path/posix";
import { recipeFile, simdFiles } from "./recipe.ts";
import { editDav1d } from "./simd_dav1d.ts";
import { editSources } from "./simd_ffmpeg.ts";
import { editLibvpx } from "./simd_vpx.ts";
import { editSvtAv1 } from "./simd_svtav1.ts";
import { editX265 } from "./simd_x265.ts";
import { copy, type Workshop } from "./workshop.ts";

/** The header of MSA's intrinsics, as seen from a folder below `work`. */
export const SIMD_INCLUDE = "../simd/include";

/** The folders of kernels for a source, and where they go to in it. */
const destinations = {
  dav1d: { dav1d: "src/wasm" },
  ffmpeg: {
    avfilter: "libavfilter/wasm",
    avutil: "libavutil/wasm",
    ffmpeg: "libavcodec/mips",
    swresample: "libswresample/wasm",
    swscale: "libswscale/wasm",
  },
  svtav1: { svtav1: "Source/Lib/ASM_WASM" },
  vpx: { vpx: "vpx_dsp/wasm" },
  x264: { x264: "common/wasm" },
  x265: { x265: "source/common/wasm" },
} as const;

/** The other files that hook the kernels in. */
const hooks = {
  dav1d: "simd_dav1d.ts",
  ffmpeg: "simd_ffmpeg.ts",
  svtav1: "simd_svtav1.ts",
  vpx: "simd_vpx.ts",
  x264: "simd/x264.patch",
  x265: "simd_x265.ts",
} as const;

/** A source that there are kernels for. */
export type SimdSource = keyof typeof destinations;

/** The files of the recipe that hook the kernels for a source into it. */
export function simdFilesOf(source: SimdSource): string[] {
  const others = ["simd.ts", "simd/include/msa.h", hooks[source]];
  return [
    ...others,
    ...Object.keys(destinations[source]).flatMap((name) => kernelsIn(name)),
  ];
}

/** Hooks the kernels for a source into it, where it lies unpacked. */
export async function addSimd(
  source: SimdSource,
  cwd: string,
  { step }: Workshop,
): Promise<void> {
  for (const [folder, destination] of Object.entries(destinations[source])) {
    for (const name of kernelsIn(folder)) {
      await copy(recipeFile(name), join(cwd, destination, basename(name)));
    }
  }
  if (source === "dav1d") return await editDav1d(cwd);
  if (source === "ffmpeg") return await editSources(cwd);
  if (source === "svtav1") return await editSvtAv1(cwd);
  if (source === "vpx") return await editLibvpx(cwd);
  if (source === "x265") return await editX265(cwd);
  // Without fuzz: a hunk fits what is around it, or the build fails.
  const how = ["-p1", "--fuzz=0", "-i", `../${hooks.x264}`];
  await step.run("patch", how, { cwd });
}

function kernelsIn(folder: string): string[] {
  return simdFiles.filter((name) => name.startsWith(`simd/${folder}/`));
}
