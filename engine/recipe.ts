import { fromFileUrl } from "@std/path/posix";

/** What wasi-libc lacks, and the `main` of the module. */
export const shimFiles: readonly string[] = [
  "shim/include/setjmp.h",
  "shim/include/stdlib.h",
  "shim/include/unistd.h",
  "shim/main.c",
  "shim/setjmp.imports",
  "shim/shim.c",
];

/** The kernels for SIMD128 and what hooks them in. */
export const simdFiles: readonly string[] = [
  "simd/include/msa.h",
  "simd/x264.patch",
  "simd/x264/mc.c",
  "simd/x264/pixel.c",
  "simd/x264/wasm.h",
];

/** The path of a file of the recipe. */
export function recipeFile(name: string): string {
  return fromFileUrl(new URL(name, import.meta.url));
}
