// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { AfmpegError } from "./afmpeg_error.ts";

/** Options of {@linkcode FsAnswerError}. */
export interface FsAnswerErrorOptions extends ErrorOptions {
  /** The `name` of the file system, or of the type of the open file. */
  owner: string;
  /** What was received, in words. */
  received: string;
  /** What the method has to return, in words. */
  expected: string;
}

/**
 * A file system broke its contract: a method returned what it must not return.
 * Whatever called it cannot continue, as no error code would be true.
 *
 * @example
 * ```ts
 * import { FsAnswerError, MemoryFs, readFile } from "@afmpeg/afmpeg/vfs";
 * import { assertEquals, assertThrows } from "@std/assert";
 *
 * class BrokenFs extends MemoryFs {
 *   override open(): never {
 *     return -1 as never;
 *   }
 * }
 * const error = assertThrows(() => readFile(new BrokenFs(), "a"), FsAnswerError);
 * assertEquals([error.method, error.received], ["open", "-1"]);
 * ```
 */
export class FsAnswerError extends AfmpegError {
  /** Always `"FsAnswerError"`. */
  override readonly name = "FsAnswerError";
  /** The method: of a file system, or of an open file of it. */
  readonly method: string;
  /** The `name` of the file system; `"FsFile"` for an open file. */
  readonly owner: string;
  /** What was received, in words. */
  readonly received: string;

  /** Creates the error for an answer of `method`. */
  constructor(method: string, options: FsAnswerErrorOptions) {
    const { owner, received, expected } = options;
    super(
      `Cannot use the answer of \`${method}\` of ${owner}: received ${received}; ` +
        `have it return ${expected}`,
      options,
    );
    this.method = method;
    this.owner = owner;
    this.received = received;
  }
}
