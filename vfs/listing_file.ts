// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { checkOrigin } from "./check.ts";
import { BaseFile } from "./base_file.ts";
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
  #listing: FileInfo[] | undefined;
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
    checkOrigin(origin);
    this.#assertOpen("seek");
    const position = offset + (origin === "current" ? this.#position : 0);
    if (!Number.isSafeInteger(position) || position < 0) {
      throw this.#error("EINVAL", "seek");
    }
    if (position === 0) this.#listing = undefined;
    return this.#position = position;
  }

  /** See {@linkcode FsFile.readdir}. */
  override async readdir(count: number = Infinity): Promise<FileInfo[]> {
    this.#assertOpen("readdir");
    this.#listing ??= await this.#directory.list();
    const entries = this.#listing.slice(
      this.#position,
      this.#position + count,
    );
    this.#position += entries.length;
    return entries;
  }

  /** See {@linkcode FsFile.stat}. */
  override async stat(): Promise<FileInfo> {
    this.#assertOpen("stat");
    return { ...await this.#directory.stat(), name: basename(this.name) };
  }

  /** See {@linkcode FsFile.chtimes}. */
  override async chtimes(
    atimeNs: bigint | undefined,
    mtimeNs: bigint | undefined,
  ): Promise<void> {
    this.#assertOpen("chtimes");
    await this.#directory.chtimes(atimeNs, mtimeNs);
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
