// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { join } from "@std/path/posix";
import { rewrite } from "../src/wasm/mod.ts";
import { BuildError } from "./build_error.ts";
import type { BuildOptions } from "./cache.ts";
import { ffmpegArchives } from "./ffmpeg.ts";
import { librariesOf, type Selection } from "./libraries.ts";
import { checkSharedState } from "./shared_state.ts";
import { emulationLibs, linkFlags, llvm, targetFlags } from "./toolchain.ts";
import { cFlags, PREFIX, type Workshop } from "./workshop.ts";

/** What the allocator for tests stands in front of. */
const allocators = [
  ...["malloc", "calloc", "realloc", "free"],
  ...["aligned_alloc", "posix_memalign"],
];

/** What was linked is no module. */
class LinkError extends BuildError {
  override readonly name = "LinkError";
}

/**
 * Links the module from what lies in the prefix. Returns its path.
 *
 * Whole archives: for an object that it would take only when asked for, lld 19
 * lists static functions too. A library's call of a function by such a name then
 * goes astray, without a word.
 */
export async function link(
  { work, step }: Workshop,
  selection: Selection,
  { guard = false, interruptible = true }: BuildOptions,
): Promise<string> {
  const cwd = join(work, "shim");
  const { threads } = selection;
  for (const name of guard ? ["main", "guard"] : ["main"]) {
    await step.run(llvm.CC, [
      ...[...cFlags, "-c", `${name}.c`, "-o", `${name}.o`],
    ], { cwd });
  }
  await step.run(llvm.CC, [
    ...[...targetFlags, ...linkFlags, "-Wl,--export=afmpeg_raise"],
    ...(guard
      ? ["guard.o", ...allocators.map((name) => `-Wl,--wrap=${name}`)]
      : []),
    ...["-o", "ffmpeg.wasm", "main.o", `-L${PREFIX}/lib`],
    ...["-Wl,--whole-archive", "-lfftools"],
    ...ffmpegArchives.map((name) => `-l${name}`),
    ...librariesOf(selection).flatMap(({ archives }) => archives),
    ...(threads === "green" ? ["-lafmpeg_threads"] : []),
    ...(threads === "real" ? ["-Wl,-Map=ffmpeg.map"] : []),
    ...["-lshim", "-Wl,--no-whole-archive", "-lm", ...emulationLibs],
  ], { cwd });
  const path = join(cwd, "ffmpeg.wasm");
  if (!WebAssembly.validate(await Deno.readFile(path))) {
    throw new LinkError(
      "Cannot use what was linked: received a module that is not valid",
    );
  }
  if (threads === "real") {
    checkSharedState(await Deno.readTextFile(join(cwd, "ffmpeg.map")));
  }
  if (interruptible) await makeInterruptible(path);
  return path;
}

/** Does once what would be done at every start. */
async function makeInterruptible(path: string): Promise<void> {
  const module = await Deno.readFile(path);
  await Deno.writeFile(path, rewrite(module, { interrupt: true }));
}
