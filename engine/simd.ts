import { dirname, join } from "@std/path/posix";
import { recipeFile, simdFiles } from "./cache.ts";
import type { Workshop } from "./libraries.ts";

/** The header of MSA's intrinsics, as seen from a folder below `work`. */
export const SIMD_INCLUDE = "../simd/include";

/** Where the kernels go to, in the source that they are for. */
const destinations = { x264: "common/wasm" } as const;

/** Brings the kernels to a workshop. */
export async function copySimd(work: string): Promise<void> {
  for (const name of simdFiles) {
    await copy(recipeFile(name), join(work, name));
  }
}

/** Hooks the kernels for a source into it, where it lies unpacked. */
export async function addSimd(
  source: keyof typeof destinations,
  cwd: string,
  { steps }: Workshop,
): Promise<void> {
  const kernels = simdFiles.filter((name) =>
    name.startsWith(`simd/${source}/`)
  );
  for (const name of kernels) {
    const file = name.slice(`simd/${source}/`.length);
    await copy(recipeFile(name), join(cwd, destinations[source], file));
  }
  await steps.run("patch", ["-p1", "-i", `../simd/${source}.patch`], { cwd });
}

async function copy(from: string, to: string): Promise<void> {
  await Deno.mkdir(dirname(to), { recursive: true });
  await Deno.copyFile(from, to);
}
