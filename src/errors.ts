/** The base of every error that afmpeg itself throws, apart from `FsError`. */
export abstract class AfmpegError extends Error {
  /** The error as plain data, for logs and for other processes. */
  toJSON(): Record<string, unknown> {
    // `message` is not enumerable; the fields, `name` among them, are.
    return {
      message: this.message,
      ...Object.fromEntries(Object.entries(this)),
    };
  }
}

/** Why a module cannot be used: see {@linkcode ModuleError}. */
export type ModuleErrorReason = "source" | "format" | "start" | "imports";

/** Options of {@linkcode ModuleError}. */
export interface ModuleErrorOptions extends ErrorOptions {
  /** The imports that nobody offers, as `module.name`. */
  missingImports?: string[];
}

/** The module given to `Runtime.create` cannot be read, compiled or linked. */
export class ModuleError extends AfmpegError {
  /** The name of the class. */
  override readonly name = "ModuleError";
  /**
   * `"source"`: not exactly one source was given. `"format"`: the bytes are not
   * a WebAssembly module that this engine can compile. `"start"`: it exports no
   * `_start` or no `memory`, so it is not a WASI command. `"imports"`: it needs
   * functions that a guest does not get.
   */
  readonly reason: ModuleErrorReason;
  /** The imports that nobody offers, as `module.name`. */
  readonly missingImports: readonly string[];

  /** Makes the error. */
  constructor(
    reason: ModuleErrorReason,
    message: string,
    options?: ModuleErrorOptions,
  ) {
    super(message, options);
    this.reason = reason;
    this.missingImports = options?.missingImports ?? [];
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
    this.wasmStack = options.wasmStack;
    this.stderr = options.stderr;
  }
}

/** The guest could not be started, or its thread failed: a fault of the host. */
export class GuestError extends AfmpegError {
  /** The name of the class. */
  override readonly name = "GuestError";
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

/** `probe` could not make sense of a file. */
export class ProbeError extends AfmpegError {
  /** The name of the class. */
  override readonly name = "ProbeError";
  /** The path as the caller wrote it. */
  readonly path: string;
  /** The exit code of the guest. */
  readonly exitCode: number;
  /** What the guest said. */
  readonly stderr: string;

  /** Makes the error of a probe of `path`. */
  constructor(path: string, exitCode: number, stderr: string) {
    const lines = stderr.trimEnd().split("\n");
    super(`Cannot probe "${path}": received ${lines.at(-1)}`);
    this.path = path;
    this.exitCode = exitCode;
    this.stderr = stderr;
  }
}
