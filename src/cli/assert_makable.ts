// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { dirname } from "@std/path/posix";
import { assertOther } from "./assert_other.ts";
import { UsageError } from "./usage_error.ts";

/**
 * Checks that a command can make a file of the host.
 *
 * @throws {UsageError} when it is one of the inputs, or its directory is missing.
 */
export function assertMakable(
  operation: string,
  inputs: readonly string[],
  output: string,
): void {
  assertOther(operation, inputs, output);
  const folder = dirname(output);
  try {
    if (Deno.statSync(folder).isDirectory) return;
  } catch (error) {
    const { NotFound, NotADirectory } = Deno.errors;
    const isMissing = error instanceof NotFound ||
      error instanceof NotADirectory;
    if (!isMissing) return;
  }
  throw new UsageError(
    `Cannot ${operation}: received "${output}", but "${folder}" is no ` +
      "directory; make it first",
  );
}
