// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * Thrown when others move what a path goes through: the operation must start
 * over. It is not an `Error`, so that nothing mistakes it for a failure.
 */
export class Disturbed {
  /** When to try again, in milliseconds from now. */
  readonly delay: number;
  /** What to do if it does not end. */
  readonly hint: string;

  constructor(hint: string, delay: number = 0) {
    this.hint = hint;
    this.delay = delay;
  }
}
