// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { attempt } from "./attempt.ts";
import { checkedFs } from "./checked_fs.ts";
import { checkPath } from "./check.ts";
import type { Fs } from "./fs.ts";
import {
  advance,
  type GlobPattern,
  type GlobState,
  hasMore,
  isMatch,
  parseGlob,
  startOf,
} from "./glob_pattern.ts";
import { statIfThere } from "./stat_if_there.ts";
import { steps, type WalkEntry } from "./walk.ts";

/**
 * Yields the files whose paths match a pattern, with the syntax and the results
 * of `glob` in `node:fs`: `*` for part of a name, `**` for any directories, also
 * none, `?`, `[abc]`, `{a,b}`, `{1..9}`, `@(a|b)`. A pattern that ends in a slash
 * matches only directories.
 *
 * A dot at the beginning of a name is matched only by a dot, and `.` and `..`
 * are matched by no name. Links are followed on the fixed path with which a
 * pattern begins, and nowhere else.
 *
 * @example
 * ```ts
 * import { glob, MemoryFs } from "@afmpeg/afmpeg/vfs";
 * import { assertEquals } from "@std/assert";
 *
 * const fs = new MemoryFs();
 * for (const name of ["a.png", "b.jpg", "c.png"]) fs.writeFile(name, "");
 * const paths = await Array.fromAsync(glob(fs, "*.png"), ({ path }) => path);
 * assertEquals(paths, ["a.png", "c.png"]);
 * ```
 *
 * @throws {FsError} The errors of reading a directory.
 * @throws {TypeError} If an argument or option is invalid.
 */
export function glob(
  fs: Fs,
  pattern: string,
): AsyncIterableIterator<WalkEntry> {
  const checked = checkedFs(fs);
  checkPath(pattern, "pattern");
  return matching(checked, parseGlob(pattern));
}

async function* matching(
  fs: Fs,
  patterns: readonly GlobPattern[],
): AsyncIterableIterator<WalkEntry> {
  const groups = Map.groupBy(patterns, ({ root }) => root);
  const seen = new Set<string>();
  for (const [root, group] of groups) {
    for await (const entry of below(fs, root, group)) {
      if (groups.size > 1) {
        if (seen.has(entry.path)) continue;
        seen.add(entry.path);
      }
      yield entry;
    }
  }
}

/** What patterns match that begin with the same path. */
async function* below(
  fs: Fs,
  root: string,
  patterns: readonly GlobPattern[],
): AsyncIterableIterator<WalkEntry> {
  const info = await statIfThere(fs, root);
  if (!info) return;
  const isLink = info.kind === "symlink";
  const target = isLink ? await attempt(() => fs.stat(root)) : info;
  const isDirectory = target?.kind === "directory";
  const start = startOf(patterns);
  if (!hasMore(start)) {
    if (isMatch(start, isDirectory)) yield { path: root, info };
    return;
  }
  if (!isDirectory) return;
  /** How far each directory on the way has come. */
  const states: GlobState[][] = [];
  const enter = () => hasMore(states.at(-1)!);
  // A slash follows the link.
  const top = isLink ? `${root}/` : root;
  for await (const { path, info, isEnd } of steps(fs, top, { enter })) {
    if (isEnd) {
      states.pop();
      continue;
    }
    const parent = states.at(-1);
    const own = parent ? advance(parent, info.name) : start;
    if (info.kind === "directory") states.push(own);
    if (!isMatch(own, info.kind === "directory")) continue;
    yield { path: parent ? shown(path) : root, info };
  }
}

/** A path below `.` as a pattern would write it. */
function shown(path: string): string {
  return path.startsWith("./") ? path.slice(2) : path;
}
