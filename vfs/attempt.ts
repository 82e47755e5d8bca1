// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Errno } from "./errno.ts";
import type { Awaitable } from "./fs.ts";
import { isErrno } from "./is_errno.ts";

/**
 * Returns the result of `action`, synchronously if it is; `undefined` if it
 * fails with one of `codes`, or without them with any `FsError`.
 */
export function attempt<T>(
  action: () => Awaitable<T>,
  ...codes: Errno[]
): Awaitable<T | undefined> {
  const fail = (error: unknown): undefined => {
    if (!isErrno(error, ...codes)) throw error;
  };
  try {
    const value = action();
    return value instanceof Promise ? value.catch(fail) : value;
  } catch (error) {
    return fail(error);
  }
}
