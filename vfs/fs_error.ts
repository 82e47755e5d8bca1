// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { AfmpegError } from "./afmpeg_error.ts";
import { checkOptions, type OptionTable, refusal, text } from "./check.ts";
import { type Errno, errnoMessages } from "./errno.ts";

/** What an {@linkcode FsError} carries besides its code. */
export interface FsErrorOptions extends ErrorOptions {
  /** The method that failed, for instance `"open"`. */
  operation: string;
  /** The path as the caller wrote it. */
  path: string;
  /** The second path of an operation that takes two, for instance `rename`. */
  dest?: string;
  /** What to do about it, for the message. */
  hint?: string;
}

/**
 * A failed file system operation: the only error class that a backend throws.
 *
 * @example Distinguishing failures
 * ```ts
 * import { FsError, MemoryFs } from "@afmpeg/afmpeg/vfs";
 * import { assert, assertEquals, assertThrows } from "@std/assert";
 *
 * const error = assertThrows(() => new MemoryFs().open("missing.txt"));
 * assert(error instanceof FsError);
 * assertEquals(error.code, "ENOENT");
 * assertEquals(error.path, "missing.txt");
 * ```
 */
export class FsError extends AfmpegError {
  /** Always `"FsError"`. */
  override readonly name = "FsError";
  /** The POSIX error code. */
  readonly code: Errno;
  /** The method that failed, for instance `"open"`. */
  readonly operation: string;
  /** The path as the caller wrote it. */
  readonly path: string;
  /** The second path as the caller wrote it, if the operation takes two. */
  readonly dest: string | undefined;
  /** What to do about it, if anything. */
  readonly hint: string | undefined;

  /**
   * Creates the error of an operation on a path.
   *
   * @throws {TypeError} If an argument or option is invalid.
   */
  constructor(code: Errno, options: FsErrorOptions) {
    if (!Object.hasOwn(errnoMessages, code)) {
      throw refusal("`code`", code, "a key of errnoMessages");
    }
    checkOptions("FsError", options, OPTIONS);
    const { operation, path, dest, hint } = options;
    text("operation", operation);
    text("path", path);
    const paths = dest === undefined
      ? shown(path)
      : `${shown(path)} -> ${shown(dest)}`;
    const advice = hint === undefined ? "" : `: ${hint}`;
    super(
      `Cannot ${operation} ${paths}: ${errnoMessages[code]} (${code})${advice}`,
      options,
    );
    this.code = code;
    this.operation = operation;
    this.path = path;
    this.dest = dest;
    this.hint = hint;
  }
}

const OPTIONS: OptionTable<FsErrorOptions> = {
  ...{ operation: text, path: text, dest: text, hint: text },
  cause: () => {},
};

/** So much of a path is in a message, in UTF-16 units: the beginning and the end. */
const LENGTH = 240;

function shown(path: string): string {
  if (path.length <= LENGTH) return `"${path}"`;
  return `"${path.slice(0, LENGTH / 2)}…${path.slice(-LENGTH / 2)}"`;
}
