// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { ExitError } from "../../ffmpeg/exit_error.ts";

/** The first stream of real video; or else the first picture, such as a cover. */
const STREAMS = ["0:V:0", "0:v:0"];

/**
 * Calls `take` with the stream of `path` that pictures are taken of.
 *
 * @throws {ExitError} when there is none.
 */
export async function withPicture<T>(
  path: string,
  take: (stream: string) => Promise<T>,
): Promise<T> {
  let without: ExitError | undefined;
  for (const stream of STREAMS) {
    try {
      return await take(stream);
    } catch (error) {
      if (!isWithout(error)) throw error;
      without = error;
    }
  }
  throw new ExitError(without!.argv, {
    ...without!,
    message: `Cannot take a picture of "${path}": received a file that has ` +
      "no picture, neither video nor a cover",
  });
}

function isWithout(error: unknown): error is ExitError {
  return error instanceof ExitError &&
    / matches no streams/.test(error.stderr);
}
