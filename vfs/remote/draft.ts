// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Errno } from "../errno.ts";
import { FsError } from "../fs_error.ts";

/** An object that is stored in parts, and appears when it is complete. */
export interface PartedUpload {
  /** Stores a part, again if need be. Returns what identifies it. */
  put(index: number, bytes: Uint8Array<ArrayBuffer>): Promise<string>;
  /** Makes an object of the parts. */
  complete(parts: readonly string[]): Promise<void>;
  /** Gives up, and drops the parts. */
  abort(): Promise<void>;
}

/** How a draft is held, and where it goes. */
export interface DraftOptions {
  /** The size of a part in bytes. */
  readonly partBytes: number;
  /** How many bytes are held. */
  readonly maxBytes: number;
  /** Begins to store it in parts; absent if there is only the whole. */
  begin?(): Promise<PartedUpload>;
  /** Stores the whole. */
  put(bytes: Uint8Array<ArrayBuffer>): Promise<void>;
}

interface Part {
  /** `undefined` once it is stored, and no longer held. */
  bytes: Uint8Array<ArrayBuffer> | undefined;
  /** What identifies it in the store, and how long it is there. */
  stored: { id: string; length: number } | undefined;
  /** Whether it differs from what is stored. */
  isDirty: boolean;
  sending: Promise<void> | undefined;
  lastUse: number;
}

/** How many parts an object may have. */
const MAX_PARTS = 10_000;

/** How many parts are sent at once. */
const MAX_SENDING = 2;

/**
 * The contents of an object that is being written. While a writer goes on in order,
 * its parts are stored, and only the first and the latest ones are held: those that
 * muxers come back to.
 */
export class Draft {
  size = 0;
  readonly #options: DraftOptions;
  readonly #parts = new Map<number, Part>();
  readonly #sending = new Set<Promise<void>>();
  #upload: Promise<PartedUpload> | undefined;
  #isDetached = false;
  #uses = 0;
  /** The memory of a part that is no longer held: for the next one. */
  #spare: Uint8Array<ArrayBuffer> | undefined;

  constructor(options: DraftOptions) {
    this.#options = options;
  }

  /** Whether some of it is already stored, under the name that it had then. */
  get isUploading(): boolean {
    return this.#upload !== undefined;
  }

  /** Fills `buffer`, which does not reach past the end. */
  read(buffer: Uint8Array, position: number): void {
    for (
      const { index, start, from, to } of this.#pieces(buffer.length, position)
    ) {
      const part = this.#parts.get(index);
      if (part && !part.bytes) throw gone("read", "ENOTSUP");
      const bytes = part?.bytes?.subarray(start, start + to - from);
      buffer.fill(0, from + (bytes?.length ?? 0), to);
      if (bytes) buffer.set(bytes, from);
    }
  }

  /**
   * Writes all of `data`.
   *
   * @param isNew Whether it differs from what is stored, so that parts of it may be.
   */
  async write(
    data: Uint8Array,
    position: number,
    isNew = true,
  ): Promise<void> {
    const { partBytes, begin } = this.#options;
    for (
      const { index, start, from, to } of this.#pieces(data.length, position)
    ) {
      if (index >= MAX_PARTS) {
        throw tooLarge("write");
      }
      const end = start + to - from;
      const part = await this.#take(index, end);
      part.bytes!.set(data.subarray(from, to), start);
      part.isDirty = true;
      this.size = Math.max(this.size, position + to);
      // What is patched last is not stored twice.
      const isSent = begin && isNew && !this.#isDetached && index > 0;
      if (isSent && end === partBytes) await this.#send(index);
    }
  }

  /** Sets the size; growth reads as zeros. */
  truncate(size: number): void {
    const { partBytes, maxBytes, begin } = this.#options;
    if (!begin && size > maxBytes) throw full(maxBytes);
    if (size > MAX_PARTS * partBytes) throw tooLarge("truncate");
    const last = Math.floor(size / partBytes);
    const rest = size - last * partBytes;
    const part = this.#parts.get(last);
    if (part && rest > 0 && !part.bytes) throw gone("truncate", "ENOSPC");
    for (const index of [...this.#parts.keys()]) {
      if (index > last || (index === last && rest === 0)) {
        this.#parts.delete(index);
      }
    }
    if (part && rest > 0 && size < this.size) {
      part.bytes!.fill(0, Math.min(rest, part.bytes!.length));
      part.isDirty = true;
    }
    this.size = size;
  }

  /** Stores it all. */
  async commit(): Promise<void> {
    const { partBytes, maxBytes, begin, put } = this.#options;
    await Promise.all(this.#sending);
    // There is no object of no parts.
    if (this.size === 0) await this.abort();
    if (!this.#upload && this.size <= maxBytes) {
      const whole = new Uint8Array(this.size);
      this.read(whole, 0);
      return await put(whole);
    }
    if (!begin) throw full(maxBytes);
    const upload = await (this.#upload ??= begin());
    const count = Math.ceil(this.size / partBytes);
    for (let index = 0; index < count; index++) {
      const length = Math.min(partBytes, this.size - index * partBytes);
      let part = this.#parts.get(index);
      const isHole = !part;
      if (!part) this.#parts.set(index, part = this.#make(index));
      const isStored = part.stored?.length === length && !part.isDirty;
      if (isStored) continue;
      if (!part.bytes) throw gone("close", "ENOSPC");
      await this.#send(index);
      if (isHole) await this.#drop(part);
    }
    await Promise.all(this.#sending);
    const ids = Array.from(
      { length: count },
      (_, index) => this.#parts.get(index)!.stored!.id,
    );
    await upload.complete(ids);
  }

  /** Drops what is stored of it; what is held goes on. */
  async abort(): Promise<void> {
    this.#isDetached = true;
    await Promise.allSettled(this.#sending);
    const upload = await this.#upload?.catch(() => undefined);
    this.#upload = undefined;
    await upload?.abort();
  }

  *#pieces(length: number, position: number): Generator<
    { index: number; start: number; from: number; to: number }
  > {
    const { partBytes } = this.#options;
    for (let from = 0; from < length;) {
      const index = Math.floor((position + from) / partBytes);
      const start = position + from - index * partBytes;
      const to = Math.min(length, from + partBytes - start);
      yield { index, start, from, to };
      from = to;
    }
  }

  /** A part that can be written up to `end`. */
  async #take(index: number, end: number): Promise<Part> {
    let part = this.#parts.get(index);
    if (part && !part.bytes) throw gone("write", "ENOSPC");
    if (!part) {
      await this.#makeRoom(index);
      this.#parts.set(index, part = this.#make(index));
    }
    part.lastUse = ++this.#uses;
    grow(part, end, this.#options.partBytes);
    return part;
  }

  #make(index: number): Part {
    // The first may stay small.
    const room = index > 0 ? this.#options.partBytes : 0;
    const spare = room > 0 ? this.#spare?.fill(0) : undefined;
    if (spare) this.#spare = undefined;
    return {
      bytes: spare ?? new Uint8Array(room),
      ...{ stored: undefined, isDirty: true, sending: undefined },
      lastUse: ++this.#uses,
    };
  }

  /** Stores the parts that were not used for the longest time, to hold another. */
  async #makeRoom(wanted: number): Promise<void> {
    const { partBytes, maxBytes, begin } = this.#options;
    for (;;) {
      const held = [...this.#parts].filter(([, { bytes }]) => bytes);
      if ((held.length + 1) * partBytes <= Math.max(maxBytes, 3 * partBytes)) {
        return;
      }
      if (!begin || this.#isDetached) throw full(maxBytes);
      const [index, part] = held
        .filter(([index]) => index > 0 && index !== wanted)
        .reduce((a, b) => a[1].lastUse < b[1].lastUse ? a : b);
      if (part.isDirty) await this.#send(index);
      await this.#drop(part);
    }
  }

  /** No longer holds what is stored. */
  async #drop(part: Part): Promise<void> {
    await part.sending;
    if (part.isDirty) return;
    if (part.bytes?.length === this.#options.partBytes) {
      this.#spare = part.bytes;
    }
    part.bytes = undefined;
  }

  /** Begins to store a part; waits if others are under way. */
  async #send(index: number): Promise<void> {
    const part = this.#parts.get(index)!;
    await part.sending;
    while (this.#sending.size >= MAX_SENDING) await Promise.race(this.#sending);
    const { partBytes, begin } = this.#options;
    const length = Math.min(partBytes, this.size - index * partBytes);
    grow(part, length, partBytes);
    part.isDirty = false;
    const upload = await (this.#upload ??= begin!());
    const send = async () => {
      try {
        const id = await upload.put(index, part.bytes!.subarray(0, length));
        part.stored = { id, length };
      } catch (error) {
        part.isDirty = true;
        throw error;
      } finally {
        part.sending = undefined;
        this.#sending.delete(sending);
      }
    };
    const sending = part.sending = send();
    this.#sending.add(sending);
    // It is reported by whoever waits for it.
    sending.catch(() => {});
  }
}

/** Gives a part room up to `end`, in few steps. */
function grow(part: Part, end: number, partBytes: number): void {
  const bytes = part.bytes!;
  if (bytes.length >= end) return;
  const grown = new Uint8Array(
    Math.min(partBytes, Math.max(end, 2 * bytes.length, 4096)),
  );
  grown.set(bytes);
  part.bytes = grown;
}

function gone(operation: string, code: Errno): FsError {
  return new FsError(code, {
    ...{ operation, path: "/" },
    hint:
      "this part of the file is already stored, and no longer held; raise " +
      "`maxSpoolBytes`, or write to a MemoryFs or DenoFs and copy the result",
  });
}

function tooLarge(operation: string): FsError {
  const hint = `an object has at most ${MAX_PARTS} parts; raise \`partBytes\``;
  return new FsError("EFBIG", { operation, path: "/", hint });
}

function full(maxBytes: number): FsError {
  return new FsError("ENOSPC", {
    ...{ operation: "write", path: "/" },
    hint: `the file is larger than ${maxBytes} bytes; raise \`maxSpoolBytes\``,
  });
}
