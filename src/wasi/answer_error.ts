// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { AfmpegError } from "../../vfs/afmpeg_error.ts";
import { received } from "../../vfs/received.ts";

/**
 * A method of the caller, of a stream, a file or a clock, returned what it must not.
 * The guest is ended, as nothing true could be said to it.
 */
export class AnswerError extends AfmpegError {
  /** Always `"AnswerError"`. */
  override readonly name = "AnswerError";
  /** The method that returned it, for instance `"stdout.write"`. */
  readonly method: string;

  /** Creates the error for the `answer` of `method`, which should be as `wanted`. */
  constructor(method: string, answer: unknown, wanted: string) {
    super(
      `Cannot use what \`${method}\` returned: received ${received(answer)}; ` +
        `return ${wanted}`,
    );
    this.method = method;
  }
}
