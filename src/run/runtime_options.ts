// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { ModuleSource } from "../module/module_source.ts";

/** Options of {@linkcode Runtime.create}. */
export interface RuntimeOptions {
  /**
   * Where the module comes from. Its thread starts while a promise of that is awaited,
   * for instance of what `WebAssembly.compileStreaming` compiles.
   */
  module: ModuleSource | PromiseLike<ModuleSource>;
  /** Cancels loading the module. */
  signal?: AbortSignal | undefined;
  /**
   * How large the memory of a guest may grow, in bytes; beyond that, allocations
   * in the guest fail with ENOMEM. Does not apply to a `WebAssembly.Module`, which
   * runs unchanged, unless its threads share a memory that it imports. Tables and
   * garbage-collected objects, of which ffmpeg has next to none, do not count.
   *
   * @default {1073741824}
   */
  maxMemoryBytes?: number | undefined;
  /**
   * Whether to insert a check into every loop of the module, so that a run can be
   * stopped while it computes. Does not apply to a `WebAssembly.Module`, which runs
   * unchanged.
   *
   * @default {true}
   */
  interruptible?: boolean | undefined;
  /**
   * How many processors a guest may use, at most 512, if its threads run at the same
   * time, as those of an engine built with `--threads=real`: ffmpeg starts as many
   * threads as it would on a machine with that number. `"auto"`: as many as there are,
   * up to 64; in a pool, they are divided among its runs. The threads of other modules
   * take turns on one processor: then only `"auto"` and 1 are accepted, and have no
   * effect.
   *
   * @default {"auto"}
   */
  threads?: "auto" | number | undefined;
  /**
   * How many threads that run at the same time a guest may have, its first one included,
   * at most 512; one more fails with EAGAIN. The default is 64, and 8 more for each of
   * its processors. No effect on a module whose threads take turns.
   */
  maxThreads?: number | undefined;
  /**
   * Where the script of the guest's thread is served: the file `worker.js` of the
   * package for npm. Only a page needs it whose Content-Security-Policy does not
   * allow `worker-src blob:`; by default, the script is part of this module.
   */
  workerUrl?: string | URL | undefined;
}

/** How many guests run at the same time, and how many runs may be queued. */
export interface WorkerPoolOptions {
  size?: number | undefined;
  maxQueue?: number | undefined;
}

/** Options of {@linkcode Runtime.close}. */
export interface CloseOptions {
  /**
   * Whether to abort the current run instead of waiting for it.
   *
   * @default {false}
   */
  abort?: boolean | undefined;
}
