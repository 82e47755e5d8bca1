// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { attempt } from "./attempt.ts";
import { checkedFs } from "./checked_fs.ts";
import { callback, checkOptions, checkPath, flag } from "./check.ts";
import { wait } from "./drive.ts";
import {
  Emitted,
  type EmittingSteps,
  type Entries,
  entriesOf,
} from "./entries.ts";
import { excluder, patterns } from "./excluder.ts";
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
import { TreeWalk, type WalkEntry, type WalkOptions } from "./walk.ts";

/** Options of {@linkcode glob}. */
export type GlobOptions = Pick<
  WalkOptions,
  "exclude" | "followSymlinks" | "onError"
>;

/**
 * Yields the files whose paths match a pattern, with the syntax and the results
 * of `glob` in `node:fs`: `*` for part of a name, `**` for any directories, also
 * none, `?`, `[abc]`, `{a,b}`, `{1..9}`, `@(a|b)`. A pattern that ends in a slash
 * matches only directories.
 *
 * A dot at the beginning of a name is matched only by a dot, and `.` and `..`
 * are matched by no name. Links are followed on the fixed path with which a
 * pattern begins, and nowhere else unless that is asked for. It is iterated by
 * `for await`, and on a {@linkcode SyncFs} also by `for`.
 *
 * @example
 * ```ts
 * import { glob, MemoryFs } from "@afmpeg/afmpeg/vfs";
 * import { assertEquals } from "@std/assert";
 *
 * const fs = new MemoryFs();
 * for (const name of ["a.png", "b.jpg", "c.png"]) fs.writeFile(name, "");
 * const paths = Array.from(glob(fs, "*.png"), ({ path }) => path);
 * assertEquals(paths, ["a.png", "c.png"]);
 * ```
 *
 * @throws {FsError} The errors of reading a directory.
 * @throws {TypeError} If an argument or option is invalid.
 */
export function glob<F extends Fs>(
  fs: F,
  pattern: string,
  options: GlobOptions = {},
): Entries<F, WalkEntry> {
  const checked = checkedFs(fs);
  checkPath(pattern, "pattern");
  checkOptions("glob", options, {
    ...{ exclude: patterns, followSymlinks: flag, onError: callback },
  });
  return entriesOf(matching(checked, parseGlob(pattern), options));
}

function* matching(
  fs: Fs,
  patterns: readonly GlobPattern[],
  options: GlobOptions,
): EmittingSteps<WalkEntry> {
  const groups = Map.groupBy(patterns, ({ root }) => root);
  const seen = new Set<string>();
  for (const [root, group] of groups) {
    yield* below(fs, root, group, options, ({ path }) => {
      if (groups.size === 1) return true;
      const { size } = seen;
      return seen.add(path).size > size;
    });
  }
}

/** What patterns match that begin with the same path. */
function* below(
  fs: Fs,
  root: string,
  patterns: readonly GlobPattern[],
  options: GlobOptions,
  isNew: (entry: WalkEntry) => boolean,
): EmittingSteps<WalkEntry> {
  const info = yield* wait(statIfThere(fs, root));
  if (!info) return;
  const isLink = info.kind === "symlink";
  const target = isLink ? yield* wait(attempt(() => fs.stat(root))) : info;
  const isDirectory = target?.kind === "directory";
  const start = startOf(patterns);
  const found = function* (entry: WalkEntry): EmittingSteps<WalkEntry> {
    if (isNew(entry)) yield new Emitted(entry);
  };
  if (!hasMore(start)) {
    const isExcluded = excluder(options.exclude)(root);
    if (isMatch(start, isDirectory) && !isExcluded) {
      yield* found({ path: root, info });
    }
    return;
  }
  if (!isDirectory) return;
  /** How far each directory on the way has come. */
  const states: GlobState[][] = [];
  const enter = () => hasMore(states.at(-1)!);
  // A slash follows the link.
  const top = isLink ? `${root}/` : root;
  const tree = new TreeWalk(fs, top, { ...options, enter });
  for (let step; (step = yield* tree.next());) {
    const { path, info, isEnd } = step;
    if (isEnd) {
      states.pop();
      continue;
    }
    const parent = states.at(-1);
    const own = parent ? advance(parent, info.name) : start;
    if (info.kind === "directory") states.push(own);
    if (!isMatch(own, info.kind === "directory")) continue;
    yield* found({ path: parent ? shown(path) : root, info });
  }
}

/** A path below `.` as a pattern would write it. */
function shown(path: string): string {
  return path.startsWith("./") ? path.slice(2) : path;
}
