import type { Awaitable, FileInfo, FsFile, OpenOptions } from "./fs.ts";

/** What is asked of {@linkcode NameOperations.open}. */
export interface OpenRequest {
  /** How to open it. */
  readonly options: OpenOptions;
  /** What the file is to be called: the path as the caller wrote it. */
  readonly name: string;
  /** What is there; `undefined` where a file is to be made. */
  readonly info: FileInfo | undefined;
}

/**
 * What a backend has to be able to do when paths are resolved for it. Every path
 * is canonical: absolute, without dots, doubled slashes or links on the way, and
 * all but the last name is known to be a directory. No method follows a link.
 */
export interface NameOperations {
  /**
   * Describes a name itself.
   *
   * @throws {FsError} ENOENT.
   */
  lstat(path: string): Awaitable<FileInfo>;
  /** The target of what is known to be a link. */
  readlink(path: string): Awaitable<string>;
  /** Opens what is there, or makes a file where there is nothing. */
  open(path: string, request: OpenRequest): Awaitable<FsFile>;
  /**
   * Makes a directory.
   *
   * @throws {FsError} EEXIST, if somebody was faster.
   */
  mkdir(path: string, mode: number): Awaitable<void>;
  /**
   * Removes what `info` describes.
   *
   * @throws {FsError} ENOTEMPTY.
   */
  remove(path: string, info: FileInfo): Awaitable<void>;
  /**
   * Gives a name to what has another.
   *
   * @throws {FsError} ENOTEMPTY, EXDEV; whatever the names alone forbid is
   * checked before.
   */
  rename(from: string, to: string): Awaitable<void>;
  /**
   * Makes a link.
   *
   * @throws {FsError} EEXIST.
   */
  symlink(target: string, path: string): Awaitable<void>;
  /**
   * Gives a file one more name.
   *
   * @throws {FsError} EEXIST, EXDEV.
   */
  link(from: string, to: string): Awaitable<void>;
  /** Sets the permission bits of what is no link. */
  chmod(path: string, mode: number): Awaitable<void>;
  /** Sets the owner; of a link, its own. */
  chown(path: string, uid: number, gid: number): Awaitable<void>;
  /** Sets the times; of a link, its own. */
  chtimes(
    path: string,
    atimeNs: bigint | undefined,
    mtimeNs: bigint | undefined,
  ): Awaitable<void>;
}
