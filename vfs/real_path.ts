// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { dirname } from "@std/path/posix";
import { drive } from "./drive.ts";
import type { Awaitable, FileInfo, Fs } from "./fs.ts";
import { lstat, readlink } from "./links.ts";
import { join } from "./path.ts";
import { PathWalk } from "./path_walk.ts";

/** Where a path leads to. */
export interface RealPath {
  /** The path without dots and links. */
  readonly path: string;
  /** What it refers to. */
  readonly info: FileInfo;
}

/**
 * Follows the links of a path to their end; synchronous if `fs` is.
 *
 * @throws {FsError} ENOENT, ENOTDIR, ELOOP.
 */
export function realPath(fs: Fs, path: string): Awaitable<RealPath> {
  return drive(steps(fs, path));
}

function* steps(
  fs: Fs,
  path: string,
): Generator<Awaitable<unknown>, RealPath, unknown> {
  const walk = new PathWalk(path, "open", { follow: true });
  let own = "/";
  let info = (yield lstat(fs, own)) as FileInfo;
  for (let name; (name = walk.next()) !== undefined;) {
    walk.assertDirectory(info.kind);
    const parent = own;
    if (name === "..") own = dirname(own);
    else if (name !== ".") own = join(own, name);
    info = (yield lstat(fs, own)) as FileInfo;
    if (info.kind !== "symlink") continue;
    const target = (yield readlink(fs, own)) as string;
    own = walk.follow(target) ? "/" : parent;
    info = (yield lstat(fs, own)) as FileInfo;
  }
  if (walk.needsDirectory) walk.assertDirectory(info.kind);
  return { path: own, info };
}
