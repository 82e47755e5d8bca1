// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * Waits until all have ended, so that nothing goes on in a folder that is then deleted.
 *
 * @throws What the first of them failed with.
 */
export async function settleAll(
  works: readonly Promise<unknown>[],
): Promise<void> {
  for (const result of await Promise.allSettled(works)) {
    if (result.status === "rejected") throw result.reason;
  }
}
