// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { attempt } from "./attempt.ts";
import { checkedFs } from "./checked_fs.ts";
import {
  callback,
  checkOptions,
  checkPath,
  flag,
  limit,
  type OptionTable,
} from "./check.ts";
import {
  Emitted,
  type EmittingSteps,
  type Entries,
  entriesOf,
} from "./entries.ts";
import { excluder, patterns } from "./excluder.ts";
import { keyOf } from "./key_of.ts";
import { drive, type Steps, wait } from "./drive.ts";
import type { Awaitable, FileInfo, Fs } from "./fs.ts";
import { lstat } from "./links.ts";
import { readDir } from "./read_dir.ts";

/** What {@linkcode walk} yields: a path, and what it refers to. */
export interface WalkEntry {
  /** The path, beginning with the root as it was given. */
  readonly path: string;
  /** Describes the name itself: a link is not followed. */
  readonly info: FileInfo;
}

/** Options of {@linkcode walk}. */
export interface WalkOptions {
  /** Whether to enter a directory. By default, all are entered. */
  enter?: (entry: WalkEntry) => boolean;
  /**
   * What is left out, with everything below it: patterns with the syntax of
   * {@linkcode glob} for paths as they are yielded, or a function that says so. Here
   * `*` and `**` also match names that begin with a dot.
   */
  exclude?: readonly string[] | ((path: string) => boolean);
  /**
   * Whether a link stands for what it leads to: its description, and its entries.
   * A directory is entered once, however many links lead to it. A link that leads
   * nowhere stands for itself.
   *
   * @default {false}
   */
  followSymlinks?: boolean;
  /** How far below the root to go. The default is `Infinity`. */
  maxDepth?: number;
  /**
   * Is called when a directory cannot be read; the walk then goes on behind it.
   * By default, that ends the walk.
   */
  onError?: (error: unknown, path: string) => void;
}

const WALK_OPTIONS: OptionTable<WalkOptions> = {
  ...{ enter: callback, exclude: patterns, followSymlinks: flag },
  ...{ maxDepth: limit, onError: callback },
};

/** A step through a tree: a directory is visited twice. */
export interface WalkStep extends WalkEntry {
  /** Whether this is the visit on leaving a directory. */
  readonly isEnd: boolean;
}

/**
 * Walks a tree, parents first and names in order; links are not followed unless
 * that is asked for. It is iterated by `for await`, and on a {@linkcode SyncFs}
 * also by `for`.
 *
 * @example
 * ```ts
 * import { MemoryFs, walk } from "@afmpeg/afmpeg/vfs";
 * import { assertEquals } from "@std/assert";
 *
 * const fs = MemoryFs.from({ "a/b/d.txt": "", "a/c.txt": "" });
 * const paths = Array.from(walk(fs, "a", { exclude: ["a/b"] }), ({ path }) => path);
 * assertEquals(paths, ["a", "a/c.txt"]);
 * ```
 *
 * @throws {FsError} ENOENT, and other errors of reading a directory.
 * @throws {TypeError} If an argument or option is invalid.
 */
export function walk<F extends Fs>(
  fs: F,
  root: string,
  options?: WalkOptions,
): Entries<F, WalkEntry> {
  const checked = checkedFs(fs);
  checkPath(root, "root");
  checkOptions("walk", options, WALK_OPTIONS);
  return entriesOf(entries(new TreeWalk(checked, root, options)));
}

function* entries(tree: TreeWalk): EmittingSteps<WalkEntry> {
  for (let step; (step = yield* tree.next());) {
    const { isEnd, path, info } = step;
    if (!isEnd) yield new Emitted({ path, info });
  }
}

/**
 * Like {@linkcode walk}, but yields each directory once more after its
 * contents.
 */
export async function* steps(
  fs: Fs,
  root: string,
  options?: WalkOptions,
): AsyncIterableIterator<WalkStep> {
  const tree = new TreeWalk(fs, root, options);
  for (let step; (step = await drive(tree.next()));) yield step;
}

/** Walks a tree one step at a time, for both kinds of file systems. */
export class TreeWalk {
  readonly #fs: Fs;
  readonly #root: string;
  readonly #options: WalkOptions;
  readonly #isExcluded: (path: string) => boolean;
  /** The directories that were entered, if links are followed. */
  readonly #entered = new Set<string>();
  #top: WalkEntry | undefined;
  /** The path of the directory entered last, and a slash. */
  #base = "";
  /** The directory that the last step returned: the next one enters it. */
  #reached: (WalkEntry & { readonly depth: number }) | undefined;
  /**
   * The steps still to come, next one last, each with the length of its
   * directory's path in the base: storing the paths of a deep tree would take
   * more than its names.
   */
  readonly #rest: {
    info: FileInfo;
    length: number;
    depth: number;
    isEnd: boolean;
  }[] = [];

  constructor(fs: Fs, root: string, options: WalkOptions = {}) {
    this.#fs = fs;
    this.#root = root;
    this.#options = options;
    this.#isExcluded = excluder(options.exclude);
  }

  /** The next step; `undefined` after the last one. */
  *next(): Steps<WalkStep | undefined> {
    if (!this.#top) {
      const info = yield* wait(lstat(this.#fs, this.#root));
      const top = {
        path: this.#root,
        info: yield* this.#behind(this.#root, info),
      };
      return this.#reach(this.#top = top, -1, 0);
    }
    if (this.#reached) yield* this.#enter(this.#reached);
    const next = this.#rest.pop();
    if (!next) return undefined;
    const { info, length, depth, isEnd } = next;
    const path = length < 0
      ? this.#root
      : this.#base.slice(0, length) + info.name;
    if (isEnd) return { path, info, isEnd };
    return this.#reach(
      { path, info: yield* this.#behind(path, info) },
      length,
      depth,
    );
  }

  #reach(entry: WalkEntry, length: number, depth: number): WalkStep {
    const { info } = entry;
    if (info.kind === "directory") {
      this.#rest.push({ info, length, depth, isEnd: true });
      this.#reached = { ...entry, depth };
    }
    return { ...entry, isEnd: false };
  }

  /** What stands for a name: what it leads to, if links are followed. */
  *#behind(path: string, info: FileInfo): Steps<FileInfo> {
    if (info.kind !== "symlink" || !this.#options.followSymlinks) return info;
    const target = yield* wait(attempt(() => this.#fs.stat(path)));
    return target ? { ...target, name: info.name } : info;
  }

  *#enter(entry: WalkEntry & { readonly depth: number }): Steps<void> {
    this.#reached = undefined;
    const { path, info } = entry;
    const { enter, followSymlinks, maxDepth = Infinity, onError } =
      this.#options;
    const depth = entry.depth + 1;
    if (depth > maxDepth || enter?.({ path, info }) === false) return;
    if (followSymlinks && info.ino !== 0n) {
      const { size } = this.#entered;
      if (this.#entered.add(keyOf(info)).size === size) return;
    }
    this.#base = path.endsWith("/") ? path : `${path}/`;
    const { length } = this.#base;
    let found: FileInfo[];
    try {
      found = yield* wait(readDir(this.#fs, path));
    } catch (error) {
      if (!onError) throw error;
      return yield* wait(onError(error, path) as Awaitable<void>);
    }
    for (const info of found.reverse()) {
      if (this.#isExcluded(this.#base + info.name)) continue;
      this.#rest.push({ info, length, depth, isEnd: false });
    }
  }
}
