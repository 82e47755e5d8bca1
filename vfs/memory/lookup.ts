import { checkLength, parsePath } from "../path.ts";
import { type LastLink, PathWalk } from "../path_walk.ts";
import type { DirectoryInode, Inode } from "./inode.ts";

/** Where a path leads to. */
export interface Place {
  /** The directory that the last name stands in, or would stand in. */
  readonly parent: DirectoryInode;
  /** The last name; `""` where the path ends in dots or is the root. */
  readonly name: string;
  /** What the name stands for, `undefined` where it is free. */
  readonly inode: Inode | undefined;
  /** Whether the path ends in a slash, and so demands a directory. */
  readonly needsDirectory: boolean;
}

/** What the part of a path before its last name has led to. */
interface Known {
  /** That part, as it was written. */
  readonly path: string;
  readonly directory: DirectoryInode;
  /** Whether neither links nor dots led there, but only the directories above it. */
  readonly isPlain: boolean;
}

/**
 * Walks paths from the root of a tree, link by link. Whoever goes through a tree
 * names one entry after the other of the same directory, or of one beside it: so
 * the last one that a path led through is remembered, and what lies deep in a
 * tree costs no more than what lies at its top.
 */
export class Lookup {
  readonly #root: DirectoryInode;
  #known: Known | undefined;

  constructor(root: DirectoryInode) {
    this.#root = root;
  }

  /**
   * To be called when a directory that may have entries gets another name: paths
   * may lead elsewhere from then on. That a name is made changes nothing for one
   * that led somewhere.
   */
  moved(): void {
    this.#known = undefined;
  }

  /** To be called when something without entries loses its name. */
  removed(inode: Inode): void {
    if (inode.kind === "file") return;
    // What lies above a directory has entries, and without links nothing else is on the way.
    const known = this.#known;
    if (!known?.isPlain || known.directory === inode) this.#known = undefined;
  }

  /**
   * Where `path` leads.
   *
   * @throws {FsError} ENOENT (a directory on the way is missing), ENOTDIR,
   * ELOOP, and those of `parsePath`. A missing last name is no error.
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

  /** What `path` leads to up to `end`: the directory that is known, or the next one. */
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
    // Comparing is many times as fast as `startsWith`.
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
        // Before a link at the end is followed, which leads elsewhere.
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

/** The directory that `rest`, a slash and one name, leads to from the one that is known. */
function below({ directory }: Known, rest: string): DirectoryInode | undefined {
  const inode = rest.startsWith("/")
    ? directory.entries.get(rest.slice(1))
    : undefined;
  return inode?.kind === "directory" ? inode : undefined;
}

/** The parent of the directory that is known, if its path without a name ends at `end`. */
function above(
  { path, directory, isPlain }: Known,
  end: number,
): DirectoryInode | undefined {
  const name = path.slice(end + 1);
  const isName = path[end] === "/" && name !== "" && name !== "." &&
    name !== ".." && !name.includes("/");
  return isPlain && isName ? directory.parent : undefined;
}
