// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { after } from "../after.ts";
import { checkSeek } from "../check.ts";
import { files } from "./host.ts";
import { BaseFile } from "../base_file.ts";
import type { Errno } from "../errno.ts";
import type { Awaitable, FileInfo, OpenOptions, SeekOrigin } from "../fs.ts";
import { FsError } from "../fs_error.ts";
import { basename } from "../path.ts";
import { accessOf } from "../rules.ts";
import { exactTimes } from "./exact_times.ts";
import { onHost, translate } from "./host_error.ts";
import { toInfo } from "./host_info.ts";
import { toSeconds } from "./seconds.ts";

/**
 * The size of a file that is read and written at once. To change the thread takes
 * longer than to transfer that much, and its pages are mostly in memory.
 */
const SMALL_BYTES = 64 * 1024;

/** The most that is moved in one call: hosts take lengths of 31 bits, or cut them. */
const MOST_BYTES = 2 ** 30;

/**
 * An open file of the host. The cursor is kept here: every call to the host has
 * a position.
 */
export class HostFile extends BaseFile {
  #fd: number | undefined;
  #position = 0;
  /** The size when it was last looked at. */
  #knownSize = Infinity;
  readonly #isSync: boolean;
  readonly #canRead: boolean;
  readonly #canWrite: boolean;
  readonly #appends: boolean;
  readonly #reopen: (() => number) | undefined;
  /** What {@linkcode #reopen} has opened. */
  #again: number | undefined;

  /**
   * @param isSync Whether it answers at once, even if that takes long.
   * @param reopen Opens it again, if all that is written by `fd` is appended.
   */
  constructor(
    fd: number,
    name: string,
    options: OpenOptions,
    isSync: boolean = false,
    reopen?: () => number,
  ) {
    super(name);
    this.#fd = fd;
    this.#isSync = isSync;
    this.#reopen = reopen;
    this.#appends = options.append ?? false;
    const { canRead, canWrite } = accessOf(options);
    this.#canRead = canRead;
    this.#canWrite = canWrite;
  }

  override read(buffer: Uint8Array): Awaitable<number | null> {
    return after(this.#read(buffer, this.#position, "read"), (count) => {
      this.#position += count ?? 0;
      return count;
    });
  }

  override readAt(
    buffer: Uint8Array,
    position: number,
  ): Awaitable<number | null> {
    return this.#read(buffer, position, "readAt");
  }

  override write(data: Uint8Array): Awaitable<number> {
    const fd = this.#writable("write");
    if (this.#appends) return this.#append(fd, data);
    return after(this.#write(data, this.#position, "write"), (count) => {
      this.#position += count;
      return count;
    });
  }

  override writeAt(data: Uint8Array, position: number): Awaitable<number> {
    return this.#write(data, position, "writeAt");
  }

  override seek(offset: number, origin: SeekOrigin = "start"): number {
    checkSeek(offset, origin);
    const fd = this.#open("seek");
    let base = 0;
    if (origin === "current") base = this.#position;
    if (origin === "end") base = Number(files().fstatSync(fd).size);
    return this.#position = this.#checked(base + offset, "seek");
  }

  override readdir(): never {
    this.#open("readdir");
    throw this.#error("ENOTDIR", "readdir");
  }

  override stat(): FileInfo {
    const fd = this.#open("stat");
    return onHost("stat", this.name, () => {
      const stats = files().fstatSync(fd, { bigint: true });
      this.#knownSize = Number(stats.size);
      return exactTimes.correct(toInfo(stats, basename(this.name)));
    });
  }

  override chtimes(
    atimeNs: bigint | undefined,
    mtimeNs: bigint | undefined,
  ): void {
    const fd = this.#open("chtimes");
    const before = this.stat();
    const atime = atimeNs ?? before.atimeNs;
    const mtime = mtimeNs ?? before.mtimeNs;
    onHost("chtimes", this.name, () => {
      files().futimesSync(fd, toSeconds(atime), toSeconds(mtime));
      const changed = toInfo(files().fstatSync(fd, { bigint: true }), "");
      exactTimes.note(changed, atime, mtime);
    });
  }

  override sync(): Awaitable<void> {
    const fd = this.#open("sync");
    return this.#transfer<void>(
      "sync",
      Infinity,
      () => files().fsyncSync(fd),
      (answer) => files().fsync(fd, answer),
    );
  }

  override truncate(size: number): void {
    const fd = this.#writable("truncate");
    this.#checked(size, "truncate");
    onHost("truncate", this.name, () => files().ftruncateSync(fd, size));
  }

  override close(): void {
    const fd = this.#open("close");
    this.#fd = undefined;
    onHost("close", this.name, () => {
      try {
        if (this.#again !== undefined) files().closeSync(this.#again);
      } finally {
        files().closeSync(fd);
      }
    });
  }

  [Symbol.dispose](): void {
    if (this.#fd !== undefined) this.close();
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    await this[Symbol.dispose]();
  }

  #read(
    buffer: Uint8Array,
    position: number,
    operation: string,
  ): Awaitable<number | null> {
    const fd = this.#open(operation);
    if (!this.#canRead) throw this.#error("EBADF", operation);
    this.#checked(position, operation);
    const length = Math.min(buffer.length, MOST_BYTES);
    if (length === 0) return 0;
    const isSmall = this.#isSync || this.#knownSize <= SMALL_BYTES;
    if (!isSmall && this.#isAtEnd(fd, position)) return null;
    const count = this.#transfer<number>(
      operation,
      this.#knownSize,
      () => files().readSync(fd, buffer, 0, length, position),
      (answer) => files().read(fd, buffer, 0, length, position, answer),
    );
    return after(count, (count) => count || null);
  }

  #write(
    data: Uint8Array,
    position: number,
    operation: string,
  ): Awaitable<number> {
    const appending = this.#writable(operation);
    this.#checked(position, operation);
    const length = Math.min(data.length, MOST_BYTES);
    if (length === 0) return 0;
    const fd = this.#reopen
      ? this.#again ??= onHost(operation, this.name, this.#reopen)
      : appending;
    return this.#transfer<number>(
      operation,
      position + length,
      () => files().writeSync(fd, data, 0, length, position),
      (answer) => files().write(fd, data, 0, length, position, answer),
    );
  }

  /**
   * Whether nothing is left to read. Asking for that is many times faster than a
   * read, which another thread performs, and that finds nothing.
   */
  #isAtEnd(fd: number, position: number): boolean {
    if (position < this.#knownSize) return false;
    const stat = () => files().fstatSync(fd);
    this.#knownSize = onHost("read", this.name, stat).size;
    return position >= this.#knownSize;
  }

  /**
   * Synchronous, so that two appends do not write at the same end; those of other
   * programs do not if the host knows that it is one.
   */
  #append(fd: number, data: Uint8Array): number {
    return onHost("write", this.name, () => {
      const size = () => Number(files().fstatSync(fd).size);
      const end = this.#reopen ? null : size();
      const length = Math.min(data.length, MOST_BYTES);
      const count = files().writeSync(fd, data, 0, length, end);
      this.#position = end === null ? size() : end + count;
      return count;
    });
  }

  /**
   * Makes a call that may take long: at once, or in another thread unless the file
   * is so small that it takes no longer than to open it.
   */
  #transfer<T>(
    operation: string,
    size: number,
    atOnce: () => T,
    later: (answer: (error: Error | null, value?: T) => void) => void,
  ): Awaitable<T> {
    if (this.#isSync || size <= SMALL_BYTES) {
      return onHost(operation, this.name, atOnce);
    }
    return new Promise((resolve, reject) => {
      later((error, value) => {
        if (error) reject(translate(error, operation, this.name));
        else resolve(value!);
      });
    });
  }

  #writable(operation: string): number {
    const fd = this.#open(operation);
    if (!this.#canWrite) throw this.#error("EBADF", operation);
    return fd;
  }

  #open(operation: string): number {
    if (this.#fd === undefined) throw this.#error("EBADF", operation);
    return this.#fd;
  }

  #checked(value: number, operation: string): number {
    if (Number.isSafeInteger(value) && value >= 0) return value;
    throw this.#error("EINVAL", operation);
  }

  #error(code: Errno, operation: string): FsError {
    return new FsError(code, { operation, path: this.name });
  }
}
