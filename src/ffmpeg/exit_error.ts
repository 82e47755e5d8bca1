// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { AfmpegError } from "../../vfs/afmpeg_error.ts";
import { STDERR_TAIL } from "../util/errors.ts";
import { failureOf } from "./failure.ts";
import { hintFor } from "./hint.ts";

/** What is said of a log without errors. */
const SILENCE =
  "no reason in its log; let it log errors, with `-loglevel error`";

/** Options of {@linkcode ExitError}. */
export interface ExitErrorOptions extends ErrorOptions {
  /** The exit code of the guest. */
  exitCode: number;
  /** What the guest wrote to stderr. */
  stderr: string;
  /**
   * The message. By default it gives the exit code and the reason, and then what the
   * `hint` of a result gives.
   */
  message?: string | undefined;
}

/**
 * ffmpeg failed in a helper that needs it to succeed. `run` does not throw this
 * error: there, a failure is a result.
 *
 * @example Turning a failure into an error
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
  /** `"ExitError"`, or the name of a subclass. */
  override readonly name: string = "ExitError";
  /** The command line, the program name first. */
  readonly argv: readonly string[];
  /** The exit code of the guest. */
  readonly exitCode: number;
  /**
   * Why ffmpeg failed, and for which file, as far as its log says: the first of the
   * errors with which it ends; empty if there is none.
   */
  readonly reason: string;
  /** The end of what the guest wrote to stderr. */
  readonly stderr: string;

  /** Creates the error for the command line `argv`, the program name first. */
  constructor(argv: readonly string[], options: ExitErrorOptions) {
    const { exitCode, stderr, message } = options;
    const reason = failureOf(stderr, argv);
    super(message ?? messageOf(argv, options, reason), options);
    this.argv = argv;
    this.exitCode = exitCode;
    this.reason = reason;
    this.stderr = stderr.slice(-STDERR_TAIL);
  }
}

function messageOf(
  [program]: readonly string[],
  { exitCode, stderr }: ExitErrorOptions,
  reason: string,
): string {
  const said = reason === "" ? SILENCE : `"${reason}"`;
  const hint = hintFor(stderr);
  return `Cannot run ${program}: received exit code ${exitCode} and ${said}` +
    (hint === undefined ? "" : `; ${hint}`);
}

/** Options of {@linkcode ProbeError}. */
export interface ProbeErrorOptions extends Omit<ExitErrorOptions, "message"> {
  /** The command line, the program name first. */
  argv: readonly string[];
}

/** `probe` did not recognise a file. */
export class ProbeError extends ExitError {
  /** Always `"ProbeError"`. */
  override readonly name = "ProbeError";
  /** The path as the caller wrote it. */
  readonly path: string;

  /** Creates the error for a probe of `path`. */
  constructor(path: string, options: ProbeErrorOptions) {
    const { argv, exitCode, stderr } = options;
    const received = failureOf(stderr, argv) || `exit code ${exitCode}`;
    const message = `Cannot probe "${path}": received ${received}`;
    super(argv, { ...options, message });
    this.path = path;
  }
}
