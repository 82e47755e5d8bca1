import type { Fs } from "./fs.ts";
import { FsNames } from "./fs_names.ts";
import type { SharedNames } from "./shared_names.ts";

/** How to come by the names of a file system; `undefined` where only its methods will do. */
const sources = new WeakMap<Fs, () => SharedNames | undefined>();

/** One for each file system: with it, all its views share one lock. */
const known = new WeakMap<Fs, SharedNames>();

/** Has views of `fs` work with the names that `source` returns, unless it returns none. */
export function provideNames(
  fs: Fs,
  source: () => SharedNames | undefined,
): void {
  sources.set(fs, source);
}

/**
 * What a view of `fs` works with: the names of `fs`, and the lock that every view
 * of it shares.
 *
 * Between two steps of a view's walk, another view must not put a link in the place
 * of a directory. So the views of one file system take turns, also those that lie
 * over each other: a view over a view works with the names of that one, whose
 * operations wait in the same line. It also saves a walk: the path is resolved once.
 */
export function namesOf(fs: Fs): SharedNames {
  let names = known.get(fs);
  if (!names) known.set(fs, names = sources.get(fs)?.() ?? new FsNames(fs));
  return names;
}
