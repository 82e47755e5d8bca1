// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { timesOf } from "../check.ts";
import type { FileInfo, FileKind } from "../fs.ts";
import { Content } from "./content.ts";

/** What every file of a `MemoryFs` has, whatever its names. */
export interface Metadata {
  readonly ino: bigint;
  mode: number;
  uid: number;
  gid: number;
  nlink: number;
  atimeNs: bigint;
  mtimeNs: bigint;
  ctimeNs: bigint;
}

/** A regular file. */
export interface FileInode extends Metadata {
  readonly kind: "file";
  content: Content;
  /**
   * Whether it was written to since its times were set. As POSIX allows, they
   * are set only when read: reading the clock costs half as much as a write.
   */
  isMarked: boolean;
}

/** A directory. */
export interface DirectoryInode extends Metadata {
  readonly kind: "directory";
  readonly entries: Map<string, Inode>;
  /** The root is its own parent. */
  parent: DirectoryInode;
}

/** A symbolic link. */
export interface SymlinkInode extends Metadata {
  readonly kind: "symlink";
  readonly target: string;
}

/** Anything that a name can refer to. */
export type Inode = FileInode | DirectoryInode | SymlinkInode;

/** Creates inodes, each with its own number. */
export class InodeFactory {
  readonly now: () => bigint;
  #lastIno = 0n;

  constructor(now: () => bigint) {
    this.now = now;
  }

  file(mode: number): FileInode {
    return {
      ...this.#metadata(mode, 1),
      ...{ kind: "file", content: new Content(), isMarked: false },
    };
  }

  directory(mode: number, parent?: DirectoryInode): DirectoryInode {
    const directory = {
      ...this.#metadata(mode, 2),
      kind: "directory",
      entries: new Map<string, Inode>(),
    } as DirectoryInode;
    directory.parent = parent ?? directory;
    return directory;
  }

  symlink(target: string): SymlinkInode {
    return { ...this.#metadata(0o777, 1), kind: "symlink", target };
  }

  #metadata(mode: number, nlink: number): Metadata {
    const now = this.now();
    return {
      ino: ++this.#lastIno,
      mode: mode & 0o7777,
      uid: 0,
      gid: 0,
      nlink,
      atimeNs: now,
      mtimeNs: now,
      ctimeNs: now,
    };
  }
}

const encoder = new TextEncoder();

function sizeOf(inode: Inode): number {
  switch (inode.kind) {
    case "file":
      return inode.content.size;
    case "directory":
      return 0;
    case "symlink":
      return encoder.encode(inode.target).length;
  }
}

/** Sets the times of an inode that was written to, if that is still to be done. */
export function settle(inode: Inode, now: () => bigint): void {
  if (inode.kind !== "file" || !inode.isMarked) return;
  inode.isMarked = false;
  inode.mtimeNs = inode.ctimeNs = now();
}

/** What the files of one file system have in common. */
export interface Device {
  readonly dev: bigint;
  readonly now: () => bigint;
}

/** Describes an inode under one of its names. */
export function infoOf(
  inode: Inode,
  name: string,
  { dev, now }: Device,
): FileInfo {
  settle(inode, now);
  const { ino, mode, uid, gid, nlink, atimeNs, mtimeNs, ctimeNs } = inode;
  const kind: FileKind = inode.kind;
  const size = sizeOf(inode);
  // deno-fmt-ignore
  return { name, kind, size, mode, uid, gid, dev, ino, nlink, atimeNs, mtimeNs, ctimeNs };
}

/** Sets the given times, and updates the change time. */
export function setTimes(
  inode: Inode,
  atimeNs: bigint | Date | undefined,
  mtimeNs: bigint | Date | undefined,
  now: () => bigint,
): void {
  const [atime, mtime] = timesOf(atimeNs, mtimeNs);
  settle(inode, now);
  inode.atimeNs = atime ?? inode.atimeNs;
  inode.mtimeNs = mtime ?? inode.mtimeNs;
  inode.ctimeNs = now();
}
