// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { checkAnswer, fileAnswers } from "./answers.ts";
import { after } from "./after.ts";
import { drive, type Steps, wait } from "./drive.ts";
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

/** A source whose size may not be true: `null` if it ends before. */
export interface ShortSource extends Omit<FileSource, "read"> {
  /** What it is called in errors about its answers. */
  readonly name: string;
  read(buffer: Uint8Array, position: number): Awaitable<number | null>;
}

/** An open file that is only read, at any position of a source of known size. */
export class SourceFile extends BaseFile {
  readonly #info: FileInfo;
  readonly #source: FileSource | ShortSource;
  #position = 0;
  #isClosed = false;

  constructor(name: string, info: FileInfo, source: FileSource | ShortSource) {
    super(name);
    this.#info = info;
    this.#source = source;
  }

  override read(buffer: Uint8Array): Awaitable<number | null> {
    return after(this.readAt(buffer, this.#position), (count) => {
      this.#position += count ?? 0;
      return count;
    });
  }

  override readAt(
    buffer: Uint8Array,
    position: number,
  ): Awaitable<number | null> {
    checkOffset(position, "position");
    const bytes = bytesOf(buffer, "buffer");
    this.#assertOpen("read");
    this.#checked(position, "read");
    if (bytes.length === 0) return 0;
    const left = this.#info.size - position;
    if (left <= 0) return null;
    const part = left < bytes.length ? bytes.subarray(0, left) : bytes;
    return drive(this.#fill(part, position));
  }

  *#fill(part: Uint8Array, position: number): Steps<number | null> {
    try {
      const count = yield* wait(this.#source.read(part, position));
      const { name = "a source" } = this.#source as Partial<ShortSource>;
      checkAnswer(name, "read", fileAnswers.read, count, [part]);
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
    this.#assertOpen("readdir");
    throw new FsError("ENOTDIR", { operation: "readdir", path: this.name });
  }

  override stat(): FileInfo {
    this.#assertOpen("stat");
    return this.#info;
  }

  override sync(): void {
    this.#assertOpen("sync");
  }

  override close(): Awaitable<void> {
    this.#assertOpen("close");
    this.#isClosed = true;
    return this.#source.close?.();
  }

  [Symbol.dispose](): void {
    if (!this.#isClosed) return this.close() as void;
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
