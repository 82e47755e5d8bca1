import type { Fs } from "../vfs/fs.ts";
import { createWorkerPool } from "./run/create_worker_pool.ts";
import { checkRuntimePool } from "./run/check_runtime.ts";
import type { WorkerPool } from "./run/worker_pool.ts";
import type { Job } from "./run/job.ts";
import type { SpawnOptions } from "./run/run_options.ts";
import { Runtime } from "./runtime.ts";
import type { RuntimeOptions } from "./run/runtime_options.ts";

/** Options of {@linkcode RuntimePool.create}. */
export interface RuntimePoolOptions extends RuntimeOptions {
  /** How many runs go side by side. The default is one for each processor. */
  size?: number | undefined;
  /**
   * How many runs may wait for their turn; one more is refused.
   *
   * @default {Infinity}
   */
  maxQueue?: number | undefined;
}

/** What a pool does and has done: see {@linkcode RuntimePool.stats}. */
export interface RuntimePoolStats {
  /** How many runs may go side by side. */
  readonly size: number;
  /** How many runs have their turn. */
  readonly running: number;
  /** How many runs wait for their turn. */
  readonly queued: number;
  /** How many runs came to an exit code of their own. */
  readonly completed: number;
  /** How many runs were aborted, trapped, refused or failed otherwise. */
  readonly failed: number;
}

/**
 * A runtime that has several guests side by side. The module is compiled once;
 * runs that find all guests busy wait, and are served in the order in which they
 * came.
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
   * @throws {TypeError} when an option is none that can be used.
   */
  static override async create(
    options: RuntimePoolOptions,
  ): Promise<RuntimePool> {
    checkRuntimePool(options);
    const { size = navigator.hardwareConcurrency } = options;
    return new RuntimePool(await createWorkerPool({ ...options, size }));
  }

  /** What the pool does and has done. */
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
   * Starts a command line, or has it wait: see {@linkcode Runtime.spawn}. Where
   * too many wait, `status` rejects with {@linkcode QueueFullError}.
   *
   * @throws {TypeError} when an argument or an option is none that can be used.
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

  /** Waits until all runs that were asked for so far have ended. */
  async drain(): Promise<void> {
    await Promise.all(this.#pending);
  }
}
