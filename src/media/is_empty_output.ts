// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { ExitError } from "../ffmpeg/exit_error.ts";

/** Whether ffmpeg failed because there was nothing to write. */
export function isEmptyOutput(error: unknown): error is ExitError {
  return error instanceof ExitError &&
    /nothing was encoded|received no packets|Cannot determine format of input/i
      .test(error.stderr);
}
