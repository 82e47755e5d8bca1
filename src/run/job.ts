// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { hintFor } from "../ffmpeg/hint.ts";
import { abortable } from "@std/async/abortable";
import type { Fs } from "../../vfs/fs.ts";
import { MemoryFs } from "../../vfs/memory_fs.ts";
import { OverlayFs } from "../../vfs/overlay_fs.ts";
import type { Channel } from "../bridge/channel.ts";
import { checkNumber } from "../../vfs/check_number.ts";
import { LONGEST_TIMER_MS } from "../../vfs/longest_timer.ts";
import { pickOptions } from "../util/option_table.ts";
import { checkRun, clockTable, spawnTable } from "./check_run.ts";
import { KilledError, SignalError, TimeoutError } from "../util/errors.ts";
import { type BadEnding, endingError } from "./ending_error.ts";
import type { GuestOutcome } from "../worker/messages.ts";
import { environment, guestMounts } from "./mounts.ts";
import { priorityNumber } from "./priority.ts";
import { type GuestSignal, signalNumber } from "./signal.ts";
import { StallTimer } from "./stall_timer.ts";
import type { WorkerPool } from "./worker_pool.ts";
import type { WorkerThread } from "./worker_thread.ts";
import { JobStreams } from "./job_streams.ts";
import type { Progress } from "../ffmpeg/progress.ts";
import type { Result } from "./result.ts";
import type { SpawnOptions } from "./run_options.ts";

const HOUR_MS = 3_600_000;

/** A key to the constructor, which this file keeps private. */
const creation = Symbol("creation");

/** Calls the private constructor of {@linkcode Job}. */
let construct: (...args: Parameters<typeof createJob>) => Job;

/**
 * Starts a run, or queues it.
 *
 * @throws {TypeError} when an argument or an option is invalid.
 */
export function createJob(
  pool: WorkerPool,
  fs: Fs,
  args: readonly string[],
  options: SpawnOptions,
): Job {
  return construct(pool, fs, args, options);
}

/**
 * A running or queued command line: what {@linkcode Runtime.spawn} returns.
 * Modelled on `Deno.ChildProcess`.
 *
 * A stream exists if its option is `"piped"`. Piped output must be read: after 64
 * KiB are buffered, ffmpeg waits.
 *
 * @example Piping through
 * ```ts
 * import { MemoryFs, Runtime } from "@afmpeg/afmpeg";
 * import { assertEquals } from "@std/assert";
 *
 * await using runtime = await Runtime.create({ module: { file: "ffmpeg.wasm" } });
 * const job = runtime.spawn(
 *   new MemoryFs(),
 *   ["-f", "lavfi", "-i", "sine=duration=1", "-f", "s16le", "-ar", "8000", "pipe:1"],
 *   { stdout: "piped" },
 * );
 * let size = 0;
 * for await (const chunk of job.stdout) size += chunk.length;
 * assertEquals(size, 16_000);
 * assertEquals((await job.status).exitCode, 0);
 * ```
 */
export class Job implements AsyncDisposable {
  static {
    construct = (...args) => new Job(creation, ...args);
  }

  /**
   * The result of the run.
   *
   * Rejects with {@linkcode GuestTrapError} if the guest trapped,
   * {@linkcode LongjmpError} if it called `longjmp` with no valid target,
   * {@linkcode GuestError} if its thread failed, {@linkcode TimeoutError},
   * {@linkcode KilledError}, {@linkcode ClosedError}, {@linkcode QueueFullError}, the
   * reason of the signal or of `abort`, and the error of a broken file system or
   * stream.
   */
  readonly status: Promise<Result>;
  readonly #stop = new AbortController();
  readonly #pool: WorkerPool;
  /** What a stream or a function of the caller failed with. */
  #failure: { readonly error: unknown } | undefined;
  /** A signal that was sent before the guest started. */
  #early = 0;
  #channel: Channel | undefined;
  readonly #streams: JobStreams;
  /** The command line as the caller wrote it, the program name first. */
  readonly #argv: readonly string[];

  /** Only `createJob` can call it. */
  private constructor(
    key: symbol,
    pool: WorkerPool,
    fs: Fs,
    args: readonly string[],
    options: SpawnOptions,
  ) {
    if (key !== creation) {
      throw new TypeError(
        "Cannot construct a Job: call spawn() of a runtime",
      );
    }
    checkRun("spawn", fs, args, options, spawnTable);
    const taken = takenNow(options);
    this.#pool = pool;
    this.#argv = [taken.argv0 ?? "ffmpeg", ...args];
    this.#streams = new JobStreams(
      this.#argv.slice(1),
      taken,
      (error) => {
        this.#failure ??= { error };
        this.#stop.abort(error);
      },
    );
    this.status = this.#run(pool, fs, taken);
    // Readers of the streams get the error, too: `status` may stay unread.
    this.status.catch(() => {});
  }

  /**
   * ffmpeg reads from `pipe:0` what is written here.
   *
   * @throws {TypeError} unless it is piped.
   */
  get stdin(): WritableStream<Uint8Array> {
    return this.#streams.piped.stdin ?? notPiped("stdin", '"piped"');
  }

  /**
   * What ffmpeg writes to `pipe:1`.
   *
   * @throws {TypeError} unless it is piped.
   */
  get stdout(): ReadableStream<Uint8Array<ArrayBuffer>> {
    return this.#streams.piped.stdout ?? notPiped("stdout", '"piped"');
  }

  /**
   * What ffmpeg writes to stderr.
   *
   * @throws {TypeError} unless it is piped.
   */
  get stderr(): ReadableStream<Uint8Array<ArrayBuffer>> {
    return this.#streams.piped.stderr ?? notPiped("stderr", '"piped"');
  }

  /**
   * The progress of ffmpeg: all samples, the last one at the end. Iterating
   * throws what `status` rejects with.
   *
   * @throws {TypeError} unless the option `progress` is set.
   */
  get progress(): AsyncIterable<Progress> {
    return this.#streams.progress ?? notPiped("progress", "true");
  }

  /**
   * Sends the run a signal. ffmpeg handles SIGINT and SIGTERM like Ctrl-C: it
   * finishes its output, and `status` resolves with its exit code, 255. A guest
   * that has not started, or does not handle the signal, ends with 128 plus its
   * number. After SIGKILL, `status` rejects at once with {@linkcode KilledError}.
   * Has no effect once the run has ended.
   *
   * @throws {SignalError} when the module does not support signals; SIGKILL always
   * works.
   * @throws {TypeError} when `signal` is not the name of a signal.
   */
  kill(signal: GuestSignal = "SIGTERM"): void {
    const number = signalNumber(signal);
    if (signal === "SIGKILL") return this.abort(new KilledError(signal));
    if (!this.#pool.takeSignals) throw new SignalError(signal);
    this.#early = number;
    this.#channel?.signal(number);
  }

  /**
   * Stops the run at once: `status` rejects with `reason`. Has no effect once the
   * run has ended.
   */
  abort(
    reason: unknown = new DOMException(
      "Cannot finish the run: it was aborted",
      "AbortError",
    ),
  ): void {
    this.#stop.abort(reason);
  }

  /** Aborts the run, unless it has ended. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.abort();
    await Promise.allSettled([this.status]);
  }

  async #run(pool: WorkerPool, fs: Fs, options: SpawnOptions): Promise<Result> {
    const { signal } = options;
    const stopped = this.#stop.signal;
    const onAbort = () => this.#stop.abort(signal!.reason);
    signal?.addEventListener("abort", onAbort, { once: true });
    let timer: ReturnType<typeof setTimeout> | undefined;
    try {
      signal?.throwIfAborted();
      const overlay = options.atomic
        ? new OverlayFs(fs, new MemoryFs())
        : undefined;
      const outcome = await pool.run(
        (thread, module) => {
          timer = this.#startTimer(options.timeout ?? HOUR_MS);
          return this.#runOn(thread, module, overlay ?? fs, options);
        },
        this.#stop,
        priorityNumber(options.priority),
      );
      // What the caller is told belongs to the run: it may fail it.
      await abortable(this.#streams.settle(), stopped);
      const result = this.#resultOf(outcome);
      if (result.success && overlay) {
        await abortable(overlay.commit({ signal: stopped }), stopped);
      }
      await abortable(this.#streams.end(), stopped);
      return result;
    } catch (stopped) {
      // Of an abort, `undefined` would be no reason.
      const isFailure = stopped === this.#stop.signal.reason && this.#failure;
      const error = isFailure ? isFailure.error : stopped;
      this.#streams.fail(error);
      throw error;
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
    }
  }

  async #runOn(
    thread: WorkerThread,
    module: WebAssembly.Module,
    fs: Fs,
    options: SpawnOptions,
  ): Promise<GuestOutcome> {
    const { stallTimeout = Infinity } = options;
    using stalling = new StallTimer(stallTimeout, () => {
      this.abort(new TimeoutError(stallTimeout, { option: "stallTimeout" }));
    });
    const { stdin, stdout, stderr, trace, args, devices } = this.#streams;
    const streams = { stdin, stdout: stalling.watch(stdout), stderr };
    const channel = this.#channel = thread.newChannel();
    if (this.#early !== 0) channel.signal(this.#early);
    const { maxOpenFiles = 1024, clock, randomSeed } = options;
    const { threads } = this.#pool;
    const { meter } = this.#streams;
    const found = await abortable(
      guestMounts(fs, options, streams, devices, module, this.#stop.signal),
      this.#stop.signal,
    );
    const mounts = meter ? meter.over(found) : found;
    // The three streams and the preopens are open from the start.
    checkNumber("maxOpenFiles", maxOpenFiles, {
      least: 3 + Object.keys(mounts).length,
      isLimit: true,
    });
    try {
      return await thread.run(
        {
          module,
          args: [this.#argv[0]!, ...args],
          env: environment(options, threads),
          maxOpenFiles,
          trace: trace !== undefined,
          profile: options.profile ?? false,
          ...(threads && { threads }),
          ...(clock && { clock }),
          ...(randomSeed !== undefined && { randomSeed }),
        },
        { mounts, ...streams, ...(trace && { trace }) },
        channel,
        this.#stop.signal,
      );
    } finally {
      // A signal from now on would be for the next run.
      this.#channel = undefined;
    }
  }

  #resultOf(outcome: GuestOutcome): Result {
    const { stdoutCapture, stderrCapture } = this.#streams;
    switch (outcome.type) {
      case "exit": {
        const stderr = stderrCapture.text();
        const hint = outcome.exitCode === 0 ? undefined : hintFor(stderr);
        return {
          success: outcome.exitCode === 0,
          exitCode: outcome.exitCode,
          stdout: stdoutCapture.bytes(),
          stdoutDropped: stdoutCapture.dropped,
          stderr,
          stderrDropped: stderrCapture.dropped,
          ...(hint !== undefined && { hint }),
          ...(outcome.profile && { profile: outcome.profile }),
        };
      }
      case "stopped":
        this.#stop.signal.throwIfAborted();
        // It can reach the word that stops it.
        return this.#failAs({
          ...{ type: "trap", kind: "other", wasmStack: "" },
          description: "it stopped itself",
        });
      default:
        return this.#failAs(outcome);
    }
  }

  #failAs(ending: BadEnding): never {
    const stderr = this.#streams.stderrCapture.text();
    throw endingError(ending, this.#argv, stderr);
  }

  /** Starts the timeout, unless it is too long to matter. */
  #startTimer(ms: number): ReturnType<typeof setTimeout> | undefined {
    if (ms > LONGEST_TIMER_MS) return undefined;
    return setTimeout(() => this.abort(new TimeoutError(ms)), ms);
  }
}

/**
 * The options as they are now, which the caller may change before the turn of the run; also
 * those that a framework has wrapped, which cannot be sent.
 */
function takenNow(options: SpawnOptions): SpawnOptions {
  const { env, mounts, clock, ...others } = pickOptions(options, spawnTable);
  return {
    ...others,
    ...(env && { env: { ...env } }),
    ...(mounts && { mounts: { ...mounts } }),
    ...(clock && { clock: pickOptions(clock, clockTable) }),
  };
}

function notPiped(name: string, value: string): never {
  throw new TypeError(
    `Cannot use \`${name}\` of the job: pass the option \`${name}: ${value}\``,
  );
}
