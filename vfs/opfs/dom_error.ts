// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Errno } from "../errno.ts";
import { FsError } from "../fs_error.ts";

/** The names of a browser's errors, and what they mean for files. */
const codes: Readonly<Record<string, Errno>> = {
  NotFoundError: "ENOENT",
  TypeMismatchError: "ENOTDIR",
  NotAllowedError: "EACCES",
  SecurityError: "EACCES",
  NoModificationAllowedError: "EBUSY",
  InvalidModificationError: "ENOTEMPTY",
  InvalidStateError: "EIO",
  NotReadableError: "EIO",
  QuotaExceededError: "ENOSPC",
  // A name that the browser does not allow.
  TypeError: "EINVAL",
};

/** Makes a call to the browser; its failure becomes an `FsError`. */
export async function inBrowser<T>(
  operation: string,
  path: string,
  call: () => T | Promise<T>,
): Promise<T> {
  try {
    return await call();
  } catch (cause) {
    const code = codes[(cause as Error | undefined)?.name ?? ""];
    if (code === undefined || cause instanceof FsError) throw cause;
    throw new FsError(code, { operation, path, cause });
  }
}

/** Whether the browser says so. */
export function isNamed(error: unknown, name: keyof typeof codes): boolean {
  return (error as Error | undefined)?.name === name;
}
