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
  /** Why the module cannot be used. */
  reason: ModuleErrorReason;
  /** The imports that nobody provides, as `module.name`. */
  missingImports?: readonly string[];
  /** The parts of WebAssembly that this engine lacks. */
  missingFeatures?: readonly string[];
}

/** The module given to `Runtime.create` cannot be read, compiled or linked. */
export class ModuleError extends AfmpegError {
  /** Always `"ModuleError"`. */
  override readonly name = "ModuleError";
  /**
   * `"source"`: not exactly one source was given, or half of it. `"format"`: the
   * bytes are not a WebAssembly module that this engine can compile. `"features"`:
   * it uses parts of WebAssembly that this engine lacks. `"start"`: it exports no
   * `_start` or no `memory`, so it is not a WASI command. `"imports"`: it needs
   * functions that a guest does not get, or does not export what they need.
   */
  readonly reason: ModuleErrorReason;
  /** The imports that nobody provides, as `module.name`. */
  readonly missingImports: readonly string[];
  /** The parts of WebAssembly that this engine lacks, for instance `"simd"`. */
  readonly missingFeatures: readonly string[];

  /** Makes the error that says `message`. */
  constructor(message: string, options: ModuleErrorOptions) {
    super(message, options);
    this.reason = options.reason;
    this.missingImports = options.missingImports ?? [];
    this.missingFeatures = options.missingFeatures ?? [];
  }
}

/** Options of {@linkcode DownloadError}. */
export interface DownloadErrorOptions extends ErrorOptions {
  /** How often it was tried. */
  attempts: number;
  /** The status that the server answered with. */
  status?: number | undefined;
}

/** A module could not be fetched. */
export class DownloadError extends AfmpegError {
  /** Always `"DownloadError"`. */
  override readonly name = "DownloadError";
  /** Where it was to be fetched from. */
  readonly url: string;
  /** How often it was tried. */
  readonly attempts: number;
  /** The status that the server answered with last, where it answered. */
  readonly status: number | undefined;

  /** Makes the error of `url`. */
  constructor(url: string, options: DownloadErrorOptions) {
    const { attempts, status, cause } = options;
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

/** Options of {@linkcode ChecksumError}. */
export interface ChecksumErrorOptions extends ErrorOptions {
  /** The SHA-256 that was asked for, in hexadecimal digits. */
  expected: string;
  /** The SHA-256 of what came, uncompressed where it was a module. */
  received: string;
}

/** A module that was fetched is not the one that was asked for. */
export class ChecksumError extends AfmpegError {
  /** Always `"ChecksumError"`. */
  override readonly name = "ChecksumError";
  /** Where it was fetched from. */
  readonly url: string;
  /** The SHA-256 that was asked for, in hexadecimal digits. */
  readonly expected: string;
  /** The SHA-256 of what came, uncompressed where it was a module. */
  readonly received: string;

  /** Makes the error of `url`. */
  constructor(url: string, options: ChecksumErrorOptions) {
    const { expected, received } = options;
    super(
      `Cannot use the module of "${url}": received SHA-256 ${received}, ` +
        `expected ${expected}`,
      options,
    );
    this.url = url;
    this.expected = expected;
    this.received = received;
  }
}

/** A `Runtime` was used after `close`. */
export class ClosedError extends AfmpegError {
  /** Always `"ClosedError"`. */
  override readonly name = "ClosedError";

  /** Makes the error of the method `operation`. */
  constructor(operation: string, options?: ErrorOptions) {
    super(
      `Cannot ${operation}: the runtime is closed; create another one`,
      options,
    );
  }
}

/** A run was refused because too many wait for their turn already. */
export class QueueFullError extends AfmpegError {
  /** Always `"QueueFullError"`. */
  override readonly name = "QueueFullError";
  /** How many runs may wait. */
  readonly maxQueue: number;

  /** Makes the error of a queue of `maxQueue` runs. */
  constructor(maxQueue: number, options?: ErrorOptions) {
    super(
      `Cannot queue the run: received more than ${maxQueue} that wait; ` +
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
  /** What the guest did. */
  kind: TrapKind;
  /** The command line, its name first. */
  argv: readonly string[];
  /** The stack of the guest, with function names where the module has them. */
  wasmStack: string;
  /** The end of what the guest wrote to stderr. */
  stderr: string;
}

/** The guest did something that WebAssembly forbids, and was ended by the engine. */
export class GuestTrapError extends AfmpegError {
  /** Always `"GuestTrapError"`. */
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
  "dead": "no call of setjmp that is still running has filled it",
  "stripped": "the module has no code left that catches the jump; " +
    "build it without removing its exception handling",
  "private-tag": "the module keeps its tag __c_longjmp to itself; " +
    "pass it as bytes, or link it with --export=__c_longjmp",
};

/** The guest called `longjmp`, but there is nowhere to jump to. */
export class LongjmpError extends AfmpegError {
  /** Always `"LongjmpError"`. */
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

  /** Makes the error of a jump that is impossible because of `reason`. */
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

/** A run was sent a signal that its module does not take. */
export class SignalError extends AfmpegError {
  /** Always `"SignalError"`. */
  override readonly name = "SignalError";
  /** The signal. */
  readonly signal: string;

  /** Makes the error of the signal `signal`. */
  constructor(signal: string, options?: ErrorOptions) {
    super(
      `Cannot send ${signal}: the module exports no \`afmpeg_raise\`; use an ` +
        "engine of afmpeg's, or stop the run at once with SIGKILL",
      options,
    );
    this.signal = signal;
  }
}

/** A run was stopped by a signal that no guest can handle: see {@linkcode Job.kill}. */
export class KilledError extends AfmpegError {
  /** Always `"KilledError"`. */
  override readonly name = "KilledError";
  /** The signal. */
  readonly signal: string;

  /** Makes the error of a run that was stopped by `signal`. */
  constructor(signal: string, options?: ErrorOptions) {
    super(`Cannot finish the run: it was killed by ${signal}`, options);
    this.signal = signal;
  }
}

/** A run took longer than its `timeout`. */
export class TimeoutError extends AfmpegError {
  /** Always `"TimeoutError"`. */
  override readonly name = "TimeoutError";
  /** The limit, in milliseconds. */
  readonly timeout: number;

  /** Makes the error of a run that was allowed `timeout` milliseconds. */
  constructor(timeout: number, options?: ErrorOptions) {
    super(
      `Cannot finish the run: it took longer than its timeout of ${timeout} ms; ` +
        "raise the option `timeout`, or disable it with Infinity",
      options,
    );
    this.timeout = timeout;
  }
}

/** Options of {@linkcode LimitError}. */
export interface LimitErrorOptions extends ErrorOptions {
  /** The option, for instance `"maxStdoutBytes"`. */
  option: string;
  /** What it is set to. */
  limit: number;
}

/** Something grew beyond an option that bounds it. */
export class LimitError extends AfmpegError {
  /** Always `"LimitError"`. */
  override readonly name = "LimitError";
  /** The option, for instance `"maxStdoutBytes"`. */
  readonly option: string;
  /** What it is set to. */
  readonly limit: number;

  /** Makes the error of `operation`, which could not be done within the limit. */
  constructor(operation: string, options: LimitErrorOptions) {
    const { option, limit } = options;
    super(
      `Cannot ${operation}: received more than the limit of ${limit}; ` +
        `raise the option \`${option}\``,
      options,
    );
    this.option = option;
    this.limit = limit;
  }
}

/** Options of {@linkcode ExitError}. */
export interface ExitErrorOptions extends ErrorOptions {
  /** What the guest exited with. */
  exitCode: number;
  /** What the guest wrote to stderr. */
  stderr: string;
  /** What the error says. The default is the exit code and the last line of `stderr`. */
  message?: string | undefined;
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
 *   if (exitCode !== 0) {
 *     throw new ExitError(["ffmpeg", ...args], { exitCode, stderr });
 *   }
 * }
 * await assertRejects(() => convert("-i", "none.mp4", "out.mp4"), ExitError);
 * ```
 */
export class ExitError extends AfmpegError {
  /** `"ExitError"`, or that of a subclass. */
  override readonly name: string = "ExitError";
  /** The command line, its name first. */
  readonly argv: readonly string[];
  /** What the guest exited with. */
  readonly exitCode: number;
  /** The end of what the guest wrote to stderr. */
  readonly stderr: string;

  /** Makes the error of the command line `argv`, its name first. */
  constructor(argv: readonly string[], options: ExitErrorOptions) {
    const { exitCode, stderr, message } = options;
    super(
      message ??
        `Cannot run ${argv[0]}: received exit code ${exitCode} and ` +
          `"${lastLine(stderr)}"`,
      options,
    );
    this.argv = argv;
    this.exitCode = exitCode;
    this.stderr = stderr.slice(-STDERR_TAIL);
  }
}

/** Options of {@linkcode ProbeError}. */
export interface ProbeErrorOptions extends Omit<ExitErrorOptions, "message"> {
  /** The command line, its name first. */
  argv: readonly string[];
}

/** `probe` could not make sense of a file. */
export class ProbeError extends ExitError {
  /** Always `"ProbeError"`. */
  override readonly name = "ProbeError";
  /** The path as the caller wrote it. */
  readonly path: string;

  /** Makes the error of a probe of `path`. */
  constructor(path: string, options: ProbeErrorOptions) {
    const said = lastLine(options.stderr) || `exit code ${options.exitCode}`;
    const message = `Cannot probe "${path}": received ${said}`;
    super(options.argv, { ...options, message });
    this.path = path;
  }
}

/** What ffmpeg said last, apart from that it failed. */
function lastLine(stderr: string): string {
  const lines = stderr.split(/[\r\n]+/)
    .filter((line) => line !== "" && line !== "Conversion failed!");
  return lines.at(-1) ?? "";
}
