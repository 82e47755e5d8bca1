// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { checkedFs } from "./checked_fs.ts";
import { checkPath } from "./check.ts";
import { drive, type Steps } from "./drive.ts";
import type { Awaitable, Fs, SyncFs } from "./fs.ts";
import { keyOf } from "./key_of.ts";
import { TreeWalk } from "./walk.ts";

/**
 * The total size of all files in a tree, in bytes; a file with several names
 * counts once. Synchronous on a {@linkcode SyncFs}.
 *
 * @throws {FsError} ENOENT, and what else walking the tree may fail with.
 * @throws {TypeError} If an argument or option is invalid.
 */
export function diskUsage(fs: SyncFs, path: string): number;
/** The same for any file system; await the result. */
export function diskUsage(fs: Fs, path: string): Awaitable<number>;
export function diskUsage(fs: Fs, path: string): Awaitable<number> {
  const checked = checkedFs(fs);
  checkPath(path);
  return drive(count(checked, path));
}

function* count(fs: Fs, path: string): Steps<number> {
  let bytes = 0;
  const counted = new Set<string>();
  const tree = new TreeWalk(fs, path);
  for (let step; (step = yield* tree.next());) {
    const { info } = step;
    if (info.kind !== "file") continue;
    if (info.nlink > 1) {
      const key = keyOf(info);
      if (counted.has(key)) continue;
      counted.add(key);
    }
    bytes += info.size;
  }
  return bytes;
}
