// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Fs } from "../vfs/fs.ts";
import { createWorkerPool } from "./run/create_worker_pool.ts";
import { takeRuntimePool } from "./run/check_runtime.ts";
import type { WorkerPool } from "./run/worker_pool.ts";
import type { Job } from "./run/job.ts";
import type { SpawnOptions } from "./run/run_options.ts";
import { Runtime } from "./runtime.ts";
import type { RuntimeOptions } from "./run/runtime_options.ts";

/** Options of {@linkcode RuntimePool.create}. */
export interface RuntimePoolOptions extends RuntimeOptions {
  /**
   * How many runs execute at the same time, at most 1024. The default is one per
   * processor.
   */
  size?: number | undefined;
  /**
   * How many runs may be queued; one more is refused.
   *
   * @default {Infinity}
   */
  maxQueue?: number | undefined;
}

/** The state and the totals of a pool: see {@linkcode RuntimePool.stats}. */
export interface RuntimePoolStats {
  /** How many runs may execute at the same time. */
  readonly size: number;
  /** How many runs are executing. */
  readonly running: number;
  /** How many runs are queued. */
  readonly queued: number;
  /** How many runs ended with an exit code, of whatever value. */
  readonly completed: number;
  /** How many runs were aborted or refused, trapped, or failed otherwise. */
  readonly failed: number;
}

/**
 * A runtime that runs several guests at the same time. The module is compiled
 * once; when all guests are busy, further runs are queued. They are served in the
 * order of their option `priority`, and equals in the order in which they were
 * started; every tenth turn at the latest goes to the one that has waited longest.
 *
 * @example Two at a time
 * ```ts
 * import { MemoryFs, RuntimePool } from "@afmpeg/afmpeg";
 * import { assertEquals } from "@std/assert";
 *
 * await using pool = await RuntimePool.create({
 *   module: { file: "ffmpeg.wasm" },
 *   size: 2,
 * });
 * const fs = new MemoryFs();
 * await Promise.all([1, 2, 3].map((seconds) =>
 *   pool.run(fs, ["-f", "lavfi", "-i", `sine=d=${seconds}`, `${seconds}.wav`])
 * ));
 * assertEquals(pool.stats.completed, 3);
 * ```
 */
export class RuntimePool extends Runtime {
  readonly #pool: WorkerPool;
  readonly #pending = new Set<Promise<unknown>>();
  #completed = 0;
  #failed = 0;

  /** For `create` only. */
  protected constructor(pool: WorkerPool) {
    super(pool);
    this.#pool = pool;
  }

  /**
   * Loads and compiles a module. Rejects as {@linkcode Runtime.create} does.
   *
   * @throws {TypeError} when an option is invalid.
   */
  static override async create(
    options: RuntimePoolOptions,
  ): Promise<RuntimePool> {
    const size = navigator.hardwareConcurrency || 1;
    const taken = { size, ...takeRuntimePool(options) };
    return new RuntimePool(await createWorkerPool(taken));
  }

  /** The current state and the totals so far. */
  get stats(): RuntimePoolStats {
    const { size, running, queued } = this.#pool;
    return {
      size,
      running,
      queued,
      completed: this.#completed,
      failed: this.#failed,
    };
  }

  /**
   * Starts a command line, or queues it: see {@linkcode Runtime.spawn}. If the
   * queue is full, `status` rejects with {@linkcode QueueFullError}.
   *
   * @throws {TypeError} when an argument or an option is invalid.
   */
  override spawn(
    fs: Fs,
    args: readonly string[],
    options: SpawnOptions = {},
  ): Job {
    const job = super.spawn(fs, args, options);
    const ended = job.status.then(
      () => void this.#completed++,
      () => void this.#failed++,
    ).finally(() => this.#pending.delete(ended));
    this.#pending.add(ended);
    return job;
  }

  /** Waits until all runs started or queued so far have ended. */
  async drain(): Promise<void> {
    await Promise.all(this.#pending);
  }
}
