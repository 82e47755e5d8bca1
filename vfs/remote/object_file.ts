// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { BaseFile } from "../base_file.ts";
import { bytesOf } from "../bytes.ts";
import { checkOffset, checkSeek, timesOf } from "../check.ts";
import type { Errno } from "../errno.ts";
import type { Awaitable, FileInfo, SeekOrigin } from "../fs.ts";
import { FsError } from "../fs_error.ts";
import { isErrno } from "../is_errno.ts";
import { relabel } from "../relabel.ts";
import type { ObjectNode } from "./object_node.ts";

/** How an object was opened. */
export interface ObjectAccess {
  readonly canRead: boolean;
  readonly canWrite: boolean;
  readonly append: boolean;
}

/** An open object. */
export class ObjectFile extends BaseFile {
  readonly #node: ObjectNode;
  readonly #access: ObjectAccess;
  readonly #release: (isAbandoned: boolean) => Promise<void>;
  #position = 0;
  #isClosed = false;

  /** @param release Is called once, when it is closed, or abandoned. */
  constructor(
    name: string,
    node: ObjectNode,
    access: ObjectAccess,
    release: (isAbandoned: boolean) => Promise<void>,
  ) {
    super(name);
    this.#node = node;
    this.#access = access;
    this.#release = release;
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
    this.#assert(this.#access.canRead, "read");
    this.#checked(position, "read");
    if (bytes.length === 0) return 0;
    return await this.#do("read", async () => {
      await this.#node.find();
      const left = this.#node.size - position;
      if (left <= 0) return null;
      const part = left < bytes.length ? bytes.subarray(0, left) : bytes;
      return await this.#node.read(part, position);
    });
  }

  override async write(data: Uint8Array): Promise<number> {
    const bytes = bytesOf(data, "data");
    const { append } = this.#access;
    await this.#write(bytes, append ? undefined : this.#position);
    this.#position = append ? this.#node.size : this.#position + bytes.length;
    return bytes.length;
  }

  override async writeAt(data: Uint8Array, position: number): Promise<number> {
    checkOffset(position, "position");
    const bytes = bytesOf(data, "data");
    await this.#write(bytes, position);
    return bytes.length;
  }

  override async truncate(size: number): Promise<void> {
    checkOffset(size, "size");
    this.#assert(this.#access.canWrite, "truncate");
    this.#checked(size, "truncate");
    await this.#change("truncate", () => this.#node.truncate(size));
  }

  override async seek(
    offset: number,
    origin: SeekOrigin = "start",
  ): Promise<number> {
    checkSeek(offset, origin);
    this.#assert(true, "seek");
    if (origin === "end") await this.#do("seek", () => this.#node.find());
    const bases = { start: 0, current: this.#position, end: this.#node.size };
    return this.#position = this.#checked(bases[origin] + offset, "seek");
  }

  override readdir(): never {
    this.#assert(true, "readdir");
    throw this.#error("ENOTDIR", "readdir");
  }

  override async stat(): Promise<FileInfo> {
    this.#assert(true, "stat");
    await this.#do("stat", () => this.#node.find());
    return this.#node.info(this.name);
  }

  override chtimes(
    atimeNs: bigint | undefined,
    mtimeNs: bigint | undefined,
  ): void {
    timesOf(atimeNs, mtimeNs);
    this.#assert(true, "chtimes");
  }

  override sync(): void {
    this.#assert(true, "sync");
  }

  override async close(): Promise<void> {
    await this.#end(false);
  }

  async abandon(): Promise<void> {
    await this.#end(true);
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#isClosed) await this.close();
  }

  async #end(isAbandoned: boolean): Promise<void> {
    this.#assert(true, "close");
    this.#isClosed = true;
    await this.#do("close", () => this.#release(isAbandoned));
  }

  async #write(data: Uint8Array, position: number | undefined): Promise<void> {
    this.#assert(this.#access.canWrite, "write");
    if (position !== undefined) this.#checked(position, "write");
    if (data.length === 0) return;
    if (!Number.isSafeInteger((position ?? 0) + data.length)) {
      throw this.#error("EFBIG", "write");
    }
    await this.#change("write", () => this.#node.write(data, position));
  }

  async #change(
    operation: string,
    action: () => Promise<void>,
  ): Promise<void> {
    await this.#do(operation, () => this.#node.changes.run(action));
  }

  /** The errors of a node do not know under which name it is open. */
  async #do<T>(operation: string, action: () => Awaitable<T>): Promise<T> {
    try {
      return await action();
    } catch (error) {
      if (!isErrno(error)) throw error;
      throw relabel(error, { operation, path: this.name });
    }
  }

  #assert(isAllowed: boolean, operation: string): void {
    if (this.#isClosed || !isAllowed) throw this.#error("EBADF", operation);
  }

  #checked(value: number, operation: string): number {
    if (Number.isSafeInteger(value) && value >= 0) return value;
    throw this.#error("EINVAL", operation);
  }

  #error(code: Errno, operation: string): FsError {
    return new FsError(code, { operation, path: this.name });
  }
}
