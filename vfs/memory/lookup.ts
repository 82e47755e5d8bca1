import { FsError } from "../fs_error.ts";
import { parsePath } from "../path.ts";
import type { DirectoryInode, Inode } from "./inode.ts";

/** More links than this on the way to a file are a loop: ELOOP. */
const LINKS = 40;

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

/** How {@linkcode lookup} treats a symbolic link at the end of a path. */
export interface LookupOptions {
  /**
   * Whether to go on to where it leads. A trailing slash always does, except
   * where names are made and removed: there the link is what is meant.
   */
  follow: boolean;
  /** Whether a trailing slash follows the link. */
  followSlash?: boolean;
}

/**
 * Walks `path` from `root`, link by link.
 *
 * Errors: ENOENT (a directory on the way is missing), ENOTDIR, ELOOP, and those
 * of `parsePath`. A missing last name is no error.
 */
export function lookup(
  root: DirectoryInode,
  path: string,
  operation: string,
  { follow, followSlash = true }: LookupOptions,
): Place {
  const parsed = parsePath(path, operation);
  const followsLast = follow || (followSlash && parsed.needsDirectory);
  let needsDirectory = parsed.needsDirectory;
  const rest = parsed.components.reverse();
  let links = 0;
  let directory = root;
  for (;;) {
    const name = rest.pop();
    if (name === undefined || name === "." || name === "..") {
      if (name === "..") directory = directory.parent;
      if (rest.length > 0) continue;
      const { parent } = directory;
      return { parent, name: "", inode: directory, needsDirectory: false };
    }
    const inode = directory.entries.get(name);
    const isLast = rest.length === 0;
    if (inode?.kind === "symlink" && (!isLast || followsLast)) {
      if (++links > LINKS) throw new FsError("ELOOP", operation, path);
      const target = parsePath(inode.target, operation);
      if (inode.target.startsWith("/")) directory = root;
      if (isLast && target.needsDirectory) needsDirectory = true;
      rest.push(...target.components.reverse());
      continue;
    }
    if (isLast) return { parent: directory, name, inode, needsDirectory };
    if (!inode) throw new FsError("ENOENT", operation, path);
    if (inode.kind !== "directory") {
      throw new FsError("ENOTDIR", operation, path);
    }
    directory = inode;
  }
}
