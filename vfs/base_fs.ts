// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { checkPath } from "./check.ts";
import { after } from "./after.ts";
import { appendFile } from "./append_file.ts";
import { ensureDir } from "./ensure_dir.ts";
import type { Entries } from "./entries.ts";
import type { Bytes, FileData } from "./bytes.ts";
import { copy, type CopyOptions } from "./copy.ts";
import { diskUsage } from "./disk_usage.ts";
import { exists, isDir, isEmpty, isFile } from "./exists.ts";
import type {
  Answer,
  Awaitable,
  FileInfo,
  FileOf,
  Fs,
  OpenOptions,
} from "./fs.ts";
import { answer } from "./drive.ts";
import { FsError } from "./fs_error.ts";
import type { FsLocation } from "./fs_location.ts";
import { glob, type GlobOptions } from "./glob.ts";
import { move, type MoveOptions } from "./move.ts";
import { realpath } from "./realpath.ts";
import { mkdirAll } from "./mkdir_all.ts";
import { readDir } from "./read_dir.ts";
import { decode, readFile } from "./read_file.ts";
import {
  readable,
  type ReadableOptions,
  writable,
  type WritableOptions,
} from "./streams.ts";
import { removeAll } from "./remove_all.ts";
import { noteInstance } from "./sound.ts";
import { tempDir, tempFile, type TempOptions } from "./temp.ts";
import { walk, type WalkEntry, type WalkOptions } from "./walk.ts";
import { writeFile, type WriteFileOptions } from "./write_file.ts";

/**
 * A file system that supports nothing yet: the base class of a backend, which
 * overrides what it supports. The rest fails with ENOSYS, except for what
 * follows from other methods: `create` and `open` call `openFile`, `mkdirAll`
 * calls `mkdir`, `removeAll` calls `remove`. The helpers for any file system
 * are available as methods.
 *
 * @typeParam F What it is over, for a decorator: it is a {@linkcode SyncFs} if
 * that is. A backend is over itself: one that extends `BaseFs<SyncFs>` is
 * synchronous.
 *
 * @example A backend with one file
 * ```ts
 * import { BaseFile, BaseFs, FsError } from "@afmpeg/afmpeg/vfs";
 * import { assertEquals } from "@std/assert";
 *
 * class HelloFs extends BaseFs {
 *   constructor() {
 *     super("HelloFs");
 *   }
 *   override openFile(path: string): HelloFile {
 *     if (path !== "hello") throw new FsError("ENOENT", { operation: "open", path });
 *     return new HelloFile(path);
 *   }
 * }
 *
 * class HelloFile extends BaseFile {
 *   #isRead = false;
 *   override read(buffer: Uint8Array): number | null {
 *     if (this.#isRead) return null;
 *     this.#isRead = true;
 *     return new TextEncoder().encodeInto("hi", buffer).written;
 *   }
 * }
 *
 * assertEquals(await new HelloFs().readTextFile("hello"), "hi");
 * ```
 */
export class BaseFs<F extends Fs = Fs> implements Fs {
  readonly name: string;

  /** Creates a file system called `name` in messages. */
  constructor(name: string) {
    this.name = name;
    noteInstance(this, new.target);
  }

  create(path: string): Answer<F, FileOf<F>> {
    checkPath(path);
    const options = { read: true, write: true, create: true, truncate: true };
    return this.openFile(path, options);
  }

  open(path: string): Answer<F, FileOf<F>> {
    checkPath(path);
    return this.openFile(path, {});
  }

  openFile(path: string, _options?: OpenOptions): Answer<F, FileOf<F>> {
    return this.#unsupported("open", path);
  }

  mkdir(path: string, _mode?: number): Answer<F, void> {
    return this.#unsupported("mkdir", path);
  }

  mkdirAll(path: string, mode?: number): Answer<F, void> {
    return answer(mkdirAll(this, path, mode));
  }

  remove(path: string): Answer<F, void> {
    return this.#unsupported("remove", path);
  }

  removeAll(path: string): Answer<F, void> {
    return answer(removeAll(this, path));
  }

  rename(oldPath: string, _newPath: string): Answer<F, void> {
    return this.#unsupported("rename", oldPath);
  }

  stat(path: string): Answer<F, FileInfo> {
    return this.#unsupported("stat", path);
  }

  chmod(path: string, _mode: number): Answer<F, void> {
    return this.#unsupported("chmod", path);
  }

  chown(path: string, _uid: number, _gid: number): Answer<F, void> {
    return this.#unsupported("chown", path);
  }

  chtimes(
    path: string,
    _atimeNs: bigint | undefined,
    _mtimeNs: bigint | undefined,
  ): Answer<F, void> {
    return this.#unsupported("chtimes", path);
  }

  /** Calls {@linkcode readFile} on this file system. */
  readFile(path: string): Answer<F, Uint8Array<ArrayBuffer>> {
    return answer(readFile(this, path));
  }

  /** Calls {@linkcode readTextFile} on this file system. */
  readTextFile(path: string): Answer<F, string> {
    return answer(after(this.readFile(path), (bytes) => decode(bytes, path)));
  }

  /** Calls {@linkcode writeFile} on this file system. */
  writeFile(
    path: string,
    data: string | Bytes,
    options?: WriteFileOptions,
  ): Answer<F, void>;
  /** With a blob; await the result. */
  writeFile(
    path: string,
    data: FileData,
    options?: WriteFileOptions,
  ): Awaitable<void>;
  writeFile(
    path: string,
    data: FileData,
    options?: WriteFileOptions,
  ): Awaitable<void> {
    return writeFile({ fs: this, path }, data, options);
  }

  /** Calls {@linkcode readDir} on this file system. */
  readDir(path: string): Answer<F, FileInfo[]> {
    return answer(readDir(this, path));
  }

  /**
   * Calls {@linkcode copy} from this file system.
   *
   * @param to A path in this file system, or a location in another.
   */
  copy<T extends Fs = F>(
    from: string,
    to: string | FsLocation<T>,
    options?: CopyOptions,
  ): Answer<F | T, void> {
    const target = typeof to === "string" ? { fs: this, path: to } : to;
    return answer(copy({ fs: this, path: from }, target, options));
  }

  /** Calls {@linkcode appendFile} on this file system. */
  appendFile(path: string, data: string | Bytes): Answer<F, void>;
  /** With a blob; await the result. */
  appendFile(path: string, data: FileData): Awaitable<void>;
  appendFile(path: string, data: FileData): Awaitable<void> {
    return appendFile({ fs: this, path }, data);
  }

  /** Calls {@linkcode ensureDir} on this file system. */
  ensureDir(path: string): Answer<F, void> {
    return answer(ensureDir<Fs>(this, path));
  }

  /** Calls {@linkcode realpath} on this file system. */
  realpath(path: string): Answer<F, string> {
    return answer(realpath<Fs>(this, path));
  }

  /**
   * Calls {@linkcode move} from this file system.
   *
   * @param to A path in this file system, or a location in another.
   */
  move<T extends Fs = F>(
    from: string,
    to: string | FsLocation<T>,
    options?: MoveOptions,
  ): Answer<F | T, void> {
    const target = typeof to === "string" ? { fs: this, path: to } : to;
    return answer(move<Fs, Fs>({ fs: this, path: from }, target, options));
  }

  /** Calls {@linkcode walk} on this file system. */
  walk(root: string, options?: WalkOptions): Entries<F, WalkEntry> {
    return walk<Fs>(this, root, options) as Entries<F, WalkEntry>;
  }

  /** Calls {@linkcode glob} on this file system. */
  glob(pattern: string, options?: GlobOptions): Entries<F, WalkEntry> {
    return glob<Fs>(this, pattern, options) as Entries<F, WalkEntry>;
  }

  /** Calls {@linkcode exists} on this file system. */
  exists(path: string): Answer<F, boolean> {
    return answer(exists(this, path));
  }

  /** Calls {@linkcode isDir} on this file system. */
  isDir(path: string): Answer<F, boolean> {
    return answer(isDir(this, path));
  }

  /** Calls {@linkcode isFile} on this file system. */
  isFile(path: string): Answer<F, boolean> {
    return answer(isFile(this, path));
  }

  /** Calls {@linkcode isEmpty} on this file system. */
  isEmpty(path: string): Answer<F, boolean> {
    return answer(isEmpty(this, path));
  }

  /** Calls {@linkcode tempFile} on this file system. */
  tempFile(options?: TempOptions): Answer<F, string> {
    return answer(tempFile(this, options));
  }

  /** Calls {@linkcode tempDir} on this file system. */
  tempDir(options?: TempOptions): Answer<F, string> {
    return answer(tempDir(this, options));
  }

  /** Calls {@linkcode diskUsage} on this file system. */
  diskUsage(path: string): Answer<F, number> {
    return answer(diskUsage(this, path));
  }

  /** Calls {@linkcode readable} on this file system. */
  readable(
    path: string,
    options?: ReadableOptions,
  ): ReadableStream<Uint8Array<ArrayBuffer>> {
    return readable(this, path, options);
  }

  /** Calls {@linkcode writable} on this file system. */
  writable(
    path: string,
    options?: WritableOptions,
  ): WritableStream<FileData> {
    return writable(this, path, options);
  }

  #unsupported(operation: string, path: string): never {
    checkPath(path);
    throw new FsError("ENOSYS", { operation, path });
  }
}
