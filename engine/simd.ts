import { join } from "@std/path/posix";
import { recipeFile, simdFiles } from "./recipe.ts";
import { editSources } from "./simd_ffmpeg.ts";
import { copy, type Workshop } from "./workshop.ts";

/** The header of MSA's intrinsics, as seen from a folder below `work`. */
export const SIMD_INCLUDE = "../simd/include";

/** Where the kernels go to, in the source that they are for. */
const destinations = {
  ffmpeg: "libavcodec/mips",
  x264: "common/wasm",
} as const;

/** The other files that hook the kernels in. */
const hooks = {
  ffmpeg: "simd_ffmpeg.ts",
  x264: "simd/x264.patch",
} as const;

/** A source that there are kernels for. */
export type SimdSource = keyof typeof destinations;

/** The files of the recipe that hook the kernels for a source into it. */
export function simdFilesOf(source: SimdSource): string[] {
  const others = ["simd.ts", "simd/include/msa.h", hooks[source]];
  return [...others, ...kernelsOf(source)];
}

/** Hooks the kernels for a source into it, where it lies unpacked. */
export async function addSimd(
  source: SimdSource,
  cwd: string,
  { steps }: Workshop,
): Promise<void> {
  for (const name of kernelsOf(source)) {
    const file = name.slice(`simd/${source}/`.length);
    await copy(recipeFile(name), join(cwd, destinations[source], file));
  }
  if (source === "ffmpeg") await editSources(cwd);
  else await steps.run("patch", ["-p1", "-i", `../${hooks.x264}`], { cwd });
}

function kernelsOf(source: SimdSource): string[] {
  return simdFiles.filter((name) => name.startsWith(`simd/${source}/`));
}
