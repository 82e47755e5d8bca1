// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { FsError } from "./fs_error.ts";

/** What an error says that it did not say before. */
export interface Label {
  readonly path: string;
  readonly operation?: string;
  readonly dest?: string | undefined;
}

/** The same error, as seen by a caller who uses other paths. */
export function relabel(error: FsError, label: Label): FsError {
  const { operation = error.operation, path, dest } = label;
  return new FsError(error.code, {
    ...{ operation, path, cause: error },
    ...(error.hint !== undefined && { hint: error.hint }),
    ...(dest !== undefined && { dest }),
  });
}
