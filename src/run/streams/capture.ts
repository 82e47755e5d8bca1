// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { BaseFile } from "../../../vfs/base_file.ts";

/**
 * The write end of a stream of the guest: keeps what is written; beyond the limit,
 * only the beginning and the end, unless that is refused.
 */
export class Capture extends BaseFile {
  /** The beginning; grows by doubling. */
  #head = new Uint8Array(0);
  #headSize = 0;
  /** The end, once the beginning is full: a ring. */
  #tail: Uint8Array | undefined;
  /** How many bytes went into the ring. */
  #tailTotal = 0;
  /** How long the beginning and the end may be. */
  readonly #most: { readonly head: number; readonly tail: number };
  readonly #refuse: (() => never) | undefined;

  /**
   * Keeps at most `limit` bytes.
   *
   * @param refuse Is called for a write beyond the limit, and throws.
   */
  constructor(name: string, limit: number, refuse?: () => never) {
    super(name);
    this.#refuse = refuse;
    const tail = refuse || limit === Infinity ? 0 : Math.ceil(limit / 2);
    this.#most = { head: limit - tail, tail };
  }

  /** How many bytes are missing between the beginning and the end. */
  get dropped(): number {
    return Math.max(0, this.#tailTotal - this.#most.tail);
  }

  override write(data: Uint8Array): number {
    const room = Math.min(data.length, this.#most.head - this.#headSize);
    if (room < data.length) this.#refuse?.();
    if (room > 0) this.#keepFirst(data.subarray(0, room));
    if (room < data.length) this.#keepLast(data.subarray(room));
    return data.length;
  }

  /** What was kept, without a mark where bytes are missing. */
  bytes(): Uint8Array<ArrayBuffer> {
    const tail = this.#unrolledTail();
    const bytes = new Uint8Array(this.#headSize + tail.length);
    bytes.set(this.#head.subarray(0, this.#headSize));
    bytes.set(tail, this.#headSize);
    return bytes;
  }

  /** What was kept, as text, with a line that states how much is missing. */
  text(): string {
    if (this.dropped === 0) return decode(this.bytes());
    return decode(this.#head.subarray(0, this.#headSize)) +
      `\n[... ${this.dropped} bytes dropped ...]\n` +
      decode(this.#unrolledTail());
  }

  #keepFirst(data: Uint8Array): void {
    const size = this.#headSize + data.length;
    if (size > this.#head.length) {
      const grown = new Uint8Array(
        Math.min(this.#most.head, Math.max(size, 2 * this.#head.length, 1024)),
      );
      grown.set(this.#head.subarray(0, this.#headSize));
      this.#head = grown;
    }
    this.#head.set(data, this.#headSize);
    this.#headSize = size;
  }

  #keepLast(data: Uint8Array): void {
    const most = this.#most.tail;
    if (most > 0) {
      this.#tail ??= new Uint8Array(most);
      const last = data.subarray(Math.max(0, data.length - most));
      const at = (this.#tailTotal + data.length - last.length) % most;
      const first = last.subarray(0, most - at);
      this.#tail.set(first, at);
      this.#tail.set(last.subarray(first.length));
    }
    this.#tailTotal += data.length;
  }

  #unrolledTail(): Uint8Array {
    const tail = this.#tail;
    if (!tail) return new Uint8Array(0);
    if (this.#tailTotal <= tail.length) {
      return tail.subarray(0, this.#tailTotal);
    }
    const at = this.#tailTotal % tail.length;
    const bytes = new Uint8Array(tail.length);
    bytes.set(tail.subarray(at));
    bytes.set(tail.subarray(0, at), tail.length - at);
    return bytes;
  }
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
