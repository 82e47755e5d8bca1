// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { text as textOf } from "./check.ts";
import { after } from "./after.ts";
import { drive } from "./drive.ts";
import { writeAll } from "./write_all.ts";
import type { Awaitable, FileInfo, FsFile, SeekOrigin } from "./fs.ts";
import { FsError } from "./fs_error.ts";

/**
 * A file that supports nothing yet: the base class for the files of a backend,
 * which overrides what it supports. The rest fails with ENOSYS; `close`
 * succeeds.
 */
export class BaseFile implements FsFile {
  readonly name: string;

  /** Creates a file that was opened with the path `name`. */
  constructor(name: string) {
    this.name = name;
  }

  read(_buffer: Uint8Array): Awaitable<number | null> {
    return this.#unsupported("read");
  }

  readAt(_buffer: Uint8Array, _position: number): Awaitable<number | null> {
    return this.#unsupported("readAt");
  }

  write(_data: Uint8Array): Awaitable<number> {
    return this.#unsupported("write");
  }

  writeAt(_data: Uint8Array, _position: number): Awaitable<number> {
    return this.#unsupported("writeAt");
  }

  /** Calls `write` until all of `text` is written. */
  writeString(text: string): Awaitable<number> {
    textOf("text", text);
    const data = new TextEncoder().encode(text);
    return after(drive(writeAll(this, data)), () => data.length);
  }

  seek(_offset: number, _origin?: SeekOrigin): Awaitable<number> {
    return this.#unsupported("seek");
  }

  readdir(_count?: number): Awaitable<FileInfo[]> {
    return this.#unsupported("readdir");
  }

  /** Calls `readdir`. */
  readdirnames(count?: number): Awaitable<string[]> {
    return after(
      this.readdir(count),
      (entries) => entries.map((entry) => entry.name),
    );
  }

  stat(): Awaitable<FileInfo> {
    return this.#unsupported("stat");
  }

  chtimes(
    _atimeNs: bigint | undefined,
    _mtimeNs: bigint | undefined,
  ): Awaitable<void> {
    return this.#unsupported("chtimes");
  }

  sync(): Awaitable<void> {
    return this.#unsupported("sync");
  }

  truncate(_size: number): Awaitable<void> {
    return this.#unsupported("truncate");
  }

  close(): Awaitable<void> {}

  /** Closes the file if it is open. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #unsupported(operation: string): never {
    throw new FsError("ENOSYS", { operation, path: this.name });
  }
}
