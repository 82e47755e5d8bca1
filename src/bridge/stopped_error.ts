// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** Thrown in the guest's thread when the caller has stopped the run. */
export class StoppedError extends Error {
  override readonly name = "StoppedError";
}
