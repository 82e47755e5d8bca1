// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** Writes a binary. */
export class Writer {
  #bytes: Uint8Array<ArrayBuffer>;
  #size = 0;

  /** Creates a writer with room for `capacity` bytes; it grows as needed. */
  constructor(capacity: number) {
    this.#bytes = new Uint8Array(capacity);
  }

  /** What was written. */
  bytes(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(0, this.#size);
  }

  byte(value: number): void {
    this.#reserve(1);
    this.#bytes[this.#size++] = value;
  }

  /** An unsigned LEB128. */
  leb(value: number): void {
    this.#reserve(10);
    while (value >= 0x80) {
      this.#bytes[this.#size++] = (value % 0x80) | 0x80;
      value = Math.floor(value / 0x80);
    }
    this.#bytes[this.#size++] = value;
  }

  put(data: ArrayLike<number>): void {
    this.#reserve(data.length);
    this.#bytes.set(data, this.#size);
    this.#size += data.length;
  }

  /** The bytes of `source` from `start` to `end`. */
  copy(source: Uint8Array, start: number, end: number): void {
    this.put(source.subarray(start, end));
  }

  /** A string, preceded by its length. */
  name(text: string): void {
    const data = new TextEncoder().encode(text);
    this.leb(data.length);
    this.put(data);
  }

  /** A section, or anything else that is preceded by its size. */
  sized(content: Uint8Array): void {
    this.leb(content.length);
    this.put(content);
  }

  #reserve(count: number): void {
    const needed = this.#size + count;
    if (needed <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(needed, 2 * this.#bytes.length));
    grown.set(this.bytes());
    this.#bytes = grown;
  }
}
