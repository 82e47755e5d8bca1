// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Content } from "./content.ts";
import {
  type DirectoryInode,
  type Inode,
  type InodeFactory,
  type Metadata,
  settle,
} from "./inode.ts";

/** A file as it was, and the one that it was taken from while that exists. */
interface Saved {
  readonly origin: WeakRef<Inode>;
  readonly metadata: Metadata;
  readonly content?: Content;
  readonly target?: string;
  /** The names in a directory, and where in the list their files are. */
  readonly entries?: [name: string, index: number][];
}

interface State {
  readonly owner: InodeFactory;
  /** The root first, each directory before what is in it. */
  readonly files: readonly Saved[];
}

let stateOf: (snapshot: MemorySnapshot) => State;

/**
 * What a `MemoryFs` contained at one moment, for its method `restore`. It takes
 * memory for its names; contents are shared until they change.
 */
export class MemorySnapshot {
  static {
    stateOf = (snapshot) => snapshot.#state;
  }

  readonly #state: State;

  /** Keeps a state; `MemoryFs.snapshot` calls it. */
  constructor(state: unknown) {
    this.#state = state as State;
  }
}

/** Saves the tree of `root`, whose inodes `owner` has made. */
export function take(
  root: DirectoryInode,
  owner: InodeFactory,
): MemorySnapshot {
  const found: Inode[] = [root];
  const indices = new Map<Inode, number>([[root, 0]]);
  const files: Saved[] = [];
  for (const inode of found) {
    settle(inode, owner.now);
    const { ino, mode, uid, gid, nlink, atimeNs, mtimeNs, ctimeNs } = inode;
    const saved = {
      origin: new WeakRef(inode),
      metadata: { ino, mode, uid, gid, nlink, atimeNs, mtimeNs, ctimeNs },
    };
    if (inode.kind === "file") {
      files.push({ ...saved, content: inode.content.clone() });
    } else if (inode.kind === "symlink") {
      files.push({ ...saved, target: inode.target });
    } else {
      const entries = Array.from(inode.entries, ([name, child]) => {
        let index = indices.get(child);
        if (index === undefined) {
          index = found.push(child) - 1;
          indices.set(child, index);
        }
        return [name, index] satisfies [string, number];
      });
      files.push({ ...saved, entries });
    }
  }
  return new MemorySnapshot({ owner, files } satisfies State);
}

/**
 * Makes the tree of `root` what it was when the snapshot was taken. A file that
 * still exists, if only because it is open, is changed back; another is made
 * anew, with the number that it had unless that was in another file system.
 */
export function putBack(
  snapshot: MemorySnapshot,
  root: DirectoryInode,
  owner: InodeFactory,
): void {
  const { owner: former, files } = stateOf(snapshot);
  const isOwn = former === owner;
  forget(root);
  const inodes = files.map(({ origin, metadata, content, target }, index) => {
    const there = index === 0 ? root : isOwn ? origin.deref() : undefined;
    const inode = there ??
      (content
        ? owner.file(0)
        : target === undefined
        ? owner.directory(0)
        : owner.symlink(target));
    Object.assign(inode, metadata, !isOwn && { ino: inode.ino });
    if (inode.kind === "file") {
      inode.content = content!.clone();
      inode.isMarked = false;
    }
    return inode;
  });
  for (const [index, { entries = [] }] of files.entries()) {
    const directory = inodes[index]!;
    if (directory.kind !== "directory") continue;
    for (const [name, at] of entries) {
      const inode = inodes[at]!;
      directory.entries.set(name, inode);
      if (inode.kind === "directory") inode.parent = directory;
    }
  }
}

/** Removes everything below a directory; what is open stays with its handles. */
function forget(root: DirectoryInode): void {
  const directories = [root];
  for (const directory of directories) {
    for (const inode of directory.entries.values()) {
      inode.nlink = 0;
      if (inode.kind === "directory") directories.push(inode);
    }
    directory.entries.clear();
  }
}
