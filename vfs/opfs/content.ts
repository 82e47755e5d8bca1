// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Awaitable } from "../fs.ts";
import { Sequence } from "../sequence.ts";
import type { FileHandle, FileWriter, SyncAccess } from "./handles.ts";

/**
 * What is in a file that is open: the same for all who have it open. It takes hold of
 * the file when it is used, and lets go of it when it is told to.
 */
export interface Content {
  /** How many bytes there are. */
  size(): Awaitable<number>;
  /** Fills `buffer`; at the end, with nothing. */
  read(buffer: Uint8Array, position: number): Awaitable<number>;
  /** Writes all of `data`. */
  write(data: Uint8Array, position: number): Awaitable<void>;
  /** Sets the size. */
  truncate(size: number): Awaitable<void>;
  /** Makes everything last, and lets go of the file until it is used again. */
  release(): Promise<void>;
}

/** The fastest content that the browser allows here. */
export function openContent(handle: FileHandle): Content {
  return handle.createSyncAccessHandle
    ? new SyncContent(handle as Required<FileHandle>)
    : new StreamContent(handle);
}

/** Content in place: in a Worker, of a file in the origin's private file system. */
class SyncContent implements Content {
  readonly #handle: Required<FileHandle>;
  #access: Promise<SyncAccess> | undefined;

  constructor(handle: Required<FileHandle>) {
    this.#handle = handle;
  }

  async size(): Promise<number> {
    return (await this.#open()).getSize();
  }

  async read(buffer: Uint8Array, position: number): Promise<number> {
    const access = await this.#open();
    if (buffer.buffer instanceof ArrayBuffer) {
      return access.read(buffer, { at: position });
    }
    const copy = new Uint8Array(buffer.length);
    const count = access.read(copy, { at: position });
    buffer.set(copy.subarray(0, count));
    return count;
  }

  async write(data: Uint8Array, position: number): Promise<void> {
    const access = await this.#open();
    if (position > access.getSize()) access.truncate(position);
    const bytes = data.buffer instanceof ArrayBuffer ? data : data.slice();
    for (let done = 0; done < bytes.length;) {
      const rest = bytes.subarray(done);
      const count = access.write(rest, { at: position + done });
      // A browser writes less than it was given when there is no room.
      if (count === 0) throw new DOMException("no room", "QuotaExceededError");
      done += count;
    }
  }

  async truncate(size: number): Promise<void> {
    (await this.#open()).truncate(size);
  }

  async release(): Promise<void> {
    const access = await this.#access;
    this.#access = undefined;
    access?.flush();
    access?.close();
  }

  async #open(): Promise<SyncAccess> {
    const opening = this.#access ??= this.#handle.createSyncAccessHandle();
    try {
      return await opening;
    } catch (error) {
      if (this.#access === opening) this.#access = undefined;
      throw error;
    }
  }
}

/**
 * Content through snapshots and streams, which is all that a page itself has. What is
 * written appears when its stream is closed; so reading after writing closes it, and
 * writing after reading begins another one, for which the browser copies the file.
 */
class StreamContent implements Content {
  readonly #handle: FileHandle;
  readonly #calls = new Sequence();
  #file: Blob | undefined;
  #writer: FileWriter | undefined;
  #size = 0;

  constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  size(): Awaitable<number> {
    return this.#calls.run(async () =>
      this.#writer ? this.#size : (await this.#snapshot()).size
    );
  }

  read(buffer: Uint8Array, position: number): Awaitable<number> {
    return this.#calls.run(async () => {
      const file = await this.#snapshot();
      const part = file.slice(position, position + buffer.length);
      const bytes = new Uint8Array(await part.arrayBuffer());
      buffer.set(bytes);
      return bytes.length;
    });
  }

  write(data: Uint8Array, position: number): Awaitable<void> {
    // The caller may reuse its buffer before the browser has read it.
    const copy = data.slice();
    return this.#calls.run(async () => {
      const writer = await this.#writable();
      await writer.write({ type: "write", position, data: copy });
      this.#size = Math.max(this.#size, position + copy.length);
    });
  }

  truncate(size: number): Awaitable<void> {
    return this.#calls.run(async () => {
      await (await this.#writable()).truncate(size);
      this.#size = size;
    });
  }

  async release(): Promise<void> {
    await this.#calls.run(async () => {
      await this.#publish();
      this.#file = undefined;
    });
  }

  async #snapshot(): Promise<Blob> {
    await this.#publish();
    return this.#file ??= await this.#handle.getFile();
  }

  async #publish(): Promise<void> {
    const writer = this.#writer;
    this.#writer = undefined;
    await writer?.close();
  }

  async #writable(): Promise<FileWriter> {
    if (this.#writer) return this.#writer;
    const { size } = await this.#snapshot();
    this.#file = undefined;
    this.#size = size;
    return this.#writer = await this.#handle.createWritable({
      keepExistingData: true,
    });
  }
}
