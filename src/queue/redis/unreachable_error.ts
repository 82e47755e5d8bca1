// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { AfmpegError } from "../../../vfs/afmpeg_error.ts";

/** The server of a queue cannot be reached, or does not let us in. */
export class UnreachableError extends AfmpegError {
  /** Always `"UnreachableError"`. */
  override readonly name = "UnreachableError";
}
