// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { hasThreads } from "../abi/threads_module.ts";
import { Env } from "../env/env.ts";
import type { Wasi } from "../wasi/wasi.ts";
import { interruptExport, startExport } from "../wasm/mod.ts";
import type { GuestOutcome } from "./messages.ts";
import { outcomeOf } from "./outcome.ts";
import type { Profiler } from "./profiler.ts";
import { Threads } from "./threads.ts";

/** What a guest runs with whose threads, if it has any, take turns. */
export interface Execution {
  /** What serves its calls, of which it has made none. */
  readonly wasi: Wasi;
  /** The word that was given to `wasi`. */
  readonly interrupt: Int32Array<SharedArrayBuffer>;
  readonly profiler?: Profiler | undefined;
  /** Receives the word that stops its loops, if it has one, before it runs. */
  readonly onLoops?: (interrupt: SharedArrayBuffer) => void;
  /** Receives its memory when it has ended. */
  readonly onMemory?: (memory: WebAssembly.Memory) => void;
}

/** Runs a guest in a new instance of `module`, in this thread. */
export async function execute(
  module: WebAssembly.Module,
  { wasi, interrupt, profiler, onLoops, onMemory }: Execution,
): Promise<GuestOutcome> {
  const threads = hasThreads(module)
    ? new Threads(() => wasi.checkpoint())
    : undefined;
  const env = new Env(module, { interrupt });
  let loops: WebAssembly.ExportValue | undefined;
  let memory: WebAssembly.ExportValue | undefined;
  try {
    const imports = {
      ...profiler?.measure(wasi.imports) ?? wasi.imports,
      ...env.imports,
      ...threads?.imports,
    };
    const instance = new WebAssembly.Instance(module, imports);
    memory = instance.exports.memory;
    profiler?.instantiated();
    env.attach(instance);
    loops = instance.exports[interruptExport];
    if (loops instanceof WebAssembly.Memory) {
      onLoops?.(loops.buffer as SharedArrayBuffer);
    }
    const start = instance.exports[startExport];
    const before = () => {
      if (typeof start === "function") start();
    };
    const exitCode = threads
      ? await wasi.startAsync(instance, () => {
        before();
        return threads.run(instance);
      })
      : wasi.start(instance, before);
    return {
      type: "exit",
      exitCode,
      ...(profiler && { profile: profiler.profile() }),
    };
  } catch (error) {
    return outcomeOf(env.explain(error));
  } finally {
    if (memory instanceof WebAssembly.Memory) onMemory?.(memory);
    if (threads) {
      // Parts of the guest that still run while it unwinds soon trap, and call nothing.
      interrupt[0] = 1;
      if (loops instanceof WebAssembly.Memory) {
        new Int32Array(loops.buffer)[0] = 1;
      }
      threads.release();
    }
  }
}
