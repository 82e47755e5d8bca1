// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * Runs `work` before the first test of the file that calls this. If it fails,
 * each test of the file fails by name; at the top level, the file would fail
 * without naming any.
 */
export function prepare(work: () => Promise<void>): void {
  let done: Promise<void> | undefined;
  Deno.test.beforeEach(() => done ??= work());
}
