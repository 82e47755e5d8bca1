// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** The words before the bytes of a {@linkcode Ring}. */
const word = { put: 0, taken: 1, isClosed: 2 };
const HEADER_BYTES = 16;

/** A power of two, so that a count of bytes, which may wrap, gives an index. */
const DATA_BYTES = 16 * 1024;

/** How many bytes of a buffer a {@linkcode Ring} takes. */
export const RING_BYTES: number = HEADER_BYTES + DATA_BYTES;

/**
 * A queue of bytes from one thread to another, in which neither waits for the other.
 *
 * Each side writes one of the two counts, and only after it has copied the bytes in
 * or out.
 */
export class Ring {
  readonly #words: Int32Array<SharedArrayBuffer>;
  readonly #bytes: Uint8Array<SharedArrayBuffer>;

  /** Creates one end of the ring at `offset` of `buffer`. */
  constructor(buffer: SharedArrayBuffer, offset: number) {
    this.#words = new Int32Array(buffer, offset, HEADER_BYTES / 4);
    this.#bytes = new Uint8Array(buffer, offset + HEADER_BYTES, DATA_BYTES);
  }

  /**
   * Puts all of `data` in, or nothing.
   *
   * @returns How many bytes were waiting: if 0, the other side must be notified.
   * `undefined` if there is no room, or the ring is closed.
   */
  put(data: Uint8Array): number | undefined {
    const put = this.#words[word.put]!;
    const waiting = (put - Atomics.load(this.#words, word.taken)) | 0;
    if (data.length > DATA_BYTES - waiting) return undefined;
    if (Atomics.load(this.#words, word.isClosed) !== 0) return undefined;
    const at = put & (DATA_BYTES - 1);
    const untilWrap = DATA_BYTES - at;
    if (data.length <= untilWrap) this.#bytes.set(data, at);
    else {
      this.#bytes.set(data.subarray(0, untilWrap), at);
      this.#bytes.set(data.subarray(untilWrap), 0);
    }
    Atomics.store(this.#words, word.put, (put + data.length) | 0);
    // Checked again: a reader that found nothing before this has not seen it.
    return (put - Atomics.load(this.#words, word.taken)) | 0;
  }

  /** Makes it as it was at the beginning, while nobody uses it. */
  clear(): void {
    this.#words.fill(0);
  }

  /** Whether there is nothing to take. */
  get isEmpty(): boolean {
    return Atomics.load(this.#words, word.put) === this.#words[word.taken];
  }

  /** Takes everything that is in it. */
  take(): Uint8Array<ArrayBuffer> {
    const put = Atomics.load(this.#words, word.put);
    const taken = this.#words[word.taken]!;
    const data = new Uint8Array((put - taken) | 0);
    const at = taken & (DATA_BYTES - 1);
    const first = this.#bytes.subarray(at, at + data.length);
    data.set(first);
    data.set(this.#bytes.subarray(0, data.length - first.length), first.length);
    Atomics.store(this.#words, word.taken, put);
    return data;
  }

  /** Refuses everything from now on. */
  close(): void {
    Atomics.store(this.#words, word.isClosed, 1);
  }
}
