// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { checkOrigin } from "../check.ts";
import type { FileInfo, OpenOptions, SeekOrigin, SyncFsFile } from "../fs.ts";
import type { Errno } from "../errno.ts";
import { FsError } from "../fs_error.ts";
import { basename } from "../path.ts";
import { accessOf } from "../rules.ts";
import {
  type Device,
  type FileInode,
  infoOf,
  type Inode,
  setTimes,
  settle,
} from "./inode.ts";

/** An open file of a `MemoryFs`. */
export class MemoryFile implements SyncFsFile {
  readonly name: string;
  readonly #device: Device;
  readonly #canRead: boolean;
  readonly #canWrite: boolean;
  readonly #appends: boolean;
  #inode: Inode | undefined;
  #position = 0;
  /** The entries of a directory as they were at the first `readdir`. */
  #listing: FileInfo[] | undefined;

  constructor(
    name: string,
    inode: Inode,
    options: OpenOptions,
    device: Device,
  ) {
    this.name = name;
    this.#inode = inode;
    this.#device = device;
    this.#appends = options.append ?? false;
    const { canRead, canWrite } = accessOf(options);
    this.#canRead = canRead;
    this.#canWrite = canWrite;
  }

  read(buffer: Uint8Array): number | null {
    const count = this.#read(buffer, this.#position, "read");
    this.#position += count ?? 0;
    return count;
  }

  readAt(buffer: Uint8Array, position: number): number | null {
    return this.#read(buffer, position, "readAt");
  }

  write(data: Uint8Array): number {
    const { content } = this.#writable("write");
    const position = this.#appends ? content.size : this.#position;
    const count = this.#write(data, position, "write");
    this.#position = position + count;
    return count;
  }

  writeAt(data: Uint8Array, position: number): number {
    return this.#write(data, position, "writeAt");
  }

  writeString(text: string): number {
    return this.write(new TextEncoder().encode(text));
  }

  seek(offset: number, origin: SeekOrigin = "start"): number {
    checkOrigin(origin);
    const inode = this.#open("seek");
    let base = 0;
    if (origin === "current") base = this.#position;
    else if (origin === "end" && inode.kind === "file") {
      base = inode.content.size;
    }
    this.#position = this.#checked(base + offset, "seek");
    if (this.#position === 0) this.#listing = undefined;
    return this.#position;
  }

  readdir(count: number = Infinity): FileInfo[] {
    const inode = this.#open("readdir");
    if (inode.kind !== "directory") throw this.#error("ENOTDIR", "readdir");
    this.#listing ??= [...inode.entries]
      .sort(([a], [b]) => a < b ? -1 : 1)
      .map(([name, entry]) => infoOf(entry, name, this.#device));
    const entries = this.#listing.slice(this.#position, this.#position + count);
    this.#position += entries.length;
    return entries;
  }

  readdirnames(count?: number): string[] {
    return this.readdir(count).map((entry) => entry.name);
  }

  seekData(position: number): number | null {
    const inode = this.#open("seekData");
    if (inode.kind !== "file") throw this.#error("EISDIR", "seekData");
    return inode.content.nextData(this.#checked(position, "seekData"));
  }

  stat(): FileInfo {
    return infoOf(this.#open("stat"), basename(this.name), this.#device);
  }

  chtimes(atimeNs: bigint | undefined, mtimeNs: bigint | undefined): void {
    setTimes(this.#open("chtimes"), atimeNs, mtimeNs, this.#device.now);
  }

  sync(): void {
    this.#open("sync");
  }

  truncate(size: number): void {
    const inode = this.#writable("truncate");
    inode.content.truncate(this.#checked(size, "truncate"));
    inode.isMarked = true;
  }

  close(): void {
    settle(this.#open("close"), this.#device.now);
    this.#inode = undefined;
    this.#listing = undefined;
  }

  [Symbol.dispose](): void {
    if (this.#inode) this.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    this[Symbol.dispose]();
    return Promise.resolve();
  }

  #read(
    buffer: Uint8Array,
    position: number,
    operation: string,
  ): number | null {
    const inode = this.#open(operation);
    if (inode.kind !== "file") throw this.#error("EISDIR", operation);
    if (!this.#canRead) throw this.#error("EBADF", operation);
    this.#checked(position, operation);
    if (buffer.length === 0) return 0;
    return inode.content.read(buffer, position) || null;
  }

  #write(data: Uint8Array, position: number, operation: string): number {
    const inode = this.#writable(operation);
    this.#checked(position, operation);
    if (data.length === 0) return 0;
    if (position + data.length > Number.MAX_SAFE_INTEGER) {
      throw this.#error("EFBIG", operation);
    }
    inode.content.write(data, position);
    inode.isMarked = true;
    return data.length;
  }

  #writable(operation: string): FileInode {
    const inode = this.#open(operation);
    if (!this.#canWrite || inode.kind !== "file") {
      throw this.#error("EBADF", operation);
    }
    return inode;
  }

  #open(operation: string): Inode {
    if (!this.#inode) throw this.#error("EBADF", operation);
    return this.#inode;
  }

  /** @throws {FsError} EINVAL, unless `value` can be a position or a size. */
  #checked(value: number, operation: string): number {
    if (Number.isSafeInteger(value) && value >= 0) return value;
    throw this.#error("EINVAL", operation);
  }

  #error(code: Errno, operation: string): FsError {
    return new FsError(code, { operation, path: this.name });
  }
}
