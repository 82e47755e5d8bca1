// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Awaitable, FileInfo, FsFile, OpenOptions } from "./fs.ts";

/** A request to {@linkcode NameOperations.open}. */
export interface OpenRequest {
  /** How to open it. */
  readonly options: OpenOptions;
  /** The name of the file: the path as the caller wrote it. */
  readonly name: string;
  /** The existing file; `undefined` if one is to be created. */
  readonly info: FileInfo | undefined;
}

/**
 * What a backend implements when paths are resolved for it. Every path is
 * canonical: absolute, without dots, double slashes or links on the way, and
 * every component but the last is known to be a directory. No method follows a
 * link.
 */
export interface NameOperations {
  /**
   * Describes a name itself.
   *
   * @throws {FsError} ENOENT.
   */
  lstat(path: string): Awaitable<FileInfo>;
  /** Returns the target of what is known to be a link. */
  readlink(path: string): Awaitable<string>;
  /** Opens an existing file or directory, or creates a file if there is none. */
  open(path: string, request: OpenRequest): Awaitable<FsFile>;
  /**
   * Creates a directory.
   *
   * @throws {FsError} EEXIST, if another caller was faster.
   */
  mkdir(path: string, mode: number): Awaitable<void>;
  /**
   * Removes what `info` describes.
   *
   * @throws {FsError} ENOTEMPTY.
   */
  remove(path: string, info: FileInfo): Awaitable<void>;
  /**
   * Renames a file or directory.
   *
   * @throws {FsError} ENOTEMPTY, EXDEV; what the names alone rule out has
   * already been checked.
   */
  rename(from: string, to: string): Awaitable<void>;
  /**
   * Creates a symbolic link.
   *
   * @throws {FsError} EEXIST.
   */
  symlink(target: string, path: string): Awaitable<void>;
  /**
   * Creates a hard link.
   *
   * @throws {FsError} EEXIST, EXDEV.
   */
  link(from: string, to: string): Awaitable<void>;
  /** Sets the permission bits of what is not a link. */
  chmod(path: string, mode: number): Awaitable<void>;
  /** Sets the owner; for a link, its own. */
  chown(path: string, uid: number, gid: number): Awaitable<void>;
  /** Sets the times; for a link, its own. */
  chtimes(
    path: string,
    atimeNs: bigint | undefined,
    mtimeNs: bigint | undefined,
  ): Awaitable<void>;
}
