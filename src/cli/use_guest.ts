// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { DEFAULT_MEMORY_BYTES } from "../run/default_memory_bytes.ts";
import type { Call } from "./command.ts";
import { compileFile } from "./compile_file.ts";
import { engineOption } from "./engine_option.ts";
import type { Guest, GuestRun } from "./guest.ts";
import { memoryOption } from "./guest_options.ts";
import { Interrupts } from "./interrupts.ts";
import { locateEngine } from "./locate_engine.ts";

export type { Guest, GuestRun };

/**
 * Runs `use` with the engine over the part of the host that the call shows, or prints
 * what that would be. If it fails, what it has created is removed.
 */
export async function useGuest(
  call: Call,
  run: GuestRun,
  use: (guest: Guest) => Promise<number>,
): Promise<number> {
  using interrupts = new Interrupts();
  const engine = await locateEngine(call.read(engineOption));
  const { source, threads } = engine;
  const limit = call.read(memoryOption) ?? run.maxMemoryBytes;
  // Loading the rest takes as long.
  const module = "file" in source && threads !== "real" && !call.has("dry-run")
    ? compileFile(
      source,
      limit ?? DEFAULT_MEMORY_BYTES,
      WebAssembly.compile,
    ).then((module) => module ?? source)
    : source;
  const { withGuest } = await import("./with_guest.ts");
  return await withGuest({ call, run, engine, module, interrupts }, use);
}
