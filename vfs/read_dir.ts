// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { checkedFs } from "./checked_fs.ts";
import { checkPath } from "./check.ts";
import { drive, wait } from "./drive.ts";
import type { Awaitable, FileInfo, Fs, SyncFs } from "./fs.ts";
import { withFile } from "./with_file.ts";

/**
 * Returns the entries of a directory, sorted by name. Synchronous on a
 * {@linkcode SyncFs}.
 *
 * @example
 * ```ts
 * import { MemoryFs, readDir } from "@afmpeg/afmpeg/vfs";
 * import { assertEquals } from "@std/assert";
 *
 * const fs = new MemoryFs();
 * fs.writeFile("a.txt", "hello");
 * const [entry] = readDir(fs, "/");
 * assertEquals([entry?.name, entry?.size], ["a.txt", 5]);
 * ```
 *
 * @throws {FsError} ENOENT, ENOTDIR.
 * @throws {TypeError} If an argument or option is invalid.
 */
export function readDir(fs: SyncFs, path: string): FileInfo[];
/** The same for any file system; await the result. */
export function readDir(fs: Fs, path: string): Awaitable<FileInfo[]>;
export function readDir(fs: Fs, path: string): Awaitable<FileInfo[]> {
  const checked = checkedFs(fs);
  checkPath(path);
  return drive(
    withFile(checked.open(path), (directory) => wait(directory.readdir())),
  );
}
