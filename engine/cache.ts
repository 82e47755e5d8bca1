import { fromFileUrl, join } from "@std/path/posix";
import { sha256 } from "./sources.ts";
import type { VariantName } from "./versions.ts";

/** The kernels for SIMD128 and what hooks them in. */
export const simdFiles: readonly string[] = [
  "simd/include/msa.h",
  "simd/x264.patch",
  "simd/x264/mc.c",
  "simd/x264/pixel.c",
  "simd/x264/wasm.h",
];

/** The files that decide what is built. */
const recipe = [
  "components.ts",
  "ffmpeg.ts",
  "libraries.ts",
  "shim/include/stdlib.h",
  "shim/include/unistd.h",
  "shim/main.c",
  "shim/shim.c",
  "simd.ts",
  ...simdFiles,
  "toolchain.ts",
  "versions.ts",
];

/** What can be chosen about a build. */
export interface BuildOptions {
  /**
   * Whether it contains our kernels for SIMD128.
   *
   * @default true
   */
  readonly simd?: boolean;
}

/** Where engines, and the sources that they are built from, are kept. */
export function cacheFolder(): string {
  const base = Deno.env.get("XDG_CACHE_HOME") ??
    join(Deno.env.get("HOME") ?? "/tmp", ".cache");
  return join(base, "afmpeg", "engine");
}

/** The path of a file of the recipe. */
export function recipeFile(name: string): string {
  return fromFileUrl(new URL(name, import.meta.url));
}

/** Names what the recipe, as it is now, makes of a variant. */
export async function cacheKey(
  variant: VariantName,
  { simd = true }: BuildOptions = {},
  read: (name: string) => Promise<Uint8Array> = (name) =>
    Deno.readFile(recipeFile(name)),
): Promise<string> {
  const parts = await Promise.all(
    recipe.map(async (name) =>
      `${name} ${await sha256(new Uint8Array(await read(name)))}\n`
    ),
  );
  const text = parts.join("") + variant + (simd ? "" : " without SIMD");
  return (await sha256(new TextEncoder().encode(text))).slice(0, 16);
}
