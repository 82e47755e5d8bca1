// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

const PASSING = [408, 425, 429, 500, 502, 503, 504];

/** Whether a failure with that status of HTTP may be temporary. */
export function isPassing(status: number): boolean {
  return PASSING.includes(status);
}
