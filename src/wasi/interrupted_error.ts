// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { AfmpegError } from "../../vfs/afmpeg_error.ts";

/** The guest was ended through its interrupt word. */
export class InterruptedError extends AfmpegError {
  /** Always `"InterruptedError"`. */
  override readonly name = "InterruptedError";

  /** Creates the error for a guest that was stopped; the trap is its cause. */
  constructor(options?: ErrorOptions) {
    super("Cannot finish the run: it was interrupted", options);
  }
}
