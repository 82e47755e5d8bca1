// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { after } from "./after.ts";
import { checkedFs } from "./checked_fs.ts";
import { checkPath } from "./check.ts";
import { answer } from "./drive.ts";
import type { Answer, Fs } from "./fs.ts";
import { isErrno } from "./is_errno.ts";
import { realPath } from "./real_path.ts";
import { relabel } from "./relabel.ts";

/**
 * Returns the path from the root, without dots and links, of what exists.
 * Synchronous on a {@linkcode SyncFs}.
 *
 * @example
 * ```ts
 * import { MemoryFs, realpath } from "@afmpeg/afmpeg/vfs";
 * import { assertEquals } from "@std/assert";
 *
 * const fs = MemoryFs.from({ "a/b/c": "", "link": { link: "a/b" } });
 * assertEquals(realpath(fs, "link/../b/c"), "/a/b/c");
 * ```
 *
 * @throws {FsError} ENOENT, ENOTDIR, ELOOP.
 * @throws {TypeError} If an argument or option is invalid.
 */
export function realpath<F extends Fs>(
  fs: F,
  path: string,
): Answer<F, string> {
  const checked = checkedFs(fs);
  checkPath(path);
  const fail = (error: unknown): never => {
    if (!isErrno(error)) throw error;
    throw relabel(error, { operation: "realpath", path });
  };
  try {
    const found = after(realPath(checked, path), ({ path }) => path);
    return answer(found instanceof Promise ? found.catch(fail) : found);
  } catch (error) {
    return fail(error);
  }
}
