// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Awaitable, FileInfo, Fs, SyncFs } from "./fs.ts";
import { FsError } from "./fs_error.ts";

/**
 * Describes a name itself; on a file system without links, like
 * {@linkcode Fs.stat}.
 */
export function lstat(
  fs: Pick<SyncFs, "lstat" | "stat">,
  path: string,
): FileInfo;
/** The same for any file system; await the result. */
export function lstat(
  fs: Pick<Fs, "lstat" | "stat">,
  path: string,
): Awaitable<FileInfo>;
export function lstat(
  fs: Pick<Fs, "lstat" | "stat">,
  path: string,
): Awaitable<FileInfo> {
  return fs.lstat ? fs.lstat(path) : fs.stat(path);
}

/**
 * Like {@linkcode Fs.readlink}.
 *
 * @throws {FsError} ENOTSUP, if there are no links.
 */
export function readlink(
  fs: Pick<SyncFs, "readlink">,
  path: string,
): string;
/** The same for any file system; await the result. */
export function readlink(
  fs: Pick<Fs, "readlink">,
  path: string,
): Awaitable<string>;
export function readlink(
  fs: Pick<Fs, "readlink">,
  path: string,
): Awaitable<string> {
  if (!fs.readlink) {
    throw new FsError("ENOTSUP", { operation: "readlink", path });
  }
  return fs.readlink(path);
}

/**
 * Like {@linkcode Fs.symlink}.
 *
 * @throws {FsError} ENOTSUP, if there are no links.
 */
export function symlink(fs: Fs, target: string, path: string): Awaitable<void> {
  if (!fs.symlink) throw new FsError("ENOTSUP", { operation: "symlink", path });
  return fs.symlink(target, path);
}

/**
 * Like {@linkcode Fs.link}.
 *
 * @throws {FsError} ENOTSUP, if there are no links.
 */
export function link(
  fs: Fs,
  oldPath: string,
  newPath: string,
): Awaitable<void> {
  if (!fs.link) {
    throw new FsError("ENOTSUP", {
      operation: "link",
      path: oldPath,
      dest: newPath,
    });
  }
  return fs.link(oldPath, newPath);
}

/**
 * Like {@linkcode Fs.lchtimes}.
 *
 * @throws {FsError} ENOTSUP, if there are no links.
 */
export function lchtimes(
  fs: Fs,
  path: string,
  atimeNs: bigint | undefined,
  mtimeNs: bigint | undefined,
): Awaitable<void> {
  if (!fs.lchtimes) {
    throw new FsError("ENOTSUP", { operation: "lchtimes", path });
  }
  return fs.lchtimes(path, atimeNs, mtimeNs);
}
