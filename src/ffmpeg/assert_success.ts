// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { ExitError } from "./exit_error.ts";

/** How a run ended. */
interface Ended {
  readonly success: boolean;
  readonly exitCode: number;
  readonly stderr: string;
}

/**
 * Does nothing if a run has succeeded.
 *
 * @param argv The command line, the program name first.
 * @throws {ExitError} when it has failed; it says which engine has what this one lacks.
 */
export function assertSuccess(
  argv: readonly string[],
  { success, exitCode, stderr }: Ended,
): void {
  if (!success) throw new ExitError(argv, { exitCode, stderr });
}
