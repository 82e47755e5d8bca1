// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { after } from "./after.ts";
import { attempt } from "./attempt.ts";
import { bytesOf } from "./bytes.ts";
import { checkCount, checkSeek, timesOf } from "./check.ts";
import { BaseFile } from "./base_file.ts";
import type { Awaitable, FileInfo, FsFile, SeekOrigin } from "./fs.ts";
import { basename } from "./path.ts";

/** A file that delegates to another: the base class for a decorator's files. */
export class DelegatingFile extends BaseFile {
  /** The file that is delegated to. */
  protected file: FsFile;
  #isAbandoned = false;
  #isClosed = false;

  /** Wraps `file` under the path `name`. */
  constructor(name: string, file: FsFile) {
    super(name);
    this.file = file;
  }

  /** See {@linkcode FsFile.read}. */
  override read(buffer: Uint8Array): Awaitable<number | null> {
    return this.file.read(bytesOf(buffer, "buffer"));
  }

  /** See {@linkcode FsFile.readAt}. */
  override readAt(
    buffer: Uint8Array,
    position: number,
  ): Awaitable<number | null> {
    return this.file.readAt(bytesOf(buffer, "buffer"), position);
  }

  /** See {@linkcode FsFile.write}. */
  override write(data: Uint8Array): Awaitable<number> {
    return this.file.write(bytesOf(data, "data"));
  }

  /** See {@linkcode FsFile.writeAt}. */
  override writeAt(data: Uint8Array, position: number): Awaitable<number> {
    return this.file.writeAt(bytesOf(data, "data"), position);
  }

  /** See {@linkcode FsFile.seek}. */
  override seek(offset: number, origin?: SeekOrigin): Awaitable<number> {
    checkSeek(offset, origin);
    return this.file.seek(offset, origin);
  }

  /** See {@linkcode FsFile.readdir}. */
  override readdir(count?: number): Awaitable<FileInfo[]> {
    checkCount(count);
    return this.file.readdir(count);
  }

  /**
   * See {@linkcode FsFile.seekData}. A file with its own contents must override
   * it.
   */
  seekData(position: number): Awaitable<number | null> {
    return this.file.seekData ? this.file.seekData(position) : position;
  }

  /** See {@linkcode FsFile.stat}. */
  override stat(): Awaitable<FileInfo> {
    const name = basename(this.name);
    return after(this.file.stat(), (info) => ({ ...info, name }));
  }

  /** See {@linkcode FsFile.chtimes}. */
  override chtimes(
    atimeNs: bigint | Date | undefined,
    mtimeNs: bigint | Date | undefined,
  ): Awaitable<void> {
    return this.file.chtimes(...timesOf(atimeNs, mtimeNs));
  }

  /** See {@linkcode FsFile.sync}. */
  override sync(): Awaitable<void> {
    return this.file.sync();
  }

  /** See {@linkcode FsFile.truncate}. */
  override truncate(size: number): Awaitable<void> {
    return this.file.truncate(size);
  }

  /**
   * Closes the file that is delegated to, or abandons it if this one is abandoned.
   * A derived class that overrides it calls this one.
   */
  override close(): Awaitable<void> {
    const { file } = this;
    this.#isClosed = true;
    return this.#isAbandoned && file.abandon ? file.abandon() : file.close();
  }

  /**
   * See {@linkcode FsFile.abandon}; `undefined` if that of the file that is delegated
   * to is. It calls `close`, so that a derived class does what it does then, and cannot
   * forget to pass this on.
   */
  get abandon(): (() => Awaitable<void>) | undefined {
    if (!this.file.abandon) return undefined;
    return () => {
      this.#isAbandoned = true;
      return this.close();
    };
  }

  /** Whether it is closed by `abandon`, if it is. */
  protected get isAbandoned(): boolean {
    return this.#isAbandoned;
  }

  /**
   * Closes the file if it is open; `undefined` unless the file that is delegated
   * to can be closed at once.
   */
  get [Symbol.dispose](): (() => void) | undefined {
    const file: FsFile & Partial<Disposable> = this.file;
    const isOwn = this[Symbol.asyncDispose] ===
      DelegatingFile.prototype[Symbol.asyncDispose];
    // A derived class with a way of its own to be closed must be closed by that.
    if (!isOwn || file[Symbol.dispose] === undefined) return undefined;
    return () => this.#dispose() as void;
  }

  /** Closes the file if it is open. */
  override async [Symbol.asyncDispose](): Promise<void> {
    await this.#dispose();
  }

  #dispose(): Awaitable<void> {
    if (!this.#isClosed) return attempt(() => this.close(), "EBADF");
  }
}
