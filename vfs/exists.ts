// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { checkedFs } from "./checked_fs.ts";
import { attempt } from "./attempt.ts";
import { after } from "./after.ts";
import { checkPath } from "./check.ts";
import { drive, type Steps, wait } from "./drive.ts";
import type { Awaitable, FileInfo, Fs, SyncFs } from "./fs.ts";
import { withFile } from "./with_file.ts";

/** Describes a file; `undefined` if there is none. */
function find(fs: Fs, path: string): Awaitable<FileInfo | undefined> {
  const checked = checkedFs(fs);
  checkPath(path);
  return attempt(() => checked.stat(path), "ENOENT", "ENOTDIR");
}

/**
 * Whether a file of that name exists; a link does if its target does.
 * Synchronous on a {@linkcode SyncFs}.
 *
 * @throws {FsError} EACCES or ELOOP, if that cannot be determined.
 * @throws {TypeError} If an argument or option is invalid.
 */
export function exists(fs: SyncFs, path: string): boolean;
/** The same for any file system; await the result. */
export function exists(fs: Fs, path: string): Awaitable<boolean>;
export function exists(fs: Fs, path: string): Awaitable<boolean> {
  return after(find(fs, path), (info) => info !== undefined);
}

/**
 * Whether the name refers to a directory. Synchronous on a {@linkcode SyncFs}.
 *
 * @throws {FsError} EACCES or ELOOP, if that cannot be determined.
 * @throws {TypeError} If an argument or option is invalid.
 */
export function isDir(fs: SyncFs, path: string): boolean;
/** The same for any file system; await the result. */
export function isDir(fs: Fs, path: string): Awaitable<boolean>;
export function isDir(fs: Fs, path: string): Awaitable<boolean> {
  return after(find(fs, path), (info) => info?.kind === "directory");
}

/**
 * Whether the name refers to a file with contents of its own: neither a
 * directory nor a device. Synchronous on a {@linkcode SyncFs}.
 *
 * @throws {FsError} EACCES or ELOOP, if that cannot be determined.
 * @throws {TypeError} If an argument or option is invalid.
 */
export function isFile(fs: SyncFs, path: string): boolean;
/** The same for any file system; await the result. */
export function isFile(fs: Fs, path: string): Awaitable<boolean>;
export function isFile(fs: Fs, path: string): Awaitable<boolean> {
  return after(find(fs, path), (info) => info?.kind === "file");
}

/**
 * Whether a directory has no entries, or a file no bytes. Synchronous on a
 * {@linkcode SyncFs}.
 *
 * @throws {FsError} ENOENT, ENOTDIR.
 * @throws {TypeError} If an argument or option is invalid.
 */
export function isEmpty(fs: SyncFs, path: string): boolean;
/** The same for any file system; await the result. */
export function isEmpty(fs: Fs, path: string): Awaitable<boolean>;
export function isEmpty(fs: Fs, path: string): Awaitable<boolean> {
  const checked = checkedFs(fs);
  checkPath(path);
  return drive(findEmpty(checked, path));
}

function* findEmpty(fs: Fs, path: string): Steps<boolean> {
  const { kind, size } = yield* wait(fs.stat(path));
  if (kind !== "directory") return size === 0;
  return yield* withFile(fs.open(path), function* (directory) {
    return (yield* wait(directory.readdir(1))).length === 0;
  });
}
