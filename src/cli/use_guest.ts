// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Fs } from "../../vfs/fs.ts";
import { Runtime } from "../runtime.ts";
import { locateEngine } from "./locate_engine.ts";
import { Interrupts } from "./interrupts.ts";
import { OutputsFs } from "./outputs_fs.ts";

/** What a command needs to run a guest. */
export interface Guest {
  readonly runtime: Runtime;
  /** What the guest sees. */
  readonly fs: OutputsFs;
  readonly interrupts: Interrupts;
}

/** Options of {@linkcode useGuest}. */
export interface EngineOptions {
  /** The value of `--engine`. */
  engine?: string | undefined;
  /** How large the memory of the guest may grow, in bytes. */
  maxMemoryBytes?: number | undefined;
}

/**
 * Runs `use` with the engine over `fs`. If it fails, what it has created in `fs` is
 * removed.
 */
export async function useGuest<T>(
  { engine, maxMemoryBytes }: EngineOptions,
  fs: Fs,
  use: (guest: Guest) => Promise<T>,
): Promise<T> {
  using interrupts = new Interrupts();
  const { source } = await locateEngine(engine);
  // Loops need no interrupt check: this process ends with the command.
  const runtime = await Runtime.create({
    module: source,
    interruptible: false,
    signal: interrupts.signal,
    maxMemoryBytes,
  });
  const outputs = new OutputsFs(fs);
  try {
    return await use({ runtime, fs: outputs, interrupts });
  } catch (error) {
    await outputs.removeMade();
    throw error;
  }
}
