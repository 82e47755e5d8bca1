// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Awaitable } from "./fs.ts";

/**
 * Closes the result of an operation, if it is a file, when nobody will receive
 * it.
 */
async function discard(value: unknown): Promise<void> {
  const isFile = typeof value === "object" && value !== null &&
    Symbol.asyncDispose in value;
  if (!isFile) return;
  try {
    await (value as AsyncDisposable)[Symbol.asyncDispose]();
  } catch {
    // The error that prevented its use is the one to report.
  }
}

/** Performs `action`; if it fails, closes `value`, which then nobody will receive. */
export async function orDiscard<T>(
  value: unknown,
  action: () => Awaitable<T>,
): Promise<T> {
  try {
    return await action();
  } catch (error) {
    await discard(value);
    throw error;
  }
}
