// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Errno } from "./errno.ts";
import { FsError } from "./fs_error.ts";

/**
 * Whether an error is a failed file system operation with one of the codes;
 * without codes, with any.
 *
 * @example
 * ```ts
 * import { isErrno, MemoryFs } from "@afmpeg/afmpeg/vfs";
 * import { assert, assertThrows } from "@std/assert";
 *
 * const error = assertThrows(() => new MemoryFs().open("missing.txt"));
 * assert(isErrno(error, "ENOENT", "ENOTDIR"));
 * ```
 */
export function isErrno(error: unknown, ...codes: Errno[]): error is FsError {
  return error instanceof FsError &&
    (codes.length === 0 || codes.includes(error.code));
}
