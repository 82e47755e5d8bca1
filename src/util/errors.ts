import { AfmpegError } from "../../vfs/afmpeg_error.ts";

export { AfmpegError };

/** How much of stderr an error keeps, in UTF-16 units. */
const STDERR_TAIL = 16_384;

/** Why a module cannot be used: see {@linkcode ModuleError}. */
export type ModuleErrorReason =
  | "source"
  | "format"
  | "features"
  | "start"
  | "imports";

/** Options of {@linkcode ModuleError}. */
export interface ModuleErrorOptions extends ErrorOptions {
  /** The imports that nobody offers, as `module.name`. */
  missingImports?: readonly string[];
  /** The parts of WebAssembly that this engine lacks. */
  missingFeatures?: readonly string[];
}

/** The module given to `Runtime.create` cannot be read, compiled or linked. */
export class ModuleError extends AfmpegError {
  /** The name of the class. */
  override readonly name = "ModuleError";
  /**
   * `"source"`: not exactly one source was given, or half of it. `"format"`: the
   * bytes are not a WebAssembly module that this engine can compile. `"features"`:
   * it uses parts of WebAssembly that this engine lacks. `"start"`: it exports no
   * `_start` or no `memory`, so it is not a WASI command. `"imports"`: it needs
   * functions that a guest does not get, or does not export what they need.
   */
  readonly reason: ModuleErrorReason;
  /** The imports that nobody offers, as `module.name`. */
  readonly missingImports: readonly string[];
  /** The parts of WebAssembly that this engine lacks, for instance `"simd"`. */
  readonly missingFeatures: readonly string[];

  /** Makes the error. */
  constructor(
    reason: ModuleErrorReason,
    message: string,
    options?: ModuleErrorOptions,
  ) {
    super(message, options);
    this.reason = reason;
    this.missingImports = options?.missingImports ?? [];
    this.missingFeatures = options?.missingFeatures ?? [];
  }
}

/** Options of {@linkcode DownloadError}. */
export interface DownloadErrorOptions extends ErrorOptions {
  /** The status that the server answered with. */
  status?: number | undefined;
}

/** A module could not be fetched. */
export class DownloadError extends AfmpegError {
  /** The name of the class. */
  override readonly name = "DownloadError";
  /** Where it was to be fetched from. */
  readonly url: string;
  /** How often it was tried. */
  readonly attempts: number;
  /** The status that the server answered with last, where it answered. */
  readonly status: number | undefined;

  /** Makes the error of `url`, which was tried `attempts` times. */
  constructor(url: string, attempts: number, options?: DownloadErrorOptions) {
    const { status, cause } = options ?? {};
    const received = status === undefined
      ? `"${(cause as Error | undefined)?.message ?? "nothing"}"`
      : `status ${status}`;
    super(
      `Cannot fetch "${url}": received ${received} in attempt ${attempts}`,
      cause === undefined ? undefined : { cause },
    );
    this.url = url;
    this.attempts = attempts;
    this.status = status;
  }
}

/** A module that was fetched is not the one that was asked for. */
export class ChecksumError extends AfmpegError {
  /** The name of the class. */
  override readonly name = "ChecksumError";
  /** Where it was fetched from. */
  readonly url: string;
  /** The SHA-256 that was asked for, in hexadecimal digits. */
  readonly expected: string;
  /** The SHA-256 of what came, uncompressed where it was a module. */
  readonly received: string;

  /** Makes the error of `url`. */
  constructor(url: string, expected: string, received: string) {
    super(
      `Cannot use the module of "${url}": received SHA-256 ${received}, ` +
        `expected ${expected}`,
    );
    this.url = url;
    this.expected = expected;
    this.received = received;
  }
}

/** A `Runtime` was used after `close`. */
export class ClosedError extends AfmpegError {
  /** The name of the class. */
  override readonly name = "ClosedError";

  /** Makes the error of the method `operation`. */
  constructor(operation: string) {
    super(`Cannot ${operation}: the runtime is closed; create another one`);
  }
}

/** A run was refused because too many wait for their turn already. */
export class QueueFullError extends AfmpegError {
  /** The name of the class. */
  override readonly name = "QueueFullError";
  /** How many runs may wait. */
  readonly maxQueue: number;

  /** Makes the error of a queue of `maxQueue` runs. */
  constructor(maxQueue: number) {
    super(
      `Cannot queue the run: received more than ${maxQueue} that wait; ` +
        "try again when some have ended, or raise `maxQueue`",
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
  /** The command line, its name first. */
  argv: readonly string[];
  /** The stack of the guest, with function names where the module has them. */
  wasmStack: string;
  /** The end of what the guest wrote to stderr. */
  stderr: string;
}

/** The guest did something that WebAssembly forbids, and was ended by the engine. */
export class GuestTrapError extends AfmpegError {
  /** The name of the class. */
  override readonly name = "GuestTrapError";
  /** What it did. */
  readonly kind: TrapKind;
  /** The command line, its name first. */
  readonly argv: readonly string[];
  /** The stack of the guest, with function names where the module has them. */
  readonly wasmStack: string;
  /** The end of what the guest wrote to stderr. */
  readonly stderr: string;

  /** Makes the error of a trap that the engine describes as `description`. */
  constructor(
    kind: TrapKind,
    description: string,
    options: GuestTrapErrorOptions,
  ) {
    super(`Cannot finish the run: the guest trapped (${description})`, options);
    this.kind = kind;
    this.argv = options.argv;
    this.wasmStack = options.wasmStack;
    this.stderr = options.stderr.slice(-STDERR_TAIL);
  }
}

/** Why a jump could not be made: see {@linkcode LongjmpError}. */
export type LongjmpErrorReason = "dead" | "stripped" | "private-tag";

/** Options of {@linkcode LongjmpError}. */
export interface LongjmpErrorOptions extends ErrorOptions {
  /** The command line, its name first. The default is empty. */
  argv?: readonly string[];
  /** The end of what the guest wrote to stderr. The default is empty. */
  stderr?: string;
}

const longjmpObstacles: Record<LongjmpErrorReason, string> = {
  "dead": "no call of setjmp that is still running has filled it",
  "stripped": "the module has no code left that catches the jump; " +
    "build it without removing its exception handling",
  "private-tag": "the module keeps its tag __c_longjmp to itself; " +
    "pass it as bytes, or link it with --export=__c_longjmp",
};

/** The guest called `longjmp`, but there is nowhere to jump to. */
export class LongjmpError extends AfmpegError {
  /** The name of the class. */
  override readonly name = "LongjmpError";
  /**
   * `"dead"`: no `setjmp` has filled the `jmp_buf`, or the function that called it
   * has returned. `"stripped"`: the module has lost its exception handling.
   * `"private-tag"`: the module was compiled by the caller, and neither imports nor
   * exports the tag `__c_longjmp`.
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

  /** Makes the error of a `longjmp(jmpBuf, value)`. */
  constructor(
    reason: LongjmpErrorReason,
    jmpBuf: number,
    value: number,
    options: LongjmpErrorOptions = {},
  ) {
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
  /** The name of the class. */
  override readonly name = "GuestError";
}

/** A run was sent a signal that its module does not take. */
export class SignalError extends AfmpegError {
  /** The name of the class. */
  override readonly name = "SignalError";
  /** The signal. */
  readonly signal: string;

  /** Makes the error of the signal `signal`. */
  constructor(signal: string) {
    super(
      `Cannot send ${signal}: the module exports no \`afmpeg_raise\`; use an ` +
        "engine of afmpeg's, or stop the run at once with kill()",
    );
    this.signal = signal;
  }
}

/** A run took longer than its `timeout`. */
export class TimeoutError extends AfmpegError {
  /** The name of the class. */
  override readonly name = "TimeoutError";
  /** The limit, in milliseconds. */
  readonly timeout: number;

  /** Makes the error of a run that was allowed `timeout` milliseconds. */
  constructor(timeout: number) {
    super(
      `Cannot finish the run: it took longer than its timeout of ${timeout} ms; ` +
        "raise the option `timeout`, or disable it with Infinity",
    );
    this.timeout = timeout;
  }
}

/** Something grew beyond an option that bounds it. */
export class LimitError extends AfmpegError {
  /** The name of the class. */
  override readonly name = "LimitError";
  /** The option, for instance `"stdoutLimit"`. */
  readonly option: string;
  /** What it is set to. */
  readonly limit: number;

  /** Makes the error of `operation`, which `option` bounds by `limit`. */
  constructor(
    operation: string,
    option: string,
    limit: number,
    options?: ErrorOptions,
  ) {
    super(
      `Cannot ${operation}: received more than the limit of ${limit}; ` +
        `raise the option \`${option}\``,
      options,
    );
    this.option = option;
    this.limit = limit;
  }
}

/**
 * ffmpeg reported a failure to a helper that cannot go on without it. `run` does
 * not throw it: there, a failure is a result.
 *
 * @example Taking a failure for an error
 * ```ts
 * import { ExitError, MemoryFs, Runtime } from "@afmpeg/afmpeg";
 * import { assertRejects } from "@std/assert";
 *
 * await using runtime = await Runtime.create({ module: { file: "ffmpeg.wasm" } });
 * async function convert(...args: string[]) {
 *   const { exitCode, stderr } = await runtime.run(new MemoryFs(), args);
 *   if (exitCode !== 0) throw new ExitError(["ffmpeg", ...args], exitCode, stderr);
 * }
 * await assertRejects(() => convert("-i", "none.mp4", "out.mp4"), ExitError);
 * ```
 */
export class ExitError extends AfmpegError {
  /** The name of the class. */
  override readonly name: string = "ExitError";
  /** The command line, its name first. */
  readonly argv: readonly string[];
  /** What the guest exited with. */
  readonly exitCode: number;
  /** The end of what the guest wrote to stderr. */
  readonly stderr: string;

  /** Makes the error of the command line `argv`, its name first. */
  constructor(
    argv: readonly string[],
    exitCode: number,
    stderr: string,
    message?: string,
  ) {
    super(
      message ??
        `Cannot run ${argv[0]}: received exit code ${exitCode} and ` +
          `"${lastLine(stderr)}"`,
    );
    this.argv = argv;
    this.exitCode = exitCode;
    this.stderr = stderr.slice(-STDERR_TAIL);
  }
}

/** `probe` could not make sense of a file. */
export class ProbeError extends ExitError {
  /** The name of the class. */
  override readonly name = "ProbeError";
  /** The path as the caller wrote it. */
  readonly path: string;

  /** Makes the error of a probe of `path` by the command line `argv`. */
  constructor(
    path: string,
    argv: readonly string[],
    exitCode: number,
    stderr: string,
  ) {
    const said = lastLine(stderr) || `exit code ${exitCode}`;
    super(argv, exitCode, stderr, `Cannot probe "${path}": received ${said}`);
    this.path = path;
  }
}

/** What ffmpeg said last, apart from that it failed. */
function lastLine(stderr: string): string {
  const lines = stderr.split(/[\r\n]+/)
    .filter((line) => line !== "" && line !== "Conversion failed!");
  return lines.at(-1) ?? "";
}
