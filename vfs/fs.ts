/**
 * The contract of every file system, narrow enough to read at one sitting.
 *
 * - **Sync or async.** Every method answers {@linkcode Awaitable}; a caller
 *   always `await`s. {@linkcode SyncFs} is the same interface narrowed to plain
 *   results, for backends that can answer at once.
 * - **Paths** are POSIX. A relative path is relative to the root, and `..` never
 *   leaves it. Paths are walked step by step: `a/../b` fails where `a` is
 *   missing. A trailing slash demands a directory. An empty path is ENOENT, a
 *   NUL EINVAL, a component over 255 bytes ENAMETOOLONG; so is a path of a length
 *   over 65,535, and the text of a link over 4,095 bytes.
 * - **Symbolic links** are resolved inside the file system: an absolute target
 *   starts at its root. More than 40 on one path is ELOOP.
 * - **Errors** are {@linkcode FsError}, with the path as the caller wrote it. What
 *   cannot be meant, such as a path that is no string, is a `TypeError`.
 * - **Buffers** are filled in place and never kept after the call has settled.
 *   They may be views of a `SharedArrayBuffer`; copy before handing them to an
 *   API that refuses those.
 *
 * @module
 */

/** A value, or the promise of one. */
export type Awaitable<T> = T | Promise<T>;

/** What a name in a file system stands for. */
export type FileKind =
  | "file"
  | "directory"
  | "symlink"
  | "characterDevice"
  | "blockDevice"
  | "fifo"
  | "socket";

/** What {@linkcode Fs.stat} says of a file. */
export interface FileInfo {
  /** The last component of the path; `"/"` for the root. */
  readonly name: string;
  /** What it is. */
  readonly kind: FileKind;
  /** Length in bytes; of a symbolic link, the length of its target. */
  readonly size: number;
  /** Permission bits, set-id and sticky bits: `0o7777` at most. */
  readonly mode: number;
  /** Owner. */
  readonly uid: number;
  /** Group of the owner. */
  readonly gid: number;
  /** Identifies the file system that holds the file. */
  readonly dev: bigint;
  /** Identifies the file within `dev`; kept by renames, unique while it lives. */
  readonly ino: bigint;
  /** How many names the file has. */
  readonly nlink: number;
  /** Last access, in nanoseconds since 1970. */
  readonly atimeNs: bigint;
  /** Last change of the contents, in nanoseconds since 1970. */
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
  /** Allow writing; every `write` goes to the end of the file as it then is. */
  append?: boolean;
  /** Create the file where the name is free. */
  create?: boolean;
  /** With `create`: fail with EEXIST where the name is taken, also by a dangling link. */
  exclusive?: boolean;
  /** Cut the file to length 0. Needs `write` or `append`, else EINVAL. */
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
 * The handle is separate from the data: a file that is removed while open lives
 * on until it is closed, and all handles of one file see each other's writes at
 * once. After `close` every method fails with EBADF.
 */
export interface FsFile extends AsyncDisposable {
  /** The path that the file was opened by, as the caller wrote it. */
  readonly name: string;

  /**
   * Reads at the cursor and moves it.
   *
   * @returns How many bytes of `buffer` were filled, or `null` at the end of the
   * file. Fewer than asked for does not mean the end. An empty buffer gives 0.
   * @throws {FsError} EBADF (not open for reading), EISDIR.
   */
  read(buffer: Uint8Array): Awaitable<number | null>;
  /**
   * Like `read`, from `position`; the cursor stays where it is.
   *
   * @throws {FsError} EBADF (not open for reading), EISDIR, EINVAL (a position
   * that is none).
   */
  readAt(buffer: Uint8Array, position: number): Awaitable<number | null>;
  /**
   * Writes at the cursor (or, opened with `append`, at the end) and moves it
   * behind what was written. A gap that this leaves reads as zeros.
   *
   * @returns How many bytes were written: at least one unless `data` is empty.
   * @throws {FsError} EBADF (not open for writing), EFBIG, ENOSPC, EDQUOT.
   */
  write(data: Uint8Array): Awaitable<number>;
  /**
   * Like `write`, at `position`; the cursor stays where it is, `append` does not count.
   *
   * @throws {FsError} Like `write`, and EINVAL (a position that is none).
   */
  writeAt(data: Uint8Array, position: number): Awaitable<number>;
  /**
   * Writes the whole of `text` as UTF-8. Returns the number of bytes.
   *
   * @throws {FsError} Like `write`.
   */
  writeString(text: string): Awaitable<number>;
  /**
   * Moves the cursor; beyond the end is fine. The default origin is `"start"`.
   *
   * @returns The new position.
   * @throws {FsError} EINVAL (negative), ESPIPE (a stream).
   */
  seek(offset: number, origin?: SeekOrigin): Awaitable<number>;
  /**
   * The next entries of a directory, without `.` and `..`, sorted by name. The
   * listing is fixed by the first call; seeking to 0 starts anew.
   *
   * @param count How many at the most; all that are left where it is not given.
   * @returns An empty array at the end.
   * @throws {FsError} ENOTDIR.
   */
  readdir(count?: number): Awaitable<FileInfo[]>;
  /**
   * Like `readdir`, names only.
   *
   * @throws {FsError} ENOTDIR.
   */
  readdirnames(count?: number): Awaitable<string[]>;
  /**
   * Where the next data begins, at or after `position`; `null` if only a hole
   * follows, which reads as zeros. Whoever copies a file can leave holes out. A
   * file that cannot tell, or not here, answers `position`.
   *
   * @throws {FsError} EINVAL, EISDIR.
   */
  seekData?(position: number): Awaitable<number | null>;
  /**
   * Describes the open file, also when its name is gone.
   *
   * @throws {FsError} EBADF, once it is closed.
   */
  stat(): Awaitable<FileInfo>;
  /**
   * Sets the times; `undefined` leaves one as it is.
   *
   * @throws {FsError} EBADF, once it is closed; EROFS.
   */
  chtimes(
    atimeNs: bigint | undefined,
    mtimeNs: bigint | undefined,
  ): Awaitable<void>;
  /**
   * Hands what was written to stable storage, where the backend has such.
   *
   * @throws {FsError} EBADF, once it is closed; EIO, ENOSPC.
   */
  sync(): Awaitable<void>;
  /**
   * Sets the length; a file that grows is filled with zeros. The cursor stays.
   *
   * @throws {FsError} EBADF (not open for writing), EINVAL, EFBIG, ENOSPC.
   */
  truncate(size: number): Awaitable<void>;
  /**
   * Closes the handle. A second time is EBADF.
   *
   * @throws {FsError} EBADF, once it is closed.
   */
  close(): Awaitable<void>;
}

/** A file system. */
export interface Fs {
  /** The kind of file system, for messages: `"MemoryFs"`. */
  readonly name: string;

  /**
   * Opens a file for reading and writing, made or emptied.
   *
   * @throws {FsError} ENOENT, EISDIR, and what `openFile` fails with.
   */
  create(path: string): Awaitable<FsFile>;
  /**
   * Opens a file or directory for reading.
   *
   * @throws {FsError} ENOENT, and what `openFile` fails with.
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
   * Makes a directory. The default mode is `0o777`.
   *
   * @throws {FsError} EEXIST, ENOENT.
   */
  mkdir(path: string, mode?: number): Awaitable<void>;
  /**
   * Makes a directory and its parents; one that exists is no error.
   *
   * @throws {FsError} ENOTDIR, and what `mkdir` fails with.
   */
  mkdirAll(path: string, mode?: number): Awaitable<void>;
  /**
   * Removes a name: a file, a link or an empty directory.
   *
   * @throws {FsError} ENOTEMPTY.
   */
  remove(path: string): Awaitable<void>;
  /**
   * Removes a whole tree, links not followed; a missing name is no error.
   *
   * @throws {FsError} What `remove` fails with, except for ENOENT.
   */
  removeAll(path: string): Awaitable<void>;
  /**
   * Gives a file or tree another name, in one step; an existing file or empty
   * directory of that name gives way.
   *
   * @throws {FsError} EISDIR, ENOTDIR, ENOTEMPTY, EINVAL (into itself), EXDEV.
   */
  rename(oldPath: string, newPath: string): Awaitable<void>;
  /**
   * Describes a file; a link is followed.
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
   * Sets owner and group.
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
   * Like `stat`, of a link itself. Without it, there are no links.
   *
   * @throws {FsError} ENOENT, ENOTDIR, ELOOP.
   */
  lstat?(path: string): Awaitable<FileInfo>;
  /**
   * Makes `path` a symbolic link to `target`, which need not exist.
   *
   * @throws {FsError} EEXIST, ENOENT, EPERM, ENAMETOOLONG.
   */
  symlink?(target: string, path: string): Awaitable<void>;
  /**
   * The target of a symbolic link.
   *
   * @throws {FsError} EINVAL (not a link).
   */
  readlink?(path: string): Awaitable<string>;
  /**
   * Gives a file one more name; a link is not followed.
   *
   * @throws {FsError} EPERM (a directory).
   */
  link?(oldPath: string, newPath: string): Awaitable<void>;
  /**
   * Like `chtimes`, of a link itself.
   *
   * @throws {FsError} ENOENT, EPERM, EROFS.
   */
  lchtimes?(
    path: string,
    atimeNs: bigint | undefined,
    mtimeNs: bigint | undefined,
  ): Awaitable<void>;
}

/** A {@linkcode FsFile} that answers at once. */
export interface SyncFsFile extends FsFile, Disposable {
  /** Like {@linkcode FsFile.read}, at once. */
  read(buffer: Uint8Array): number | null;
  /** Like {@linkcode FsFile.readAt}, at once. */
  readAt(buffer: Uint8Array, position: number): number | null;
  /** Like {@linkcode FsFile.write}, at once. */
  write(data: Uint8Array): number;
  /** Like {@linkcode FsFile.writeAt}, at once. */
  writeAt(data: Uint8Array, position: number): number;
  /** Like {@linkcode FsFile.writeString}, at once. */
  writeString(text: string): number;
  /** Like {@linkcode FsFile.seek}, at once. */
  seek(offset: number, origin?: SeekOrigin): number;
  /** Like {@linkcode FsFile.readdir}, at once. */
  readdir(count?: number): FileInfo[];
  /** Like {@linkcode FsFile.readdirnames}, at once. */
  readdirnames(count?: number): string[];
  /** Like {@linkcode FsFile.seekData}, at once. */
  seekData?(position: number): number | null;
  /** Like {@linkcode FsFile.stat}, at once. */
  stat(): FileInfo;
  /** Like {@linkcode FsFile.chtimes}, at once. */
  chtimes(atimeNs: bigint | undefined, mtimeNs: bigint | undefined): void;
  /** Like {@linkcode FsFile.sync}, at once. */
  sync(): void;
  /** Like {@linkcode FsFile.truncate}, at once. */
  truncate(size: number): void;
  /** Like {@linkcode FsFile.close}, at once. */
  close(): void;
}

/** A {@linkcode Fs} that answers at once. */
export interface SyncFs extends Fs {
  /** Like {@linkcode Fs.create}, at once. */
  create(path: string): SyncFsFile;
  /** Like {@linkcode Fs.open}, at once. */
  open(path: string): SyncFsFile;
  /** Like {@linkcode Fs.openFile}, at once. */
  openFile(path: string, options?: OpenOptions): SyncFsFile;
  /** Like {@linkcode Fs.mkdir}, at once. */
  mkdir(path: string, mode?: number): void;
  /** Like {@linkcode Fs.mkdirAll}, at once. */
  mkdirAll(path: string, mode?: number): void;
  /** Like {@linkcode Fs.remove}, at once. */
  remove(path: string): void;
  /** Like {@linkcode Fs.removeAll}, at once. */
  removeAll(path: string): void;
  /** Like {@linkcode Fs.rename}, at once. */
  rename(oldPath: string, newPath: string): void;
  /** Like {@linkcode Fs.stat}, at once. */
  stat(path: string): FileInfo;
  /** Like {@linkcode Fs.chmod}, at once. */
  chmod(path: string, mode: number): void;
  /** Like {@linkcode Fs.chown}, at once. */
  chown(path: string, uid: number, gid: number): void;
  /** Like {@linkcode Fs.chtimes}, at once. */
  chtimes(
    path: string,
    atimeNs: bigint | undefined,
    mtimeNs: bigint | undefined,
  ): void;
  /** Like {@linkcode Fs.lstat}, at once. */
  lstat?(path: string): FileInfo;
  /** Like {@linkcode Fs.symlink}, at once. */
  symlink?(target: string, path: string): void;
  /** Like {@linkcode Fs.readlink}, at once. */
  readlink?(path: string): string;
  /** Like {@linkcode Fs.link}, at once. */
  link?(oldPath: string, newPath: string): void;
  /** Like {@linkcode Fs.lchtimes}, at once. */
  lchtimes?(
    path: string,
    atimeNs: bigint | undefined,
    mtimeNs: bigint | undefined,
  ): void;
}
