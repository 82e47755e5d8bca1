// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { checkAnswer, fileAnswers } from "./answers.ts";
import { BaseFile } from "./base_file.ts";
import { bytesOf } from "./bytes.ts";
import { checkOffset, checkSeek } from "./check.ts";
import type { Awaitable, FileInfo, SeekOrigin } from "./fs.ts";
import { FsError } from "./fs_error.ts";
import { isErrno } from "./is_errno.ts";
import { refuse } from "./read_only_names.ts";
import { relabel } from "./relabel.ts";

/** What an open file reads from. */
export interface FileSource {
  /** Fills part of `buffer`, which does not reach past the end: at least one byte. */
  read(buffer: Uint8Array, position: number): Awaitable<number>;
  /** Is called when the file is closed. */
  close?(): Awaitable<void>;
}

/** An open file that is only read, at any position of a source of known size. */
export class SourceFile extends BaseFile {
  readonly #info: FileInfo;
  readonly #source: FileSource;
  #position = 0;
  #isClosed = false;

  constructor(name: string, info: FileInfo, source: FileSource) {
    super(name);
    this.#info = info;
    this.#source = source;
  }

  override async read(buffer: Uint8Array): Promise<number | null> {
    const count = await this.readAt(buffer, this.#position);
    this.#position += count ?? 0;
    return count;
  }

  override async readAt(
    buffer: Uint8Array,
    position: number,
  ): Promise<number | null> {
    checkOffset(position, "position");
    const bytes = bytesOf(buffer, "buffer");
    this.#assertOpen("read");
    this.#checked(position, "read");
    if (bytes.length === 0) return 0;
    const left = this.#info.size - position;
    if (left <= 0) return null;
    const part = left < bytes.length ? bytes.subarray(0, left) : bytes;
    try {
      const count = await this.#source.read(part, position);
      checkAnswer("a source", "read", fileAnswers.read, count, [part]);
      return count;
    } catch (error) {
      if (!isErrno(error)) throw error;
      throw relabel(error, { operation: "read", path: this.name });
    }
  }

  override write(): never {
    throw new FsError("EBADF", { operation: "write", path: this.name });
  }

  override writeAt(): never {
    return this.write();
  }

  override truncate(): never {
    throw new FsError("EBADF", { operation: "truncate", path: this.name });
  }

  override chtimes(): never {
    return refuse("chtimes", this.name);
  }

  override seek(offset: number, origin: SeekOrigin = "start"): number {
    checkSeek(offset, origin);
    this.#assertOpen("seek");
    const bases = { start: 0, current: this.#position, end: this.#info.size };
    return this.#position = this.#checked(bases[origin] + offset, "seek");
  }

  override readdir(): never {
    throw new FsError("ENOTDIR", { operation: "readdir", path: this.name });
  }

  override stat(): FileInfo {
    this.#assertOpen("stat");
    return this.#info;
  }

  override sync(): void {
    this.#assertOpen("sync");
  }

  override async close(): Promise<void> {
    this.#assertOpen("close");
    this.#isClosed = true;
    await this.#source.close?.();
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#isClosed) await this.close();
  }

  #assertOpen(operation: string): void {
    if (!this.#isClosed) return;
    throw new FsError("EBADF", { operation, path: this.name });
  }

  #checked(value: number, operation: string): number {
    if (Number.isSafeInteger(value) && value >= 0) return value;
    throw new FsError("EINVAL", { operation, path: this.name });
  }
}
