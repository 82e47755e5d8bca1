// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { checkedFs } from "./checked_fs.ts";
import { attempt } from "./attempt.ts";
import { checkPath } from "./check.ts";
import { drive, type Steps, wait } from "./drive.ts";
import type { Awaitable, FileInfo, Fs } from "./fs.ts";
import { FsError } from "./fs_error.ts";
import { lstat } from "./links.ts";
import { join, withoutEndSlashes } from "./path.ts";
import { readDir } from "./read_dir.ts";

/** A directory that is being emptied. */
interface Level {
  /**
   * The length of its path: storing the paths of a deep tree would take more
   * than the tree.
   */
  readonly length: number;
  /** What is still to be removed from it. */
  readonly rest: FileInfo[];
}

/**
 * Removes a tree by `readdir` and `remove`, from the leaves up. For the root,
 * only its contents.
 */
export function removeAll(fs: Fs, path: string): Awaitable<void> {
  checkPath(path);
  return drive(steps(checkedFs(fs), path));
}

function* steps(fs: Fs, path: string): Steps<void> {
  // A slash would follow a link, but the link itself is meant.
  let at = withoutEndSlashes(path);
  const top = yield* wait(unlessGone(() => lstat(fs, at)));
  const operation = "removeAll";
  if (!top) {
    if (path === "") throw new FsError("ENOENT", { operation, path });
    return;
  }
  if (top.kind !== "directory") {
    if (at !== path) throw new FsError("ENOTDIR", { operation, path });
    yield unlessGone(() => fs.remove(path));
    return;
  }
  const entries = (): Awaitable<FileInfo[] | undefined> =>
    unlessGone(() => readDir(fs, at));
  const levels: Level[] = [];
  levels.push({ length: at.length, rest: (yield* wait(entries())) ?? [] });
  for (let level; (level = levels.at(-1));) {
    at = at.slice(0, level.length);
    const child = level.rest.pop();
    if (!child) {
      levels.pop();
      const isRoot = levels.length === 0 && top.name === "/";
      if (!isRoot) yield unlessGone(() => fs.remove(at));
      continue;
    }
    const below = join(at, child.name);
    if (child.kind === "directory") {
      at = below;
      levels.push({ length: at.length, rest: (yield* wait(entries())) ?? [] });
    } else yield unlessGone(() => fs.remove(below));
  }
}

/**
 * Returns the result of `action`; `undefined` if the name does not exist, or no
 * longer.
 */
function unlessGone<T>(action: () => Awaitable<T>): Awaitable<T | undefined> {
  return attempt(action, "ENOENT");
}
