// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Fs } from "./fs.ts";
import { FsNames } from "./fs_names.ts";
import type { SharedNames } from "./shared_names.ts";

/**
 * How to get the names of a file system; `undefined` if only its methods can be
 * used.
 */
const sources = new WeakMap<Fs, () => SharedNames | undefined>();

/** One for each file system, so that all its views share one lock. */
const known = new WeakMap<Fs, SharedNames>();

/**
 * Makes views of `fs` use the names that `source` returns, unless it returns
 * `undefined`.
 */
export function provideNames(
  fs: Fs,
  source: () => SharedNames | undefined,
): void {
  sources.set(fs, source);
}

/**
 * Returns what a view of `fs` uses: the names of `fs`, and the lock that every
 * view of it shares.
 *
 * Between two steps of a view's walk, another view must not replace a directory
 * by a link. So the views of one file system share a lock, even if stacked: a
 * view over a view uses the names of that one, whose operations wait in the
 * same queue. It also saves a walk: the path is resolved once.
 */
export function namesOf(fs: Fs): SharedNames {
  let names = known.get(fs);
  if (!names) known.set(fs, names = sources.get(fs)?.() ?? new FsNames(fs));
  return names;
}
