import type { Fs } from "../vfs/fs.ts";
import { createGuests } from "./create_guests.ts";
import type { Guests } from "./guests.ts";
import { Job } from "./job.ts";
import type { ModuleSource } from "./module_source.ts";
import { type Probe, probe } from "./probe.ts";
import type { Result } from "./result.ts";
import type { RunOptions, SpawnOptions } from "./run_options.ts";

/** Options of {@linkcode Runtime.create}. */
export interface RuntimeOptions {
  /** Where the module comes from. */
  module: ModuleSource;
  /** Gives up loading the module. */
  signal?: AbortSignal;
  /**
   * How large the memory of a guest may grow, in bytes; growing it further fails
   * in the guest as ENOMEM.
   *
   * @default {1073741824}
   */
  memoryLimit?: number;
  /**
   * Whether to put a check into every loop of the module, so that a run can be
   * stopped while it computes. A `WebAssembly.Module` is run as it is.
   *
   * @default {true}
   */
  interruptible?: boolean;
}

/** Options of {@linkcode Runtime.close}. */
export interface CloseOptions {
  /**
   * Stop the current run instead of waiting for it.
   *
   * @default {false}
   */
  abort?: boolean;
}

/**
 * A compiled module, ready to run one command line after another.
 *
 * Runs of one runtime take turns, in the order in which they were asked for.
 *
 * @example Transcoding in memory
 * ```ts
 * import { MemoryFs, Runtime } from "@afmpeg/afmpeg";
 * import { assertEquals } from "@std/assert";
 *
 * await using runtime = await Runtime.create({ module: { file: "ffmpeg.wasm" } });
 * const fs = new MemoryFs();
 * await runtime.run(fs, ["-f", "lavfi", "-i", "sine=duration=1", "in.wav"]);
 *
 * const result = await runtime.run(fs, ["-i", "in.wav", "out.flac"]);
 * assertEquals(result.exitCode, 0, result.stderr);
 * assertEquals(await runtime.probe(fs, "out.flac"), { durationSec: 1 });
 * ```
 */
export class Runtime implements AsyncDisposable {
  readonly #guests: Guests;

  private constructor(guests: Guests) {
    this.#guests = guests;
  }

  /**
   * Loads and compiles a module: the expensive step, done once.
   *
   * Errors: {@linkcode ModuleError} where the module cannot be used, whatever
   * reading its file fails with, and the reason of `signal`.
   */
  static async create(options: RuntimeOptions): Promise<Runtime> {
    return new Runtime(await createGuests(options));
  }

  /**
   * Starts an ffmpeg command line, or has it wait for its turn; every path in it
   * is looked up in `fs`.
   *
   * @returns The live run: its streams, its progress and how it ends.
   */
  spawn(fs: Fs, args: readonly string[], options: SpawnOptions = {}): Job {
    return new Job(this.#guests, fs, args, options);
  }

  /**
   * Runs one ffmpeg command line to its end; every path in it is looked up in `fs`.
   *
   * A failure that ffmpeg reports is a result like any other: look at
   * `exitCode`. Rejects as {@linkcode Job.status} does.
   */
  run(
    fs: Fs,
    args: readonly string[],
    options: RunOptions = {},
  ): Promise<Result> {
    return this.spawn(fs, args, options).status;
  }

  /**
   * Describes a media file: see {@linkcode Probe}.
   *
   * Errors: `FsError` where the file cannot be opened, {@linkcode ProbeError}
   * where ffmpeg does not recognise it, and those of `run`.
   */
  probe(fs: Fs, path: string, options: RunOptions = {}): Promise<Probe> {
    return probe(this, fs, path, options);
  }

  /**
   * Ends the runtime. Runs that still wait for their turn are rejected; the
   * current one is waited for, or stopped with the option `abort`. A second
   * call waits for the first.
   */
  async close(options: CloseOptions = {}): Promise<void> {
    await this.#guests.close(options);
  }

  /** Like `close`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
