// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { checkedFs } from "./checked_fs.ts";
import { callback, checkOptions, checkPath } from "./check.ts";
import { drive, type Steps, wait } from "./drive.ts";
import type { FileInfo, Fs } from "./fs.ts";
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
}

/** A step through a tree: a directory is visited twice. */
export interface WalkStep extends WalkEntry {
  /** Whether this is the visit on leaving a directory. */
  readonly isEnd: boolean;
}

/**
 * Walks a tree, parents first and names in order; links are not followed.
 *
 * @example
 * ```ts
 * import { MemoryFs, walk } from "@afmpeg/afmpeg/vfs";
 * import { assertEquals } from "@std/assert";
 *
 * const fs = new MemoryFs();
 * fs.mkdirAll("a/b");
 * fs.writeFile("a/c.txt", "");
 * const paths = await Array.fromAsync(walk(fs, "a"), ({ path }) => path);
 * assertEquals(paths, ["a", "a/b", "a/c.txt"]);
 * ```
 *
 * @throws {FsError} ENOENT, and other errors of reading a directory.
 * @throws {TypeError} If an argument or option is invalid.
 */
export function walk(
  fs: Fs,
  root: string,
  options?: WalkOptions,
): AsyncIterableIterator<WalkEntry> {
  const checked = checkedFs(fs);
  checkPath(root, "root");
  checkOptions("walk", options, { enter: callback });
  return entries(checked, root, options);
}

async function* entries(
  fs: Fs,
  root: string,
  options?: WalkOptions,
): AsyncIterableIterator<WalkEntry> {
  for await (const { isEnd, ...entry } of steps(fs, root, options)) {
    if (!isEnd) yield entry;
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
  #top: WalkEntry | undefined;
  /** The path of the directory entered last, and a slash. */
  #base = "";
  /** The directory that the last step returned: the next one enters it. */
  #reached: WalkEntry | undefined;
  /**
   * The steps still to come, next one last, each with the length of its
   * directory's path in the base: storing the paths of a deep tree would take
   * more than its names.
   */
  readonly #rest: { info: FileInfo; length: number; isEnd: boolean }[] = [];

  constructor(fs: Fs, root: string, options: WalkOptions = {}) {
    this.#fs = fs;
    this.#root = root;
    this.#options = options;
  }

  /** The next step; `undefined` after the last one. */
  *next(): Steps<WalkStep | undefined> {
    if (!this.#top) {
      const info = yield* wait(lstat(this.#fs, this.#root));
      return this.#reach(this.#top = { path: this.#root, info });
    }
    if (this.#reached) yield* this.#enter(this.#reached);
    const next = this.#rest.pop();
    if (!next) return undefined;
    const { info, length, isEnd } = next;
    const path = length < 0
      ? this.#root
      : this.#base.slice(0, length) + info.name;
    return isEnd ? { path, info, isEnd } : this.#reach({ path, info }, length);
  }

  #reach(entry: WalkEntry, length = -1): WalkStep {
    const { info } = entry;
    if (info.kind === "directory") {
      this.#rest.push({ info, length, isEnd: true });
      this.#reached = entry;
    }
    return { ...entry, isEnd: false };
  }

  *#enter(entry: WalkEntry): Steps<void> {
    this.#reached = undefined;
    if (this.#options.enter?.(entry) === false) return;
    this.#base = entry.path.endsWith("/") ? entry.path : `${entry.path}/`;
    const { length } = this.#base;
    for (const info of (yield* wait(readDir(this.#fs, entry.path))).reverse()) {
      this.#rest.push({ info, length, isEnd: false });
    }
  }
}
