import type { ModuleSource } from "../module/module_source.ts";

/** Options of {@linkcode Runtime.create}. */
export interface RuntimeOptions {
  /** Where the module comes from. */
  module: ModuleSource;
  /** Gives up loading the module. */
  signal?: AbortSignal | undefined;
  /**
   * How large the memory of a guest may grow, in bytes; growing it further fails
   * in the guest as ENOMEM. A `WebAssembly.Module` is run as it is.
   * Tables and garbage-collected objects, of which ffmpeg has next to none, do not
   * count.
   *
   * @default {1073741824}
   */
  maxMemoryBytes?: number | undefined;
  /**
   * Whether to put a check into every loop of the module, so that a run can be
   * stopped while it computes. A `WebAssembly.Module` is run as it is.
   *
   * @default {true}
   */
  interruptible?: boolean | undefined;
}

/** How many guests run side by side, and how many may wait. */
export interface WorkerPoolOptions {
  size?: number | undefined;
  maxQueue?: number | undefined;
}

/** Options of {@linkcode Runtime.close}. */
export interface CloseOptions {
  /**
   * Stop the current run instead of waiting for it.
   *
   * @default {false}
   */
  abort?: boolean | undefined;
}
