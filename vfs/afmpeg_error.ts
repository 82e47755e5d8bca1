// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { errorToJSON } from "./error_json.ts";

/**
 * The base class of every error that this package throws on purpose, apart from
 * the `TypeError` for an invalid argument.
 */
export abstract class AfmpegError extends Error {
  /**
   * Returns the error as plain data, including its causes: for logs and other
   * processes.
   */
  toJSON(): Record<string, unknown> {
    return errorToJSON(this);
  }
}
