// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** The command line is invalid. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
