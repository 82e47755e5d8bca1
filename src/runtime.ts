import { abortable } from "@std/async/abortable";
import { Semaphore } from "@std/async/unstable-semaphore";
import { BaseFile } from "../vfs/base_file.ts";
import type { Fs } from "../vfs/fs.ts";
import { MemoryFs } from "../vfs/memory_fs.ts";
import { OverlayFs } from "../vfs/overlay_fs.ts";
import { QuotaFs } from "../vfs/quota_fs.ts";
import { Capture } from "./capture.ts";
import { checkModule } from "./check_module.ts";
import {
  ClosedError,
  GuestError,
  GuestTrapError,
  ModuleError,
  TimeoutError,
} from "./errors.ts";
import { GuestThread } from "./guest_thread.ts";
import { isInterruptible } from "./wasm/mod.ts";
import { type ModuleSource, readModule } from "./module_source.ts";
import { type Probe, probe } from "./probe.ts";
import { takeTurn } from "./take_turn.ts";

const MiB = 2 ** 20;
const HOUR_MS = 3_600_000;

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

/** Options of {@linkcode Runtime.run}. */
export interface RunOptions {
  /**
   * Stops the run, wherever it is: the promise rejects at once with
   * `signal.reason`, and from then on nothing reaches the file system.
   */
  signal?: AbortSignal;
  /**
   * The name that the guest is called by: programs that are several choose by it.
   *
   * @default {"ffmpeg"}
   */
  argv0?: string;
  /** The environment of the guest. The default is empty. */
  env?: Record<string, string>;
  /**
   * How long the run may take, in milliseconds, not counting the wait for its
   * turn. `Infinity` disables the limit.
   *
   * @default {3600000}
   */
  timeout?: number;
  /**
   * Whether the file system is to change only if ffmpeg exits with 0: then all at
   * once at the end, each file in one step. After a failure, a trap or an abort it
   * is as it was.
   *
   * @default {false}
   */
  atomic?: boolean;
  /**
   * How many bytes the run may add to the file system; one more is ENOSPC, which
   * ffmpeg reports. `Infinity` disables the limit.
   *
   * @default {8589934592}
   */
  totalSizeLimit?: number;
  /**
   * How many bytes one file may grow to; one more is EFBIG, which ffmpeg reports.
   * The default is no limit of its own.
   */
  fileSizeLimit?: number;
  /**
   * How many files the guest may have open at once; one more is EMFILE.
   *
   * @default {1024}
   */
  openFilesLimit?: number;
  /**
   * How many bytes of stdout are kept: of more, the beginning and the end.
   *
   * @default {67108864}
   */
  stdoutLimit?: number;
  /**
   * How many bytes of stderr are kept: of more, the beginning and the end.
   *
   * @default {1048576}
   */
  stderrLimit?: number;
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

/** What {@linkcode Runtime.run} answers with. */
export interface Result {
  /** 0 where ffmpeg was content. */
  readonly exitCode: number;
  /** What ffmpeg wrote to stdout, for instance with `-f wav pipe:1`. */
  readonly stdout: Uint8Array<ArrayBuffer>;
  /** What ffmpeg said. */
  readonly stderr: string;
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
  readonly #module: WebAssembly.Module;
  readonly #isInterruptible: boolean;
  readonly #turns = new Semaphore(1);
  #thread: GuestThread;
  /** Stops the run whose turn it is. */
  #current: AbortController | undefined;
  #isClosed = false;

  private constructor(
    module: WebAssembly.Module,
    isInterruptible: boolean,
    thread: GuestThread,
  ) {
    this.#module = module;
    this.#isInterruptible = isInterruptible;
    this.#thread = thread;
  }

  /**
   * Loads and compiles a module: the expensive step, done once.
   *
   * Errors: {@linkcode ModuleError} where the module cannot be used, whatever
   * reading its file fails with, and the reason of `signal`.
   */
  static async create(options: RuntimeOptions): Promise<Runtime> {
    const { module: source, signal } = options;
    signal?.throwIfAborted();
    const thread = new GuestThread();
    try {
      const loaded = load(thread, source, options);
      const module = await (signal ? abortable(loaded, signal) : loaded);
      checkModule(module);
      return new Runtime(module, isInterruptible(module), thread);
    } catch (error) {
      thread.close();
      throw error;
    }
  }

  /**
   * Runs one ffmpeg command line; every path in it is looked up in `fs`.
   *
   * A failure that ffmpeg reports is a result like any other: look at
   * `exitCode`. Rejects with {@linkcode GuestTrapError} where the guest trapped,
   * {@linkcode TimeoutError}, {@linkcode ClosedError}, the reason of `signal`,
   * and with whatever a broken file system threw.
   */
  async run(
    fs: Fs,
    args: readonly string[],
    options: RunOptions = {},
  ): Promise<Result> {
    this.#assertOpen("run");
    const { signal, timeout = HOUR_MS } = options;
    signal?.throwIfAborted();
    const permit = this.#turns.tryAcquire() ??
      await this.#waitForTurn(signal);
    const stop = this.#current = new AbortController();
    const running = this.#runNow(fs, args, options, stop.signal);
    const onAbort = () => stop.abort(signal!.reason);
    signal?.addEventListener("abort", onAbort, { once: true });
    const timer = setTimer(
      () => stop.abort(new TimeoutError(timeout)),
      timeout,
    );
    try {
      return await abortable(running, stop.signal);
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
      this.#freeThread(running, stop.signal).finally(() =>
        permit[Symbol.dispose]()
      );
    }
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
    this.#isClosed = true;
    if (options.abort) this.#current?.abort(new ClosedError("finish the run"));
    using _permit = await this.#turns.acquire();
    this.#thread.close();
  }

  /** Like `close`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #assertOpen(operation: string): void {
    if (this.#isClosed) throw new ClosedError(operation);
  }

  async #waitForTurn(signal: AbortSignal | undefined): Promise<Disposable> {
    const permit = await takeTurn(this.#turns, signal);
    if (!this.#isClosed) return permit;
    permit[Symbol.dispose]();
    throw new ClosedError("run");
  }

  /** Waits until the thread can run something else; replaces one that never will. */
  async #freeThread(
    running: Promise<unknown>,
    stopped: AbortSignal,
  ): Promise<void> {
    if (stopped.aborted && !this.#isInterruptible) {
      this.#thread.close();
      this.#thread = new GuestThread();
      return;
    }
    await Promise.allSettled([running]);
  }

  async #runNow(
    fs: Fs,
    args: readonly string[],
    options: RunOptions,
    signal: AbortSignal,
  ): Promise<Result> {
    const stdout = new Capture("stdout", options.stdoutLimit ?? 64 * MiB);
    const stderr = new Capture("stderr", options.stderrLimit ?? MiB);
    const overlay = options.atomic
      ? new OverlayFs(fs, new MemoryFs())
      : undefined;
    const argv = [options.argv0 ?? "ffmpeg", ...args];
    const outcome = await this.#thread.run(
      {
        module: this.#module,
        args: argv,
        env: options.env ?? {},
        openFilesLimit: options.openFilesLimit ?? 1024,
      },
      {
        fs: bounded(overlay ?? fs, options),
        stdin: new BaseFile("stdin"),
        stdout,
        stderr,
      },
      signal,
    );
    if (outcome.type === "exit" && outcome.exitCode === 0) {
      await overlay?.commit({ signal });
    }
    switch (outcome.type) {
      case "exit":
        return {
          exitCode: outcome.exitCode,
          stdout: stdout.bytes(),
          stderr: stderr.text(),
        };
      case "trap":
        throw new GuestTrapError(outcome.kind, outcome.description, {
          argv,
          wasmStack: outcome.wasmStack,
          stderr: stderr.text(),
        });
      case "stopped":
        throw signal.reason;
      case "failure":
        throw new GuestError(`Cannot start the guest: ${outcome.message}`);
    }
  }
}

async function load(
  thread: GuestThread,
  source: ModuleSource,
  { interruptible = true, memoryLimit = 1024 * MiB }: RuntimeOptions,
): Promise<WebAssembly.Module> {
  const module = await readModule(source);
  if (module instanceof WebAssembly.Module) return module;
  const request = { bytes: module, interruptible, memoryLimit };
  try {
    return await thread.prepare(request);
  } catch (cause) {
    throw new ModuleError(
      "format",
      `Cannot compile the module: received ${module.length} bytes of which ` +
        `the engine says "${(cause as Error).message}"`,
      { cause },
    );
  }
}

/** Keeps a run from filling whatever lies behind `fs`. */
function bounded(
  fs: Fs,
  { totalSizeLimit = 8192 * MiB, fileSizeLimit = Infinity }: RunOptions,
): Fs {
  if (totalSizeLimit === Infinity && fileSizeLimit === Infinity) return fs;
  return new QuotaFs(fs, {
    maxBytes: totalSizeLimit,
    maxFileSize: fileSizeLimit,
    countExisting: false,
  });
}

/** `setTimeout`, whose limit of 2^31 milliseconds is as good as none. */
function setTimer(
  callback: () => void,
  ms: number,
): ReturnType<typeof setTimeout> | undefined {
  return ms < 2 ** 31 ? setTimeout(callback, ms) : undefined;
}
