// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { AfmpegError } from "../../vfs/afmpeg_error.ts";
import { withoutCredentials } from "../../vfs/without_credentials.ts";
import { isPassing } from "../../vfs/remote/passing_status.ts";

export { AfmpegError };

/** How much of stderr an error keeps, in UTF-16 units. */
export const STDERR_TAIL = 16_384;

/** Why a module cannot be used: see {@linkcode ModuleError}. */
export type ModuleErrorReason =
  | "source"
  | "release"
  | "format"
  | "features"
  | "start"
  | "imports";

/** Options of {@linkcode ModuleError}. */
export interface ModuleErrorOptions extends ErrorOptions {
  /** Why the module cannot be used. */
  reason: ModuleErrorReason;
  /** The imports that a guest is not given, as `module.name`. */
  missingImports?: readonly string[];
  /** The parts of WebAssembly that this engine lacks. */
  missingFeatures?: readonly string[];
}

/** The module given to `Runtime.create` cannot be read, compiled or linked. */
export class ModuleError extends AfmpegError {
  /** Always `"ModuleError"`. */
  override readonly name = "ModuleError";
  /**
   * `"source"`: not exactly one source was given, or an incomplete one. `"release"`:
   * the release of this version has no such engine, or a manifest is of another release.
   * `"format"`: the bytes are not a WebAssembly module that this engine can compile.
   * `"features"`: it uses parts of WebAssembly that this engine lacks. `"start"`: it
   * does not export `_start` and `memory`, so it is not a WASI command. `"imports"`:
   * it imports functions that a guest is not given, or does not export what they
   * need.
   */
  readonly reason: ModuleErrorReason;
  /** The imports that a guest is not given, as `module.name`. */
  readonly missingImports: readonly string[];
  /** The parts of WebAssembly that this engine lacks, for instance `"simd"`. */
  readonly missingFeatures: readonly string[];

  /** Creates the error with `message`. */
  constructor(message: string, options: ModuleErrorOptions) {
    super(message, options);
    this.reason = options.reason;
    this.missingImports = options.missingImports ?? [];
    this.missingFeatures = options.missingFeatures ?? [];
  }
}

/** Options of {@linkcode DownloadError}. */
export interface DownloadErrorOptions extends ErrorOptions {
  /** How many attempts were made. */
  attempts: number;
  /** The HTTP status of the last response. */
  status?: number | undefined;
}

/** A module could not be fetched. */
export class DownloadError extends AfmpegError {
  /** Always `"DownloadError"`. */
  override readonly name = "DownloadError";
  /** The URL of the module, without user, password and query. */
  readonly url: string;
  /** How many attempts were made. */
  readonly attempts: number;
  /** The HTTP status of the last response, if there was one. */
  readonly status: number | undefined;

  /** Creates the error for `url`. */
  constructor(url: string, options: DownloadErrorOptions) {
    const { attempts, status, cause } = options;
    const shown = withoutCredentials(url);
    const received = status === undefined
      ? `"${(cause as Error | undefined)?.message ?? "nothing"}"`
      : `status ${status}`;
    super(
      `Cannot fetch "${shown}": received ${received} in attempt ${attempts}; ` +
        (status === undefined || isPassing(status)
          ? "see whether that server can be reached, or name another place"
          : "correct the URL, or name another place"),
      cause === undefined ? undefined : { cause },
    );
    this.url = shown;
    this.attempts = attempts;
    this.status = status;
  }
}

/** What to do about a module that is not the right one. */
const GET_ANEW =
  "it is damaged, or another one: get it anew, from a place that you trust";

/** Options of {@linkcode ChecksumError}. */
export interface ChecksumErrorOptions extends ErrorOptions {
  /** The SHA-256 that was requested, in hexadecimal digits. */
  expected: string;
  /** The SHA-256 of what was received, uncompressed if it is a module. */
  received: string;
}

/** A module does not match the requested checksum. */
export class ChecksumError extends AfmpegError {
  /** Always `"ChecksumError"`. */
  override readonly name = "ChecksumError";
  /** The URL of the module, without user, password and query, or its file. */
  readonly url: string;
  /** The SHA-256 that was requested, in hexadecimal digits. */
  readonly expected: string;
  /** The SHA-256 of what was received, uncompressed if it is a module. */
  readonly received: string;

  /** Creates the error for `url`. */
  constructor(url: string, options: ChecksumErrorOptions) {
    const { expected, received } = options;
    const shown = withoutCredentials(url);
    super(
      `Cannot use the module of "${shown}": received SHA-256 ${received}, ` +
        `expected ${expected}; ${GET_ANEW}, or correct the checksum`,
      options,
    );
    this.url = shown;
    this.expected = expected;
    this.received = received;
  }
}

/** Options of {@linkcode SizeError}. */
export interface SizeErrorOptions extends ErrorOptions {
  /** The size that was requested, in bytes. */
  expected: number;
  /** The size of what was received, in bytes, uncompressed if it is a module. */
  received: number;
}

/** A fetched module does not have the requested size. */
export class SizeError extends AfmpegError {
  /** Always `"SizeError"`. */
  override readonly name = "SizeError";
  /** The URL of the module, without user, password and query. */
  readonly url: string;
  /** The size that was requested, in bytes. */
  readonly expected: number;
  /** The size of what was received, in bytes, uncompressed if it is a module. */
  readonly received: number;

  /** Creates the error for `url`. */
  constructor(url: string, options: SizeErrorOptions) {
    const { expected, received } = options;
    const shown = withoutCredentials(url);
    super(
      `Cannot use the module of "${shown}": received ${received} bytes, ` +
        `expected ${expected}; ${GET_ANEW}, or correct the size`,
      options,
    );
    this.url = shown;
    this.expected = expected;
    this.received = received;
  }
}

/** Options of {@linkcode SignatureError}. */
export interface SignatureErrorOptions extends ErrorOptions {
  /** What is wrong. */
  reason: SignatureError["reason"];
}

/** What to do, by what is wrong with a signature. */
const signatureAdvice: Record<SignatureError["reason"], string> = {
  key: "give the key that the publisher of the manifest names elsewhere",
  format:
    "sign the manifest whole, with `minisign -S -l`, and serve that beside it",
  signature: "it was changed after it was signed: take both from another place",
};

/** The manifest of a module was not signed by the owner of the requested key. */
export class SignatureError extends AfmpegError {
  /** Always `"SignatureError"`. */
  override readonly name = "SignatureError";
  /** The URL of the manifest, without user, password and query. */
  readonly url: string;
  /**
   * `"key"`: the given key is none, or another one signed. `"format"`: the signature
   * is none that can be checked. `"signature"`: manifest, comment or signature were
   * changed.
   */
  readonly reason: "key" | "format" | "signature";

  /** Creates the error for the manifest at `url`. */
  constructor(url: string, received: string, options: SignatureErrorOptions) {
    const shown = withoutCredentials(url);
    const advice = signatureAdvice[options.reason];
    super(
      `Cannot trust the manifest "${shown}": received ${received}; ${advice}`,
      options,
    );
    this.url = shown;
    this.reason = options.reason;
  }
}

/** A `Runtime` was used after `close`. */
export class ClosedError extends AfmpegError {
  /** Always `"ClosedError"`. */
  override readonly name = "ClosedError";

  /** Creates the error for the method `operation`. */
  constructor(operation: string, options?: ErrorOptions) {
    super(
      `Cannot ${operation}: the runtime is closed; create another one`,
      options,
    );
  }
}

/** A run was refused because the queue is full. */
export class QueueFullError extends AfmpegError {
  /** Always `"QueueFullError"`. */
  override readonly name = "QueueFullError";
  /** How many runs may be queued. */
  readonly maxQueue: number;

  /** Creates the error for a queue of `maxQueue` runs. */
  constructor(maxQueue: number, options?: ErrorOptions) {
    super(
      `Cannot queue the run: received more than ${maxQueue} waiting runs; ` +
        "try again when some have ended, or raise `maxQueue`",
      options,
    );
    this.maxQueue = maxQueue;
  }
}

/** What kind of trap ended a guest: see {@linkcode GuestTrapError}. */
export type TrapKind =
  | "unreachable"
  | "out-of-bounds"
  | "stack-overflow"
  | "indirect-call"
  | "arithmetic"
  | "exception"
  | "other";

/** Options of {@linkcode GuestTrapError}. */
export interface GuestTrapErrorOptions extends ErrorOptions {
  /** What kind of trap it was. */
  kind: TrapKind;
  /** The command line, the program name first. */
  argv: readonly string[];
  /** The stack of the guest, with function names if the module has them. */
  wasmStack: string;
  /** The end of what the guest wrote to stderr. */
  stderr: string;
}

/** The guest did something that WebAssembly forbids, and trapped. */
export class GuestTrapError extends AfmpegError {
  /** Always `"GuestTrapError"`. */
  override readonly name = "GuestTrapError";
  /** What kind of trap it was. */
  readonly kind: TrapKind;
  /** The command line, the program name first. */
  readonly argv: readonly string[];
  /** The stack of the guest, with function names if the module has them. */
  readonly wasmStack: string;
  /** The end of what the guest wrote to stderr. */
  readonly stderr: string;

  /** Creates the error for a trap that the engine describes as `description`. */
  constructor(description: string, options: GuestTrapErrorOptions) {
    super(`Cannot finish the run: the guest trapped (${description})`, options);
    this.kind = options.kind;
    this.argv = options.argv;
    this.wasmStack = options.wasmStack;
    this.stderr = options.stderr.slice(-STDERR_TAIL);
  }
}

/** Why a jump could not be made: see {@linkcode LongjmpError}. */
export type LongjmpErrorReason = "dead" | "stripped" | "private-tag";

/** Options of {@linkcode LongjmpError}. */
export interface LongjmpErrorOptions extends ErrorOptions {
  /** Where the `jmp_buf` is in the memory of the guest. */
  jmpBuf: number;
  /** What `setjmp` would have returned. */
  value: number;
  /** The command line, its name first. The default is empty. */
  argv?: readonly string[];
  /** The end of what the guest wrote to stderr. The default is empty. */
  stderr?: string;
}

const longjmpObstacles: Record<LongjmpErrorReason, string> = {
  "dead": "no function still running has filled it with setjmp",
  "stripped": "the module no longer has code that catches the jump; " +
    "build it without removing its exception handling",
  "private-tag": "the module does not export its tag __c_longjmp; " +
    "pass it as bytes, or link it with --export=__c_longjmp",
};

/** The guest called `longjmp` with no valid target. */
export class LongjmpError extends AfmpegError {
  /** Always `"LongjmpError"`. */
  override readonly name = "LongjmpError";
  /**
   * `"dead"`: no `setjmp` has filled the `jmp_buf`, or the function that called it
   * has returned. `"stripped"`: the module has lost its exception handling.
   * `"private-tag"`: the module was compiled by the caller, and neither imports nor
   * exports its tag `__c_longjmp`.
   */
  readonly reason: LongjmpErrorReason;
  /** Where the `jmp_buf` is in the memory of the guest. */
  readonly jmpBuf: number;
  /** What `setjmp` would have returned. */
  readonly value: number;
  /** The command line, its name first. */
  readonly argv: readonly string[];
  /** The end of what the guest wrote to stderr. */
  readonly stderr: string;

  /** Creates the error for a jump that is impossible because of `reason`. */
  constructor(reason: LongjmpErrorReason, options: LongjmpErrorOptions) {
    const { jmpBuf, value } = options;
    super(
      `Cannot longjmp with ${value}: received the jmp_buf at 0x${
        jmpBuf.toString(16)
      }, but ${longjmpObstacles[reason]}`,
      options,
    );
    this.reason = reason;
    this.jmpBuf = jmpBuf;
    this.value = value;
    this.argv = options.argv ?? [];
    this.stderr = (options.stderr ?? "").slice(-STDERR_TAIL);
  }
}

/** The guest could not be started, or its thread failed: a fault of the host. */
export class GuestError extends AfmpegError {
  /** Always `"GuestError"`. */
  override readonly name = "GuestError";
}

/** What the host of this package may lack: see {@linkcode HostError}. */
export type HostFeature =
  | "isolation"
  | "waiting"
  | "threads"
  | "compilation"
  | "brotli";

/** Options of {@linkcode HostError}. */
export interface HostErrorOptions extends ErrorOptions {
  /** What the host lacks. */
  missing: HostFeature;
}

/**
 * The host, mostly a page, lacks what is needed. The message says what to do about it,
 * for instance what to send with the page.
 */
export class HostError extends AfmpegError {
  /** Always `"HostError"`. */
  override readonly name = "HostError";
  /**
   * `"isolation"`: the page is not cross-origin isolated, so that it has no shared
   * memory. `"waiting"`: it has no `Atomics.waitAsync`. `"threads"`: no Worker can be
   * started. `"compilation"`: the page may not compile WebAssembly. `"brotli"`: what
   * is compressed with brotli cannot be read; everything else can.
   */
  readonly missing: HostFeature;

  /** Creates the error with `message`. */
  constructor(message: string, options: HostErrorOptions) {
    super(message, options);
    this.missing = options.missing;
  }
}

/** A run was sent a signal that its module does not support. */
export class SignalError extends AfmpegError {
  /** Always `"SignalError"`. */
  override readonly name = "SignalError";
  /** The signal. */
  readonly signal: string;

  /** Creates the error for `signal`. */
  constructor(signal: string, options?: ErrorOptions) {
    super(
      `Cannot send ${signal}: the module does not export \`afmpeg_raise\`; use ` +
        "an engine built by afmpeg, or stop the run at once with SIGKILL",
      options,
    );
    this.signal = signal;
  }
}

/** A run was stopped by a signal that a guest cannot handle: see {@linkcode Job.kill}. */
export class KilledError extends AfmpegError {
  /** Always `"KilledError"`. */
  override readonly name = "KilledError";
  /** The signal. */
  readonly signal: string;

  /** Creates the error for a run that was stopped by `signal`. */
  constructor(signal: string, options?: ErrorOptions) {
    super(`Cannot finish the run: it was killed by ${signal}`, options);
    this.signal = signal;
  }
}

/** Options of {@linkcode TimeoutError}. */
export interface TimeoutErrorOptions extends ErrorOptions {
  /**
   * The name of the option that set the limit.
   *
   * @default {"timeout"}
   */
  option?: "timeout" | "stallTimeout";
}

/** A run took longer than its `timeout`, or stalled for its `stallTimeout`. */
export class TimeoutError extends AfmpegError {
  /** Always `"TimeoutError"`. */
  override readonly name = "TimeoutError";
  /** The limit, in milliseconds. */
  readonly timeout: number;
  /** The name of the option that set the limit. */
  readonly option: "timeout" | "stallTimeout";

  /** Creates the error for a run that was allowed `timeout` milliseconds. */
  constructor(timeout: number, options: TimeoutErrorOptions = {}) {
    const { option = "timeout" } = options;
    const happened = option === "timeout"
      ? `took longer than its timeout of ${timeout} ms`
      : `wrote nothing to stdout for ${timeout} ms`;
    super(
      `Cannot finish the run: it ${happened}; raise the option \`${option}\`, ` +
        "or disable it with Infinity",
      options,
    );
    this.timeout = timeout;
    this.option = option;
  }
}

/** Options of {@linkcode LimitError}. */
export interface LimitErrorOptions extends ErrorOptions {
  /** The name of the option, for instance `"maxStdoutBytes"`. */
  option: string;
  /** The value of the option. */
  limit: number;
  /** What else can be done, for the message. */
  hint?: string;
}

/** A limit that an option sets was exceeded. */
export class LimitError extends AfmpegError {
  /** Always `"LimitError"`. */
  override readonly name = "LimitError";
  /** The name of the option, for instance `"maxStdoutBytes"`. */
  readonly option: string;
  /** The value of the option. */
  readonly limit: number;

  /** Creates the error for `operation`, which exceeded the limit. */
  constructor(operation: string, options: LimitErrorOptions) {
    const { option, limit, hint } = options;
    super(
      `Cannot ${operation}: received more than the limit of ${limit}; ` +
        `raise the option \`${option}\`${hint ? `, ${hint}` : ""}`,
      options,
    );
    this.option = option;
    this.limit = limit;
  }
}

/** Options of {@linkcode FrameCountError}. */
export interface FrameCountErrorOptions extends ErrorOptions {
  /** How many frames were asked for. */
  count: number;
  /** How many there are. */
  available: number;
}

/** A video has fewer frames than were to be spread over it. */
export class FrameCountError extends AfmpegError {
  /** Always `"FrameCountError"`. */
  override readonly name = "FrameCountError";
  /** The path as the caller wrote it. */
  readonly path: string;
  /** How many frames were asked for. */
  readonly count: number;
  /** How many there are. */
  readonly available: number;

  /** Creates the error for the video `path`. */
  constructor(path: string, options: FrameCountErrorOptions) {
    const { count, available } = options;
    super(
      `Cannot spread ${count} frames over "${path}": received a video that has ` +
        (available === 0
          ? "none that can be decoded"
          : `only ${available}; lower \`count\``),
      options,
    );
    this.path = path;
    this.count = count;
    this.available = available;
  }
}
