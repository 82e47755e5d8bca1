// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { BaseFile } from "../base_file.ts";
import { checkOffset, checkSeek } from "../check.ts";
import type { Errno } from "../errno.ts";
import type { FileInfo, OpenOptions, SeekOrigin } from "../fs.ts";
import { FsError } from "../fs_error.ts";
import { basename } from "../path.ts";
import { accessOf } from "../rules.ts";
import { inBrowser } from "./dom_error.ts";
import type { Node } from "./node.ts";

/** An open file of a browser. */
export class OpfsFile extends BaseFile {
  readonly #node: Node;
  readonly #dev: bigint;
  readonly #canRead: boolean;
  readonly #canWrite: boolean;
  readonly #appends: boolean;
  #position = 0;
  #isClosed = false;

  constructor(name: string, node: Node, dev: bigint, options: OpenOptions) {
    super(name);
    node.retain();
    this.#node = node;
    this.#dev = dev;
    this.#appends = options.append ?? false;
    const { canRead, canWrite } = accessOf(options);
    this.#canRead = canRead;
    this.#canWrite = canWrite;
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
    this.#assertOpen("read");
    if (!this.#canRead) throw this.#error("EBADF", "read");
    this.#checked(position, "read");
    if (buffer.length === 0) return 0;
    const { content } = this.#node;
    return await this.#try("read", () => content.read(buffer, position)) ||
      null;
  }

  override async write(data: Uint8Array): Promise<number> {
    this.#assertWritable("write");
    const position = this.#appends
      ? await this.#try("write", () => this.#node.content.size())
      : this.#position;
    const count = await this.writeAt(data, position);
    this.#position = position + count;
    return count;
  }

  override async writeAt(data: Uint8Array, position: number): Promise<number> {
    this.#assertWritable("write");
    this.#checked(position, "write");
    if (data.length === 0) return 0;
    const { content } = this.#node;
    await this.#try("write", () => content.write(data, position));
    this.#node.touch();
    return data.length;
  }

  override async seek(
    offset: number,
    origin: SeekOrigin = "start",
  ): Promise<number> {
    checkSeek(offset, origin);
    this.#assertOpen("seek");
    const base = origin === "start"
      ? 0
      : origin === "current"
      ? this.#position
      : await this.#try("seek", () => this.#node.content.size());
    return this.#position = this.#checked(base + offset, "seek");
  }

  override readdir(): never {
    this.#assertOpen("readdir");
    throw this.#error("ENOTDIR", "readdir");
  }

  override async stat(): Promise<FileInfo> {
    this.#assertOpen("stat");
    const name = basename(this.name);
    return await this.#try("stat", () => this.#node.describe(name, this.#dev));
  }

  override async sync(): Promise<void> {
    this.#assertOpen("sync");
    await this.#try("sync", () => this.#node.pause());
  }

  override async truncate(size: number): Promise<void> {
    checkOffset(size, "size");
    this.#assertWritable("truncate");
    this.#checked(size, "truncate");
    const { content } = this.#node;
    await this.#try("truncate", () => content.truncate(size));
    this.#node.touch();
  }

  override chtimes(): never {
    this.#assertOpen("chtimes");
    throw this.#error("EPERM", "chtimes");
  }

  override async close(): Promise<void> {
    this.#assertOpen("close");
    this.#isClosed = true;
    await this.#try("close", () => this.#node.release());
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#isClosed) await this.close();
  }

  #try<T>(operation: string, call: () => T | Promise<T>): Promise<T> {
    return inBrowser(operation, this.name, call);
  }

  #assertOpen(operation: string): void {
    if (this.#isClosed) throw this.#error("EBADF", operation);
  }

  #assertWritable(operation: string): void {
    this.#assertOpen(operation);
    if (!this.#canWrite) throw this.#error("EBADF", operation);
  }

  #checked(value: number, operation: string): number {
    if (Number.isSafeInteger(value) && value >= 0) return value;
    throw this.#error("EINVAL", operation);
  }

  #error(code: Errno, operation: string): FsError {
    return new FsError(code, { operation, path: this.name });
  }
}
