import { join } from "@std/path/posix";
import { ffmpegArchives } from "./ffmpeg.ts";
import { librariesOf } from "./libraries.ts";
import { emulationLibs, linkFlags, llvm, targetFlags } from "./toolchain.ts";
import type { VariantName } from "./versions.ts";
import { cFlags, PREFIX, type Workshop } from "./workshop.ts";

/**
 * Links the module from what lies in the prefix. Returns its path.
 *
 * Whole archives: for an object that it would take only when asked for, lld 19
 * lists static functions too. A library's call of a function by such a name then
 * goes astray, without a word.
 */
export async function link(
  { work, steps }: Workshop,
  variant: VariantName,
): Promise<string> {
  const cwd = join(work, "shim");
  await steps.run(llvm.CC, [...cFlags, "-c", "main.c", "-o", "main.o"], {
    cwd,
  });
  await steps.run(llvm.CC, [
    ...[...targetFlags, ...linkFlags, "-o", "ffmpeg.wasm"],
    ...["main.o", `-L${PREFIX}/lib`, "-Wl,--whole-archive", "-lfftools"],
    ...ffmpegArchives(variant).map((name) => `-l${name}`),
    ...librariesOf(variant).flatMap(({ archives }) => archives),
    ...["-lshim", "-Wl,--no-whole-archive", "-lm", ...emulationLibs],
  ], { cwd });
  return join(cwd, "ffmpeg.wasm");
}
