// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { after } from "./after.ts";
import { bytesOf } from "./bytes.ts";
import { checkCount, checkSeek, timesOf } from "./check.ts";
import { BaseFile } from "./base_file.ts";
import type { Awaitable, FileInfo, FsFile, SeekOrigin } from "./fs.ts";
import { basename } from "./path.ts";
import { release } from "./with_file.ts";

/** A file that delegates to another: the base class for a decorator's files. */
export class DelegatingFile extends BaseFile {
  /** The file that is delegated to. */
  protected file: FsFile;

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

  /** See {@linkcode FsFile.close}. */
  override close(): Awaitable<void> {
    return this.file.close();
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
    return () => this.dispose() as void;
  }

  /** Closes the file if it is open, as what is delegated to does. */
  protected dispose(): Awaitable<void> {
    return release(this.file);
  }

  /** Closes the file if it is open. */
  override async [Symbol.asyncDispose](): Promise<void> {
    await this.dispose();
  }
}
