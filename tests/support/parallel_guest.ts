// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { fromFileUrl, join } from "@std/path/posix";
import { buildLibc } from "../../engine/real_threads.ts";
import {
  linkFlags,
  llvm,
  setjmpFlags,
  targetFlags,
} from "../../engine/toolchain.ts";
import { compile } from "./c_guest.ts";

/**
 * Compiles a program in C or C++ in `testdata/guests` whose threads run side by side. Builds their
 * libc if it is missing.
 */
export async function compileParallelGuest(
  name: string,
  flags: readonly string[] = [],
): Promise<Uint8Array<ArrayBuffer>> {
  const libc = await buildLibc();
  const engine = fromFileUrl(new URL("../../engine/", import.meta.url));
  const signals = `${engine}shim/signal.c`;
  const all = [
    ...["-O2", "-Wall", "-D_WASI_EMULATED_SIGNAL", ...targetFlags],
    // libc++ has headers of its own before these.
    ...(name.endsWith(".cpp")
      ? []
      : [...setjmpFlags, `-I${engine}shim/include`]),
    ...linkFlags.map((flag) => flag.replace("../shim/", `${engine}shim/`)),
    ...["-Wl,--export=afmpeg_raise", signals, "-lwasi-emulated-signal"],
    ...flags,
  ];
  const compiler = join(libc, "bin", llvm.CC);
  return await Deno.readFile(await compile(name, all, [signals], compiler));
}
