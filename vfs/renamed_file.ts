// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { DelegatingFile } from "./delegating_file.ts";
import type { Awaitable, FileInfo, SeekOrigin } from "./fs.ts";
import { isErrno } from "./is_errno.ts";
import { relabel } from "./relabel.ts";

/** A file that is known by another path, which its errors name. */
export class RenamedFile extends DelegatingFile {
  override read(buffer: Uint8Array): Awaitable<number | null> {
    return this.#renamed(() => super.read(buffer));
  }

  override readAt(
    buffer: Uint8Array,
    position: number,
  ): Awaitable<number | null> {
    return this.#renamed(() => super.readAt(buffer, position));
  }

  override write(data: Uint8Array): Awaitable<number> {
    return this.#renamed(() => super.write(data));
  }

  override writeAt(data: Uint8Array, position: number): Awaitable<number> {
    return this.#renamed(() => super.writeAt(data, position));
  }

  override seek(offset: number, origin?: SeekOrigin): Awaitable<number> {
    return this.#renamed(() => super.seek(offset, origin));
  }

  override readdir(count?: number): Awaitable<FileInfo[]> {
    return this.#renamed(() => super.readdir(count));
  }

  override stat(): Awaitable<FileInfo> {
    return this.#renamed(() => super.stat());
  }

  override chtimes(
    atimeNs: bigint | undefined,
    mtimeNs: bigint | undefined,
  ): Awaitable<void> {
    return this.#renamed(() => super.chtimes(atimeNs, mtimeNs));
  }

  override sync(): Awaitable<void> {
    return this.#renamed(() => super.sync());
  }

  override truncate(size: number): Awaitable<void> {
    return this.#renamed(() => super.truncate(size));
  }

  override close(): Awaitable<void> {
    return this.#renamed(() => super.close());
  }

  #renamed<T>(call: () => Awaitable<T>): Awaitable<T> {
    try {
      const value = call();
      return value instanceof Promise ? value.catch(this.#rename) : value;
    } catch (error) {
      return this.#rename(error);
    }
  }

  readonly #rename = (error: unknown): never => {
    if (!isErrno(error)) throw error;
    throw relabel(error, { path: this.name });
  };
}
