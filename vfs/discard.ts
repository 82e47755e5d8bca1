// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Steps } from "./drive.ts";
import type { FsFile } from "./fs.ts";
import { abandon } from "./release.ts";

/**
 * Abandons the result of an operation, if it is a file, when nobody will receive
 * it.
 */
export function* discard(value: unknown): Steps<void> {
  const isFile = typeof value === "object" && value !== null &&
    Symbol.asyncDispose in value;
  if (!isFile) return;
  try {
    yield abandon(value as FsFile);
  } catch {
    // The error that prevented its use is the one to report.
  }
}

/** Performs `action`; if it fails, abandons `value`, which then nobody will receive. */
export function* orDiscard<T>(
  value: unknown,
  action: () => Steps<T>,
): Steps<T> {
  try {
    return yield* action();
  } catch (error) {
    yield* discard(value);
    throw error;
  }
}
