// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * The contract of every file system, small enough to read in one sitting.
 *
 * - **Sync or async.** Every method returns an {@linkcode Awaitable}; a caller
 *   always `await`s. {@linkcode SyncFs} is the same interface narrowed to plain
 *   results, for synchronous backends.
 * - **Paths** are POSIX. A relative path is relative to the root, and `..`
 *   never leaves it. Paths are walked step by step: `a/../b` fails if `a` is
 *   missing. A trailing slash requires a directory. An empty path is ENOENT, a
 *   NUL is EINVAL, and a component over 255 bytes is ENAMETOOLONG; so is a path
 *   longer than 65,535, or a link's target over 4,095 bytes.
 * - **Symbolic links** are resolved inside the file system: an absolute target
 *   starts at its root. More than 40 on one path is ELOOP.
 * - **Errors** are {@linkcode FsError}, with the path as the caller wrote it.
 *   An invalid argument, such as a path that is not a string, is a `TypeError`.
 * - **Answers** are checked by everything here that calls a file system: one that
 *   the contract does not allow is an {@linkcode AnswerError}.
 * - **Buffers** are filled in place and never kept after the call has settled.
 *   They may be views of a `SharedArrayBuffer`; copy before handing them to an
 *   API that refuses those.
 *
 * @module
 */

/** A value or a promise of it. */
export type Awaitable<T> = T | Promise<T>;

/**
 * What a call returns that leads to calls of `F`: for a {@linkcode SyncFs}, `T`
 * at once; for any other, a `T` to await. So a decorator of a synchronous file
 * system is one itself.
 */
export type Answer<F, T> = [F] extends [SyncFs] ? T : Awaitable<T>;

/** A file that was opened in an `F`: synchronous, if `F` is. */
export type FileOf<F> = [F] extends [SyncFs] ? SyncFsFile : FsFile;

/** The kind of file that a name refers to. */
export type FileKind =
  | "file"
  | "directory"
  | "symlink"
  | "characterDevice"
  | "blockDevice"
  | "fifo"
  | "socket";

/** What {@linkcode Fs.stat} returns about a file. */
export interface FileInfo {
  /** The last component of the path; `"/"` for the root. */
  readonly name: string;
  /** The kind of file. */
  readonly kind: FileKind;
  /** Length in bytes; for a symbolic link, that of its target. */
  readonly size: number;
  /** Permission, set-id and sticky bits: at most `0o7777`. */
  readonly mode: number;
  /** User ID of the owner. */
  readonly uid: number;
  /** Group ID. */
  readonly gid: number;
  /** Identifies the file system that holds the file. */
  readonly dev: bigint;
  /**
   * Identifies the file within `dev`: unique while the file exists, and
   * unchanged by a rename.
   */
  readonly ino: bigint;
  /** The number of hard links. */
  readonly nlink: number;
  /** Last access, in nanoseconds since 1970. */
  readonly atimeNs: bigint;
  /** Last modification of the contents, in nanoseconds since 1970. */
  readonly mtimeNs: bigint;
  /** Last change of contents or metadata, in nanoseconds since 1970. */
  readonly ctimeNs: bigint;
}

/** How {@linkcode Fs.openFile} opens a file. */
export interface OpenOptions {
  /** Allow reading. The default is `true` unless `write` or `append` is set. */
  read?: boolean;
  /** Allow writing. */
  write?: boolean;
  /** Allow writing; every `write` goes to the current end of the file. */
  append?: boolean;
  /** Create the file if it does not exist. */
  create?: boolean;
  /**
   * With `create`: fail with EEXIST if the name exists, even as a dangling
   * link.
   */
  exclusive?: boolean;
  /** Truncate the file to length 0. Requires `write` or `append`, else EINVAL. */
  truncate?: boolean;
  /** Fail with ENOTDIR unless it is a directory. */
  directory?: boolean;
  /** Fail with ELOOP if the last component is a symbolic link. */
  noFollow?: boolean;
  /** Permission bits of a file that is created. The default is `0o666`. */
  mode?: number;
}

/** What {@linkcode FsFile.seek} counts from. */
export type SeekOrigin = "start" | "current" | "end";

/**
 * An open file or directory.
 *
 * The handle is separate from the data: a file that is removed while open
 * exists until it is closed, and all handles of one file see each other's
 * writes at once. After `close` every method fails with EBADF.
 */
export interface FsFile extends AsyncDisposable {
  /** The path with which the file was opened, as the caller wrote it. */
  readonly name: string;

  /**
   * Reads at the cursor and advances it.
   *
   * @returns How many bytes of `buffer` were filled, or `null` at the end of
   * the file. Fewer than requested does not mean the end. For an empty buffer,
   * 0.
   * @throws {FsError} EBADF (not open for reading), EISDIR.
   */
  read(buffer: Uint8Array): Awaitable<number | null>;
  /**
   * Like `read`, but at `position`; the cursor does not move.
   *
   * @throws {FsError} EBADF (not open for reading), EISDIR, EINVAL (an invalid
   * position).
   */
  readAt(buffer: Uint8Array, position: number): Awaitable<number | null>;
  /**
   * Writes at the cursor (with `append`, at the end) and moves it past what was
   * written. A gap that this leaves reads as zeros.
   *
   * @returns How many bytes were written: at least one unless `data` is empty.
   * @throws {FsError} EBADF (not open for writing), EFBIG, ENOSPC, EDQUOT.
   */
  write(data: Uint8Array): Awaitable<number>;
  /**
   * Like `write`, but at `position`; the cursor does not move, and `append` is
   * ignored.
   *
   * @throws {FsError} Like `write`, and EINVAL (an invalid position).
   */
  writeAt(data: Uint8Array, position: number): Awaitable<number>;
  /**
   * Writes all of `text` as UTF-8. Returns the number of bytes.
   *
   * @throws {FsError} Like `write`.
   */
  writeString(text: string): Awaitable<number>;
  /**
   * Moves the cursor, which may go beyond the end. The default origin is
   * `"start"`.
   *
   * @returns The new position.
   * @throws {FsError} EINVAL (negative), ESPIPE (not seekable).
   */
  seek(offset: number, origin?: SeekOrigin): Awaitable<number>;
  /**
   * Reads the next entries of a directory, without `.` and `..`, sorted by
   * name. The first call takes the listing; seeking to 0 starts over.
   *
   * @param count The maximum number of entries. The default is all that are
   * left.
   * @returns An empty array at the end.
   * @throws {FsError} ENOTDIR.
   */
  readdir(count?: number): Awaitable<FileInfo[]>;
  /**
   * Like `readdir`, but returns only names.
   *
   * @throws {FsError} ENOTDIR.
   */
  readdirnames(count?: number): Awaitable<string[]>;
  /**
   * Finds where the next data begins, at or after `position`; `null` if only a
   * hole follows, which reads as zeros. It lets a copy skip holes. A file that
   * cannot tell returns `position`.
   *
   * @throws {FsError} EINVAL, EISDIR.
   */
  seekData?(position: number): Awaitable<number | null>;
  /**
   * Describes the open file, even if its name is gone.
   *
   * @throws {FsError} EBADF (closed).
   */
  stat(): Awaitable<FileInfo>;
  /**
   * Sets the times; `undefined` leaves one as it is.
   *
   * @throws {FsError} EBADF (closed); EROFS.
   */
  chtimes(
    atimeNs: bigint | undefined,
    mtimeNs: bigint | undefined,
  ): Awaitable<void>;
  /**
   * Flushes what was written to stable storage, if the backend has any.
   *
   * @throws {FsError} EBADF (closed); EIO, ENOSPC.
   */
  sync(): Awaitable<void>;
  /**
   * Sets the length; growth is filled with zeros. The cursor does not move.
   *
   * @throws {FsError} EBADF (not open for writing), EINVAL, EFBIG, ENOSPC.
   */
  truncate(size: number): Awaitable<void>;
  /**
   * Closes the handle; closing it again is EBADF.
   *
   * @throws {FsError} EBADF (closed).
   */
  close(): Awaitable<void>;
  /**
   * Closes the handle as one whose writer gave up, so that what it wrote may be
   * incomplete. A file system that stores a file as a whole when it is closed then
   * stores nothing of it, and what was there before stays; elsewhere what was written
   * stays, as on a disk. In every other respect it is `close`, which is called instead
   * where this is missing.
   *
   * If others have the file open for writing, too, nothing is decided before the last
   * of them closes it: it is stored if one of them has closed it by `close` since it
   * was last emptied.
   *
   * `await using` closes a file. Whoever fails within it calls this before.
   *
   * @throws {FsError} EBADF (closed).
   */
  readonly abandon?: (() => Awaitable<void>) | undefined;
}

/** A file system. */
export interface Fs {
  /** The kind of file system, for messages: `"MemoryFs"`. */
  readonly name: string;

  /**
   * Opens a file for reading and writing; creates or truncates it.
   *
   * @throws {FsError} ENOENT, EISDIR, and the errors of `openFile`.
   */
  create(path: string): Awaitable<FsFile>;
  /**
   * Opens a file or directory for reading.
   *
   * @throws {FsError} ENOENT, and the errors of `openFile`.
   */
  open(path: string): Awaitable<FsFile>;
  /**
   * Opens a file or directory.
   *
   * @throws {FsError} ENOENT, ENOTDIR, EISDIR, EEXIST, ELOOP, EINVAL, EACCES,
   * EROFS.
   */
  openFile(path: string, options?: OpenOptions): Awaitable<FsFile>;
  /**
   * Creates a directory. The default mode is `0o777`.
   *
   * @throws {FsError} EEXIST, ENOENT.
   */
  mkdir(path: string, mode?: number): Awaitable<void>;
  /**
   * Creates a directory and its parents; an existing directory is not an error.
   *
   * @throws {FsError} ENOTDIR, and the errors of `mkdir`.
   */
  mkdirAll(path: string, mode?: number): Awaitable<void>;
  /**
   * Removes a name: a file, a link or an empty directory.
   *
   * @throws {FsError} ENOTEMPTY.
   */
  remove(path: string): Awaitable<void>;
  /**
   * Removes a whole tree without following links; a missing name is not an
   * error.
   *
   * @throws {FsError} The errors of `remove`, except ENOENT.
   */
  removeAll(path: string): Awaitable<void>;
  /**
   * Renames a file or tree atomically; an existing file or empty directory of
   * the new name is replaced.
   *
   * @throws {FsError} EISDIR, ENOTDIR, ENOTEMPTY, EINVAL (into itself), EXDEV.
   */
  rename(oldPath: string, newPath: string): Awaitable<void>;
  /**
   * Describes a file, following links.
   *
   * @throws {FsError} ENOENT, ENOTDIR, ELOOP.
   */
  stat(path: string): Awaitable<FileInfo>;
  /**
   * Sets the permission bits.
   *
   * @throws {FsError} ENOENT, EPERM, EROFS.
   */
  chmod(path: string, mode: number): Awaitable<void>;
  /**
   * Sets the owner and the group.
   *
   * @throws {FsError} ENOENT, EPERM, EROFS.
   */
  chown(path: string, uid: number, gid: number): Awaitable<void>;
  /**
   * Sets the times; `undefined` leaves one as it is.
   *
   * @throws {FsError} ENOENT, EPERM, EROFS.
   */
  chtimes(
    path: string,
    atimeNs: bigint | undefined,
    mtimeNs: bigint | undefined,
  ): Awaitable<void>;

  /**
   * Like `stat`, but describes a link itself. Omitted by a file system without
   * links.
   *
   * @throws {FsError} ENOENT, ENOTDIR, ELOOP.
   */
  lstat?(path: string): Awaitable<FileInfo>;
  /**
   * Creates `path` as a symbolic link to `target`, which need not exist.
   *
   * @throws {FsError} EEXIST, ENOENT, EPERM, ENAMETOOLONG.
   */
  symlink?(target: string, path: string): Awaitable<void>;
  /**
   * Returns the target of a symbolic link.
   *
   * @throws {FsError} EINVAL (not a link).
   */
  readlink?(path: string): Awaitable<string>;
  /**
   * Creates a hard link; a symbolic link is not followed.
   *
   * @throws {FsError} EPERM (a directory).
   */
  link?(oldPath: string, newPath: string): Awaitable<void>;
  /**
   * Like `chtimes`, but for a link itself.
   *
   * @throws {FsError} ENOENT, EPERM, EROFS.
   */
  lchtimes?(
    path: string,
    atimeNs: bigint | undefined,
    mtimeNs: bigint | undefined,
  ): Awaitable<void>;
}

/** A synchronous {@linkcode FsFile}. */
export interface SyncFsFile extends FsFile, Disposable {
  /** Like {@linkcode FsFile.read}, but synchronous. */
  read(buffer: Uint8Array): number | null;
  /** Like {@linkcode FsFile.readAt}, but synchronous. */
  readAt(buffer: Uint8Array, position: number): number | null;
  /** Like {@linkcode FsFile.write}, but synchronous. */
  write(data: Uint8Array): number;
  /** Like {@linkcode FsFile.writeAt}, but synchronous. */
  writeAt(data: Uint8Array, position: number): number;
  /** Like {@linkcode FsFile.writeString}, but synchronous. */
  writeString(text: string): number;
  /** Like {@linkcode FsFile.seek}, but synchronous. */
  seek(offset: number, origin?: SeekOrigin): number;
  /** Like {@linkcode FsFile.readdir}, but synchronous. */
  readdir(count?: number): FileInfo[];
  /** Like {@linkcode FsFile.readdirnames}, but synchronous. */
  readdirnames(count?: number): string[];
  /** Like {@linkcode FsFile.seekData}, but synchronous. */
  seekData?(position: number): number | null;
  /** Like {@linkcode FsFile.stat}, but synchronous. */
  stat(): FileInfo;
  /** Like {@linkcode FsFile.chtimes}, but synchronous. */
  chtimes(atimeNs: bigint | undefined, mtimeNs: bigint | undefined): void;
  /** Like {@linkcode FsFile.sync}, but synchronous. */
  sync(): void;
  /** Like {@linkcode FsFile.truncate}, but synchronous. */
  truncate(size: number): void;
  /** Like {@linkcode FsFile.close}, but synchronous. */
  close(): void;
  /** Like {@linkcode FsFile.abandon}, but synchronous. */
  readonly abandon?: (() => void) | undefined;
}

/** A synchronous {@linkcode Fs}. */
export interface SyncFs extends Fs {
  /** Like {@linkcode Fs.create}, but synchronous. */
  create(path: string): SyncFsFile;
  /** Like {@linkcode Fs.open}, but synchronous. */
  open(path: string): SyncFsFile;
  /** Like {@linkcode Fs.openFile}, but synchronous. */
  openFile(path: string, options?: OpenOptions): SyncFsFile;
  /** Like {@linkcode Fs.mkdir}, but synchronous. */
  mkdir(path: string, mode?: number): void;
  /** Like {@linkcode Fs.mkdirAll}, but synchronous. */
  mkdirAll(path: string, mode?: number): void;
  /** Like {@linkcode Fs.remove}, but synchronous. */
  remove(path: string): void;
  /** Like {@linkcode Fs.removeAll}, but synchronous. */
  removeAll(path: string): void;
  /** Like {@linkcode Fs.rename}, but synchronous. */
  rename(oldPath: string, newPath: string): void;
  /** Like {@linkcode Fs.stat}, but synchronous. */
  stat(path: string): FileInfo;
  /** Like {@linkcode Fs.chmod}, but synchronous. */
  chmod(path: string, mode: number): void;
  /** Like {@linkcode Fs.chown}, but synchronous. */
  chown(path: string, uid: number, gid: number): void;
  /** Like {@linkcode Fs.chtimes}, but synchronous. */
  chtimes(
    path: string,
    atimeNs: bigint | undefined,
    mtimeNs: bigint | undefined,
  ): void;
  /** Like {@linkcode Fs.lstat}, but synchronous. */
  lstat?(path: string): FileInfo;
  /** Like {@linkcode Fs.symlink}, but synchronous. */
  symlink?(target: string, path: string): void;
  /** Like {@linkcode Fs.readlink}, but synchronous. */
  readlink?(path: string): string;
  /** Like {@linkcode Fs.link}, but synchronous. */
  link?(oldPath: string, newPath: string): void;
  /** Like {@linkcode Fs.lchtimes}, but synchronous. */
  lchtimes?(
    path: string,
    atimeNs: bigint | undefined,
    mtimeNs: bigint | undefined,
  ): void;
}
