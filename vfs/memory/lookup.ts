// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { commonPath } from "../last_directory.ts";
import { checkLength, parsePath } from "../path.ts";
import { type LastLink, PathWalk } from "../path_walk.ts";
import type { DirectoryInode, Inode } from "./inode.ts";

/** Where a path leads to. */
export interface Place {
  /** The directory that holds, or would hold, the last name. */
  readonly parent: DirectoryInode;
  /** The last name; `""` if the path ends in dots or is the root. */
  readonly name: string;
  /** What the name refers to; `undefined` if it is unused. */
  readonly inode: Inode | undefined;
  /** Whether the path ends in a slash, and so requires a directory. */
  readonly needsDirectory: boolean;
}

/** What the part of a path before its last name led to. */
interface Known {
  /** That part, as it was written. */
  readonly path: string;
  readonly directory: DirectoryInode;
  /** Whether neither links nor dots led there, but only the directories above it. */
  readonly isPlain: boolean;
}

/**
 * Walks paths from the root of a tree, link by link. A caller that walks a tree
 * looks up entries of the same directory, or of one beside it, one after
 * another: so the last directory that a path led through is remembered, and
 * entries deep in a tree cost no more than those at its top.
 */
export class Lookup {
  readonly #root: DirectoryInode;
  #known: Known | undefined;

  constructor(root: DirectoryInode) {
    this.#root = root;
  }

  /**
   * Must be called when a directory that may have entries is renamed: paths may
   * then lead elsewhere. Creating a name does not change where an existing path
   * leads.
   */
  moved(): void {
    this.#known = undefined;
  }

  /** Must be called when something without entries loses its name. */
  removed(inode: Inode): void {
    if (inode.kind === "file") return;
    // The parents of a directory have entries, and without links nothing else
    // is on the way.
    const known = this.#known;
    if (!known?.isPlain || known.directory === inode) this.#known = undefined;
  }

  /** The longest part of a canonical path that is known to be a directory. */
  nearest(path: string): string {
    const known = this.#known;
    return known?.isPlain ? commonPath(known.path, path) : "/";
  }

  /**
   * Returns where `path` leads.
   *
   * @throws {FsError} ENOENT (a directory on the way is missing), ENOTDIR,
   * ELOOP, and those of `parsePath`. A missing last name is not an error.
   */
  find(path: string, operation: string, options: LastLink): Place {
    return this.#fromKnown(path, operation, options) ??
      this.#fromRoot(path, operation, options);
  }

  #fromKnown(
    path: string,
    operation: string,
    { follow }: LastLink,
  ): Place | undefined {
    const end = path.lastIndexOf("/");
    if (end <= 0 || end === path.length - 1) return undefined;
    const parent = this.#parent(path, end);
    if (!parent) return undefined;
    checkLength(path, operation);
    const { components } = parsePath(path.slice(end + 1), operation);
    const name = components[0]!;
    if (name === "." || name === "..") return undefined;
    const inode = parent.entries.get(name);
    if (follow && inode?.kind === "symlink") return undefined;
    return { parent, name, inode, needsDirectory: false };
  }

  /** What `path` up to `end` leads to: the known directory, or the next one. */
  #parent(path: string, end: number): DirectoryInode | undefined {
    const known = this.#known;
    if (!known) return undefined;
    const { length } = known.path;
    if (end === length) {
      return path.slice(0, end) === known.path ? known.directory : undefined;
    }
    const next = end > length
      ? below(known, path.slice(length, end))
      : above(known, end);
    // Comparing is many times faster than `startsWith`.
    const common = Math.min(length, end);
    const isOnWay = path.slice(0, common) === known.path.slice(0, common);
    if (!next || !isOnWay) return undefined;
    this.#known = {
      path: path.slice(0, end),
      directory: next,
      isPlain: known.isPlain,
    };
    return next;
  }

  #fromRoot(path: string, operation: string, options: LastLink): Place {
    const walk = new PathWalk(path, operation, options);
    const goesUp = walk.rest.includes("..");
    const end = walk.needsDirectory ? 0 : path.lastIndexOf("/");
    let isKnown = end <= 0;
    let directory = this.#root;
    for (;;) {
      const name = walk.next();
      const { isAtEnd } = walk;
      if (isAtEnd && !isKnown) {
        // Before a link at the end is followed, as it leads elsewhere.
        const isPlain = walk.links === 0 && !goesUp;
        this.#known = { path: path.slice(0, end), directory, isPlain };
        isKnown = true;
      }
      if (name === undefined || name === "." || name === "..") {
        if (name === "..") directory = directory.parent;
        if (!isAtEnd) continue;
        const { parent } = directory;
        return { parent, name: "", inode: directory, needsDirectory: false };
      }
      const inode = directory.entries.get(name);
      if (inode?.kind === "symlink" && walk.followsLink) {
        if (walk.follow(inode.target)) directory = this.#root;
      } else if (isAtEnd) {
        const { needsDirectory } = walk;
        return { parent: directory, name, inode, needsDirectory };
      } else {
        walk.assertDirectory(inode?.kind);
        directory = inode as DirectoryInode;
      }
    }
  }
}

/** The directory that `rest`, a slash and one name, leads to from the known one. */
function below({ directory }: Known, rest: string): DirectoryInode | undefined {
  const inode = rest.startsWith("/")
    ? directory.entries.get(rest.slice(1))
    : undefined;
  return inode?.kind === "directory" ? inode : undefined;
}

/** The parent of the known directory, if its path ends at `end`. */
function above(
  { path, directory, isPlain }: Known,
  end: number,
): DirectoryInode | undefined {
  const name = path.slice(end + 1);
  const isName = path[end] === "/" && name !== "" && name !== "." &&
    name !== ".." && !name.includes("/");
  return isPlain && isName ? directory.parent : undefined;
}
