// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { AfmpegError } from "./afmpeg_error.ts";
import { received } from "./received.ts";

/** Options of {@linkcode AnswerError}. */
export interface AnswerErrorOptions extends ErrorOptions {
  /** Whose method it is, in words. */
  owner?: string;
  /** What was received, in words. The default is the answer. */
  found?: string;
}

/**
 * A method of the caller, of a file system, a stream or a clock, returned what it must
 * not. Whatever called it cannot continue, as no error code would be true.
 *
 * @example
 * ```ts
 * import { AnswerError, MemoryFs, readFile } from "@afmpeg/afmpeg/vfs";
 * import { assertEquals, assertThrows } from "@std/assert";
 *
 * class BrokenFs extends MemoryFs {
 *   override open(): never {
 *     return -1 as never;
 *   }
 * }
 * const error = assertThrows(() => readFile(new BrokenFs(), "a"), AnswerError);
 * assertEquals(error.method, "open");
 * ```
 */
export class AnswerError extends AfmpegError {
  /** Always `"AnswerError"`. */
  override readonly name = "AnswerError";
  /** The method that returned it. */
  readonly method: string;
  /** Whose method it is: the `name` of a file system, or `"FsFile"`. */
  readonly owner: string | undefined;

  /** Creates the error for the `answer` of `method`, which should be as `wanted`. */
  constructor(
    method: string,
    answer: unknown,
    wanted: string,
    options: AnswerErrorOptions = {},
  ) {
    const { owner, found = received(answer) } = options;
    super(
      `Cannot use what \`${method}\`${owner ? ` of ${owner}` : ""} returned: ` +
        `received ${found}; return ${wanted}`,
      options,
    );
    this.method = method;
    this.owner = owner;
  }
}
