// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { checkedFs } from "./checked_fs.ts";
import { checkPath } from "./check.ts";
import { answer } from "./drive.ts";
import type { Answer, Fs } from "./fs.ts";

/**
 * Creates a directory and its parents, unless it exists. Synchronous on a
 * {@linkcode SyncFs}.
 *
 * @example
 * ```ts
 * import { ensureDir, MemoryFs } from "@afmpeg/afmpeg/vfs";
 * import { assertEquals } from "@std/assert";
 *
 * const fs = new MemoryFs();
 * ensureDir(fs, "a/b");
 * ensureDir(fs, "a/b");
 * assertEquals(fs.isDir("a/b"), true);
 * ```
 *
 * @throws {FsError} ENOTDIR, and other errors of creating it.
 * @throws {TypeError} If an argument or option is invalid.
 */
export function ensureDir<F extends Fs>(
  fs: F,
  path: string,
): Answer<F, void> {
  const checked = checkedFs(fs);
  checkPath(path);
  return answer(checked.mkdirAll(path));
}
