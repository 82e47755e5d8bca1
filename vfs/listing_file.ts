// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { after } from "./after.ts";
import { checkCount, checkSeek, timesOf } from "./check.ts";
import { BaseFile } from "./base_file.ts";
import { drive, type Steps, wait } from "./drive.ts";
import type { Errno } from "./errno.ts";
import type { Awaitable, FileInfo, SeekOrigin } from "./fs.ts";
import { FsError } from "./fs_error.ts";
import { basename } from "./path.ts";

/** The operations of an open directory, for {@linkcode ListingFile}. */
export interface ListedDirectory {
  /** Returns the entries, sorted by name. */
  list(): Awaitable<FileInfo[]>;
  /** Describes the directory itself. */
  stat(): Awaitable<FileInfo>;
  /** Sets its times. */
  chtimes(
    atimeNs: bigint | undefined,
    mtimeNs: bigint | undefined,
  ): Awaitable<void>;
}

/** An open directory of a backend that lists a whole directory in one call. */
export class ListingFile extends BaseFile {
  readonly #directory: ListedDirectory;
  #listing: Awaitable<FileInfo[]> | undefined;
  #position = 0;
  #isClosed = false;

  /** Opens `directory` under the path `name`. */
  constructor(name: string, directory: ListedDirectory) {
    super(name);
    this.#directory = directory;
  }

  /** See {@linkcode FsFile.read}. */
  override read(_buffer: Uint8Array): never {
    this.#assertOpen("read");
    throw this.#error("EISDIR", "read");
  }

  /** See {@linkcode FsFile.readAt}. */
  override readAt(_buffer: Uint8Array, _position: number): never {
    return this.read(_buffer);
  }

  /** See {@linkcode FsFile.write}. */
  override write(_data: Uint8Array): never {
    throw this.#error("EBADF", "write");
  }

  /** See {@linkcode FsFile.writeAt}. */
  override writeAt(data: Uint8Array, _position: number): never {
    return this.write(data);
  }

  /** See {@linkcode FsFile.truncate}. */
  override truncate(_size: number): never {
    throw this.#error("EBADF", "truncate");
  }

  /** See {@linkcode FsFile.seek}. */
  override seek(offset: number, origin: SeekOrigin = "start"): number {
    checkSeek(offset, origin);
    this.#assertOpen("seek");
    const position = offset + (origin === "current" ? this.#position : 0);
    if (!Number.isSafeInteger(position) || position < 0) {
      throw this.#error("EINVAL", "seek");
    }
    if (position === 0) this.#listing = undefined;
    return this.#position = position;
  }

  /** See {@linkcode FsFile.readdir}. */
  override readdir(count: number = Infinity): Awaitable<FileInfo[]> {
    checkCount(count);
    this.#assertOpen("readdir");
    return drive(this.#next(count));
  }

  *#next(count: number): Steps<FileInfo[]> {
    // One listing, even for calls that do not wait for each other.
    const listing = this.#listing ??= this.#directory.list();
    let all: FileInfo[];
    try {
      all = yield* wait(listing);
    } catch (error) {
      if (this.#listing === listing) this.#listing = undefined;
      throw error;
    }
    const entries = all.slice(this.#position, this.#position + count);
    this.#position += entries.length;
    return entries;
  }

  /** See {@linkcode FsFile.stat}. */
  override stat(): Awaitable<FileInfo> {
    this.#assertOpen("stat");
    const name = basename(this.name);
    return after(this.#directory.stat(), (info) => ({ ...info, name }));
  }

  /** See {@linkcode FsFile.chtimes}. */
  override chtimes(
    atimeNs: bigint | Date | undefined,
    mtimeNs: bigint | Date | undefined,
  ): Awaitable<void> {
    this.#assertOpen("chtimes");
    return this.#directory.chtimes(...timesOf(atimeNs, mtimeNs));
  }

  /** See {@linkcode FsFile.sync}. */
  override sync(): void {
    this.#assertOpen("sync");
  }

  /** See {@linkcode FsFile.close}. */
  override close(): Awaitable<void> {
    this.#assertOpen("close");
    this.#isClosed = true;
    this.#listing = undefined;
  }

  /** Closes the directory if it is open. */
  [Symbol.dispose](): void {
    if (!this.#isClosed) return this.close() as void;
  }

  /** Closes the directory if it is open. */
  override async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#isClosed) await this.close();
  }

  #assertOpen(operation: string): void {
    if (this.#isClosed) throw this.#error("EBADF", operation);
  }

  #error(code: Errno, operation: string): FsError {
    return new FsError(code, { operation, path: this.name });
  }
}
