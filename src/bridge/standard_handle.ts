// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** The handles that are open from the start. */
export const standardHandle = {
  stdin: 0,
  stdout: 1,
  stderr: 2,
  /** Receives a line for each call of the guest, if the caller wants a trace. */
  trace: 3,
} as const;
