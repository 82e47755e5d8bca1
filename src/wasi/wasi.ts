// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { isShared } from "../../vfs/bytes.ts";
import { checkedFs } from "../../vfs/checked_fs.ts";
import {
  callback,
  checkOptions,
  fileSystem,
  limit,
  list,
  type OptionTable,
  record,
  refusal,
  text,
  that,
} from "../../vfs/check.ts";
import type { SyncFs } from "../../vfs/fs.ts";
import { FsError } from "../../vfs/fs_error.ts";
import { abandon } from "../../vfs/release.ts";
import { type WasiName, wasiNames } from "../abi/wasi_functions.ts";
import { argsFunctions } from "./args.ts";
import { checkedClock, clockFunctions, hostClock } from "./clock.ts";
import type { WasiClock, WasiContext } from "./context.ts";
import {
  DescriptorTable,
  type InputStream,
  type OutputStream,
} from "./descriptors.ts";
import { type Dialect, preview1, unstable } from "./dialect.ts";
import { errno, WasiError } from "./errno.ts";
import { fdControlFunctions } from "./fd_control.ts";
import { fdDataFunctions } from "./fd_data.ts";
import { fdReaddirFunctions } from "./fd_readdir.ts";
import type { WasiFunction, WasiFunctions } from "./functions.ts";
import { GuestMemory } from "./guest_memory.ts";
import { InterruptedError } from "./interrupted_error.ts";
import { pathFunctions } from "./path.ts";
import { pathOpenFunctions } from "./path_open.ts";
import { pollFunctions } from "./poll.ts";
import { procFunctions } from "./proc.ts";
import { hostRandom, randomFunctions } from "./random.ts";
import {
  DIRECTORY_RIGHTS,
  FILE_RIGHTS,
  right,
  STREAM_RIGHTS,
} from "./rights.ts";
import { raise } from "./signals.ts";
import { sockFunctions } from "./sock.ts";
import { inputStream, outputStream } from "./stream_checks.ts";
import { trace, type TraceSink } from "./trace.ts";
import { trap } from "./trap.ts";
import { isWasmException } from "./wasm_exception.ts";

/** Options of {@linkcode Wasi}. */
export interface WasiOptions {
  /** The command line, the program name first. The default is empty. */
  args?: readonly string[];
  /** The environment variables. The default is none. */
  env?: Readonly<Record<string, string>>;
  /** The file system of the guest: short for `preopens: { "/": fs }`. */
  fs?: SyncFs;
  /**
   * The directories that are open when the guest starts, by their names in the
   * guest: each is the root of a file system, which no path leaves. An absolute
   * symbolic link in it starts there.
   */
  preopens?: Readonly<Record<string, SyncFs>>;
  /**
   * The memory of the instance, if its module imports it. By default, that is what
   * it exports as `memory`.
   */
  memory?: WebAssembly.Memory;
  /** Standard input. The default is empty. */
  stdin?: InputStream;
  /** Standard output. By default it is discarded. */
  stdout?: OutputStream;
  /** Standard error. By default it is discarded. */
  stderr?: OutputStream;
  /** The clocks. The default is those of the host, to the microsecond. */
  clock?: WasiClock;
  /** Fills a buffer with random bytes. The default is `crypto.getRandomValues`. */
  random?: (buffer: Uint8Array) => void;
  /**
   * One word of shared memory. Once another thread makes it positive, the next call
   * of the guest ends it; a notification also ends a sleeping one. When it becomes
   * -n, the guest handles the signal n, if it supports signals: it then exports
   * `afmpeg_raise`, a variable that holds the index of a function in its exported
   * table.
   */
  interrupt?: Int32Array<SharedArrayBuffer>;
  /**
   * How many descriptors the guest may have open; one more fails with EMFILE.
   *
   * @default {1024}
   */
  maxOpenFiles?: number;
  /** Receives each call of the guest, for instance `fd_close(4) = SUCCESS`. */
  trace?: TraceSink;
}

/** Where there is no shared memory, nobody else could change the word anyway. */
function ownInterrupt(): Int32Array<SharedArrayBuffer> {
  return typeof SharedArrayBuffer === "function"
    ? new Int32Array(new SharedArrayBuffer(4))
    : new Int32Array(1) as Int32Array<never>;
}

/**
 * Blocks until the word changes or the time has passed. The thread of a page may not
 * block: there it keeps looking.
 */
function wait(word: Int32Array<SharedArrayBuffer>, ms: number): string {
  const end = performance.now() + ms;
  try {
    // It may end a little before its time, by the clock that the guest reads.
    for (let rest = ms; rest > 0; rest = end - performance.now()) {
      const answer = Atomics.wait(word, 0, 0, rest);
      if (answer !== "timed-out") return answer;
    }
    return "timed-out";
  } catch {
    while (Atomics.load(word, 0) === 0) {
      if (performance.now() >= end) return "timed-out";
    }
    return "not-equal";
  }
}

/** An instance, or what it exports. */
export type WasiInstance = Pick<WebAssembly.Instance, "exports">;

/** The imported functions, as WebAssembly accepts them. */
export type WasiImports = Record<string, Record<string, WasiFunction>>;

const clockMethods = ["realtime", "monotonic"];

const wasiTable: OptionTable<WasiOptions> = {
  args: list(text),
  env: record(text),
  fs: fileSystem,
  preopens: record(fileSystem),
  memory: that(
    (value) => value instanceof WebAssembly.Memory,
    "a WebAssembly.Memory",
  ),
  stdin: inputStream,
  stdout: outputStream,
  stderr: outputStream,
  clock: that(
    (value) =>
      clockMethods.every((name) => typeof Object(value)[name] === "function"),
    "an object with the methods `realtime` and `monotonic`",
  ),
  random: callback,
  interrupt: that(
    (value) =>
      value instanceof Int32Array && value.length > 0 &&
      isShared(value.buffer),
    "an Int32Array over a SharedArrayBuffer",
  ),
  maxOpenFiles: limit,
  trace: callback,
};

/**
 * WASI preview1 for one instance of a module: its imports, and the methods that
 * start it.
 *
 * @example Running a command in memory
 * ```ts
 * import { MemoryFs } from "@afmpeg/afmpeg/vfs";
 * import { Wasi } from "@afmpeg/afmpeg/wasi";
 * import { assertEquals } from "@std/assert";
 *
 * const module = await WebAssembly.compile(await Deno.readFile("capitals.wasm"));
 * const fs = MemoryFs.from({ "a.txt": "Hello" });
 * const wasi = new Wasi({ fs, args: ["capitals", "a.txt", "b.txt"] });
 * const instance = await WebAssembly.instantiate(module, wasi.imports);
 * assertEquals(wasi.start(instance), 0);
 * assertEquals(fs.readTextFile("b.txt"), "HELLO");
 * ```
 */
export class Wasi {
  /** The imports of the module: `wasi_snapshot_preview1`, and its predecessor `wasi_unstable`. */
  readonly imports: WasiImports;
  readonly #memory = new GuestMemory();
  readonly #descriptors: DescriptorTable;
  readonly #interrupt: Int32Array<SharedArrayBuffer>;
  readonly #outputs: readonly (OutputStream | undefined)[];
  readonly #givenMemory: WebAssembly.Memory | undefined;
  #attachedMemory: WebAssembly.Memory | undefined;
  #instance: WasiInstance | undefined;
  #hasBegun = false;
  #exitCode: number | undefined;
  /** An error of a file system that is not the failure of an operation. */
  #hostError: { error: unknown } | undefined;

  /**
   * Opens the standard streams and the preopens.
   *
   * @throws {TypeError} when an option is invalid, or an argument or a variable
   * contains a NUL.
   */
  constructor(options: WasiOptions = {}) {
    checkOptions("Wasi", options, wasiTable);
    const { maxOpenFiles = 1024 } = options;
    const needed = 3 + Object.keys(preopensOf(options)).length;
    if (maxOpenFiles < needed) {
      throw refusal(
        "`maxOpenFiles`",
        maxOpenFiles,
        `at least ${needed}, for the standard streams and the preopens`,
      );
    }
    this.#descriptors = openDescriptors(options, maxOpenFiles);
    this.#outputs = [options.stdout, options.stderr];
    this.#givenMemory = options.memory;
    this.#interrupt = options.interrupt ?? ownInterrupt();
    const variables = Object.entries(options.env ?? {});
    const context: Omit<WasiContext, "dialect"> = {
      memory: this.#memory,
      descriptors: this.#descriptors,
      args: (options.args ?? []).map(toCString),
      env: variables.map(([name, value]) => toCString(`${name}=${value}`)),
      clock: options.clock ? checkedClock(options.clock) : hostClock,
      random: options.random ?? hostRandom,
      sleep: (ms) => {
        const end = wait(this.#interrupt, ms);
        this.checkpoint();
        return end === "timed-out";
      },
      checkpoint: () => this.checkpoint(),
      exit: (exitCode) => {
        // POSIX keeps eight bits, and so do the hosts of processes.
        this.#exitCode = exitCode & 0xff;
        return trap();
      },
    };
    const provide = (dialect: Dialect) =>
      this.#provide({ ...context, dialect }, options.trace);
    let older: Record<string, WasiFunction> | undefined;
    this.imports = {
      wasi_snapshot_preview1: provide(preview1),
      // Hardly any module imports it.
      get wasi_unstable() {
        return older ??= provide(unstable);
      },
    };
  }

  #provide(
    context: WasiContext,
    sink: TraceSink | undefined,
  ): Record<string, WasiFunction> {
    const functions: WasiFunctions<WasiName> = {
      ...argsFunctions(context),
      ...clockFunctions(context),
      ...fdControlFunctions(context),
      ...fdDataFunctions(context),
      ...fdReaddirFunctions(context),
      ...pathFunctions(context),
      ...pathOpenFunctions(context),
      ...pollFunctions(context),
      ...procFunctions(context),
      ...randomFunctions(context),
      ...sockFunctions(context),
    };
    const provided: Record<string, WasiFunction> = {};
    for (const name of wasiNames) {
      const adapted = this.#adapt(functions[name]);
      provided[name] = sink
        ? trace(name, adapted, this.#memory, sink)
        : adapted;
    }
    return provided;
  }

  /**
   * Runs a command to its end, and closes what it left open. Also throws the error
   * of a broken file system.
   *
   * @param before Is called first, as a part of the command: for instance the start
   * function, if `rewrite` has made an export of it.
   * @returns The exit code, from 0 to 255.
   * @throws {WebAssembly.RuntimeError} when the guest traps.
   * @throws {InterruptedError} when it is interrupted.
   * @throws {AnswerError} when a method of yours returns what it must not.
   * @throws {TypeError} when it is not a command, or another was started.
   */
  start(instance: WebAssembly.Instance, before?: () => void): number {
    const { _start } = instance.exports;
    if (typeof _start !== "function") {
      throw new TypeError(
        "Cannot start the instance: it does not export `_start`",
      );
    }
    this.#begin(instance);
    let hasExited = false;
    try {
      const exitCode = this.enter(instance, () => {
        before?.();
        _start();
      }) ?? 0;
      hasExited = true;
      return exitCode;
    } finally {
      this.#end(hasExited);
    }
  }

  /**
   * Calls a function of an instance that has these imports, which `start` does not call:
   * for instance that with which a thread of the guest begins.
   *
   * @param call Calls it.
   * @returns The exit code, from 0 to 255; `undefined` if it returned.
   * @throws {WebAssembly.RuntimeError} when the guest traps.
   * @throws {InterruptedError} when it is interrupted.
   * @throws {AnswerError} when a method of yours returns what it must not.
   */
  enter(instance: WasiInstance, call: () => void): number | undefined {
    this.attach(instance);
    try {
      call();
      return undefined;
    } catch (error) {
      return this.#endedBy(error);
    }
  }

  /**
   * Like `start`, for a command that the caller runs, for instance with a `_start`
   * made promising.
   *
   * @param run Runs the command; a rejection is the error that ended it.
   * @param hasExited Whether the command has ended by itself, if `run` resolves.
   * @returns The exit code, from 0 to 255.
   * @throws {WebAssembly.RuntimeError} when the guest traps.
   * @throws {InterruptedError} when it is interrupted.
   * @throws {AnswerError} when a method of yours returns what it must not.
   * @throws {TypeError} when another command was started.
   */
  async startAsync(
    instance: WasiInstance,
    run: () => Promise<unknown>,
    hasExited: () => boolean = () => true,
  ): Promise<number> {
    this.#begin(instance);
    let isOver = false;
    try {
      await run();
      isOver = hasExited();
      return 0;
    } catch (error) {
      const exitCode = this.#endedBy(error);
      isOver = true;
      return exitCode;
    } finally {
      this.#end(isOver);
    }
  }

  /**
   * Ends what the guest has left open, and then its standard streams. As in POSIX, what
   * exits has its files closed, whatever its status: what it wrote, it meant to write.
   * What was stopped, or has trapped, was in the middle of something.
   */
  #end(hasExited: boolean): void {
    this.#descriptors.endAll(hasExited ? (file) => file.close() : abandon);
    for (const output of new Set(this.#outputs)) output?.end?.();
  }

  /**
   * Ends the guest by a trap if it was interrupted, and makes it handle a pending
   * signal. The functions of WASI do so themselves; other imported functions may
   * call it.
   */
  checkpoint(): void {
    if (Atomics.load(this.#interrupt, 0) !== 0) this.#handleInterrupt();
  }

  #handleInterrupt(): void {
    const word = Atomics.load(this.#interrupt, 0);
    if (word > 0) return trap();
    Atomics.compareExchange(this.#interrupt, 0, word, 0);
    if (!this.#instance) return;
    raise(this.#instance.exports, this.#attachedMemory!, -word);
  }

  /**
   * Initialises a reactor, whose exports can then be called.
   *
   * @throws {WebAssembly.RuntimeError} when the guest traps.
   * @throws {InterruptedError} when it is interrupted.
   * @throws {TypeError} when it is a command, or another instance was started.
   */
  initialize(instance: WebAssembly.Instance): void {
    const { _initialize, _start } = instance.exports;
    if (_start !== undefined) {
      throw new TypeError(
        "Cannot initialize the instance: it exports `_start`, so it is a command",
      );
    }
    this.#begin(instance);
    try {
      if (typeof _initialize === "function") _initialize();
    } catch (error) {
      this.#endedBy(error);
    }
  }

  /** Takes the one instance that can be started: the descriptors are closed behind it. */
  #begin(instance: WasiInstance): void {
    if (this.#hasBegun) {
      throw new TypeError(
        "Cannot start the instance: this Wasi has already started one; create a " +
          "Wasi and an instance for each run",
      );
    }
    this.attach(instance);
    this.#hasBegun = true;
  }

  /**
   * Sets the instance whose memory the imports use; `start` does so itself.
   *
   * @throws {TypeError} when it has no memory that is known.
   */
  attach(instance: WasiInstance): void {
    const memory = this.#givenMemory ?? instance.exports.memory;
    if (!(memory instanceof WebAssembly.Memory)) {
      throw new TypeError(
        "Cannot use the instance: it does not export `memory`; if it imports one, " +
          "pass that as the option `memory`",
      );
    }
    this.#memory.attach(memory);
    this.#attachedMemory = memory;
    this.#instance = instance;
  }

  /**
   * The one way from the guest into the host: unsigned integers in, an error
   * number out, and nothing thrown but a trap.
   */
  #adapt(call: Adaptable): WasiFunction {
    const memory = this.#memory;
    return (a, b, c, d, e, f, g, h, i) => {
      this.checkpoint();
      try {
        memory.refresh();
        return call(
          unsigned(a),
          unsigned(b),
          unsigned(c),
          unsigned(d),
          unsigned(e),
          unsigned(f),
          unsigned(g),
          unsigned(h),
          unsigned(i),
        );
      } catch (error) {
        return this.#errnoOf(error);
      }
    };
  }

  #errnoOf(error: unknown): number {
    if (error instanceof FsError || error instanceof WasiError) {
      return errno[error.code];
    }
    // An exit, or an exception of the guest that passes through a callback.
    if (error instanceof WebAssembly.RuntimeError || isWasmException(error)) {
      throw error;
    }
    this.checkpoint();
    if (error instanceof RangeError) return errno.EFAULT;
    this.#hostError ??= { error };
    return trap();
  }

  /** Distinguishes an exit, an interrupt and a trap of the guest itself. */
  #endedBy(error: unknown): number {
    if (this.#hostError) throw this.#hostError.error;
    const isTrap = error instanceof WebAssembly.RuntimeError;
    if (isTrap && this.#exitCode !== undefined) return this.#exitCode;
    if (isTrap && Atomics.load(this.#interrupt, 0) > 0) {
      throw new InterruptedError({ cause: error });
    }
    throw error;
  }
}

// deno-lint-ignore no-explicit-any
type Any = any;

/** A function of WASI: none takes more than nine arguments. */
type Adaptable = (
  ...args: [Any, Any, Any, Any, Any, Any, Any, Any, Any]
) => number;

function unsigned(value: unknown): unknown {
  return typeof value === "number" ? value >>> 0 : value;
}

function toCString(text: string): Uint8Array {
  if (text.includes("\0")) {
    throw new TypeError(
      `Cannot pass an argument or variable with a NUL: received ${
        JSON.stringify(text)
      }`,
    );
  }
  return new TextEncoder().encode(`${text}\0`);
}

function preopensOf({ preopens, fs }: WasiOptions): Record<string, SyncFs> {
  return { ...preopens, ...(fs && { "/": fs }) };
}

/** Standard input, output and error, then the preopened directories. */
function openDescriptors(options: WasiOptions, limit: number): DescriptorTable {
  const { stdin, stdout, stderr } = options;
  const table = new DescriptorTable(limit);
  const input = stdin ?? { read: () => null };
  const discard = { write: (data: Uint8Array) => data.length };
  const stream = { type: "stream", inheriting: 0, flags: 0 } as const;
  const reading = { ...stream, rights: STREAM_RIGHTS | right.fdRead };
  const writing = { ...stream, rights: STREAM_RIGHTS | right.fdWrite };
  table.add({ ...reading, name: "stdin", input });
  table.add({ ...writing, name: "stdout", output: stdout ?? discard });
  table.add({ ...writing, name: "stderr", output: stderr ?? discard });
  for (const [preopen, fs] of Object.entries(preopensOf(options))) {
    table.add({
      type: "directory",
      fs: checkedFs(fs) as SyncFs,
      names: [],
      preopen,
      rights: DIRECTORY_RIGHTS,
      inheriting: DIRECTORY_RIGHTS | FILE_RIGHTS,
      flags: 0,
    });
  }
  return table;
}
