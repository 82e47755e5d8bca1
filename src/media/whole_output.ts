// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Result } from "../run/result.ts";
import { LimitError } from "../util/errors.ts";

/**
 * Runs what is of use only with all of its stdout. Of a limit that it exceeds, the error
 * names `operation`, and advises nothing that only a plain run has options for.
 *
 * @throws {LimitError} when stdout is longer than `maxStdoutBytes`.
 */
export async function wholeOutput(
  operation: string,
  run: () => Promise<Result>,
): Promise<Result> {
  try {
    return await run();
  } catch (error) {
    const isOutput = error instanceof LimitError &&
      error.option === "maxStdoutBytes";
    if (!isOutput) throw error;
    const { option, limit } = error;
    throw new LimitError(operation, { option, limit, cause: error });
  }
}
