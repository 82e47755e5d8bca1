// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * Closes the result of an operation, if it is a file, when nobody will receive
 * it.
 */
export async function discard(value: unknown): Promise<void> {
  const isFile = typeof value === "object" && value !== null &&
    Symbol.asyncDispose in value;
  if (!isFile) return;
  try {
    await (value as AsyncDisposable)[Symbol.asyncDispose]();
  } catch {
    // The error that prevented its use is the one to report.
  }
}
