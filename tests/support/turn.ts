// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * Gives everything else in this thread a turn: for a loop that changes
 * something while others read it, or to stop something at no particular moment.
 * It guarantees nothing about the progress of the others; a test that needs
 * that must wait for it.
 */
export function turn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
