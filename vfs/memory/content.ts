// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * The size of a block: small enough for cheap holes, large enough for fast
 * copies.
 */
const BLOCK_BYTES = 64 * 1024;
/** The first allocation of a block that is not filled by the first write. */
const SMALL_BYTES = 512;

/**
 * The bytes of a file, in blocks that exist only where something was written:
 * the rest reads as zeros and takes no memory.
 */
export class Content {
  /** The size in bytes, including holes. */
  size = 0;
  /** A block may be shorter than {@linkcode BLOCK_BYTES}: the rest of it is a hole. */
  #blocks = new Map<number, Uint8Array>();
  /** Blocks that are shared with a clone, and so never change: below those. */
  #shared: ReadonlyMap<number, Uint8Array> = NONE;
  /** The shared blocks from this index on were cut off. */
  #sharedEnd = Infinity;
  /** The indices of the blocks in order; `undefined` if that is to be found out. */
  #order: number[] | undefined = [];

  /**
   * Copies into `buffer` from `position` on. Returns the number of bytes
   * copied.
   */
  read(buffer: Uint8Array, position: number): number {
    const length = Math.min(buffer.length, this.size - position);
    if (length <= 0) return 0;
    for (let done = 0; done < length;) {
      const at = position + done;
      const start = at % BLOCK_BYTES;
      const count = Math.min(BLOCK_BYTES - start, length - done);
      const block = this.#find((at - start) / BLOCK_BYTES);
      const found = block === undefined
        ? EMPTY
        : start === 0 && block.length <= count
        ? block
        : block.subarray(start, start + count);
      buffer.set(found, done);
      if (found.length < count) {
        buffer.fill(0, done + found.length, done + count);
      }
      done += count;
    }
    return length;
  }

  /** Copies `data` to `position`, growing the file as needed. */
  write(data: Uint8Array, position: number): void {
    for (let done = 0; done < data.length;) {
      const at = position + done;
      const start = at % BLOCK_BYTES;
      const count = Math.min(BLOCK_BYTES - start, data.length - done);
      const block = this.#block((at - start) / BLOCK_BYTES, start + count);
      const isWhole = done === 0 && count === data.length;
      block.set(isWhole ? data : data.subarray(done, done + count), start);
      done += count;
    }
    this.size = Math.max(this.size, position + data.length);
  }

  /**
   * Where the first data at or after `position` begins, by blocks; `null` after
   * the last.
   */
  nextData(position: number): number | null {
    const index = Math.floor(position / BLOCK_BYTES);
    const block = this.#find(index);
    if (block && position - index * BLOCK_BYTES < block.length) {
      return position < this.size ? position : null;
    }
    const order = this.#inOrder();
    const next = order[firstAbove(order, index)];
    return next === undefined ? null : next * BLOCK_BYTES;
  }

  /** Truncates the file, or extends it by a hole. */
  truncate(size: number): void {
    if (size < this.size) {
      const last = Math.floor(size / BLOCK_BYTES);
      const used = size % BLOCK_BYTES;
      if (this.#blocks.has(last)) this.#blocks.get(last)!.fill(0, used);
      else if (used > 0 && this.#find(last)) {
        this.#blocks.set(last, this.#find(last)!.slice(0, used));
      }
      const end = Math.ceil(size / BLOCK_BYTES);
      const order = this.#inOrder();
      while (order.length > 0 && order.at(-1)! >= end) {
        this.#blocks.delete(order.pop()!);
      }
      this.#sharedEnd = Math.min(this.#sharedEnd, end);
      if (end === 0) this.#shared = NONE;
    }
    this.size = size;
  }

  /**
   * The same bytes, independent of these: the blocks are shared until either
   * writes to them.
   */
  clone(): Content {
    if (this.#blocks.size > 0) {
      this.#shared = this.#shared.size === 0
        ? this.#blocks
        : new Map(this.#indices().map((index) => [index, this.#find(index)!]));
      this.#blocks = new Map();
      this.#sharedEnd = Infinity;
    }
    const copy = new Content();
    copy.size = this.size;
    copy.#shared = this.#shared;
    copy.#sharedEnd = this.#sharedEnd;
    copy.#order = undefined;
    return copy;
  }

  #find(index: number): Uint8Array | undefined {
    return this.#blocks.get(index) ??
      (index < this.#sharedEnd ? this.#shared.get(index) : undefined);
  }

  #inOrder(): number[] {
    return this.#order ??= this.#indices().sort((a, b) => a - b);
  }

  /** The indices of all blocks. */
  #indices(): number[] {
    const shared = [...this.#shared.keys()].filter((index) =>
      index < this.#sharedEnd && !this.#blocks.has(index)
    );
    return [...shared, ...this.#blocks.keys()];
  }

  /** The block `index`, with room for at least `end` bytes. */
  #block(index: number, end: number): Uint8Array {
    const own = this.#blocks.get(index);
    if (own && own.length >= end) return own;
    const block = this.#find(index);
    // Beyond the first block, a file is large: growing a block would only copy.
    const room = index > 0 ? BLOCK_BYTES : Math.min(
      BLOCK_BYTES,
      Math.max(end, SMALL_BYTES, 2 * (block?.length ?? 0)),
    );
    const grown = new Uint8Array(room);
    if (block) grown.set(block);
    else this.#added(index);
    this.#blocks.set(index, grown);
    return grown;
  }

  /** Keeps the order if a new block comes behind the others, as most do. */
  #added(index: number): void {
    const order = this.#order;
    if (order && index > (order.at(-1) ?? -1)) order.push(index);
    else this.#order = undefined;
  }
}

/** The index of the first of `numbers`, which are in order, that is above `limit`. */
function firstAbove(numbers: readonly number[], limit: number): number {
  let low = 0;
  for (let high = numbers.length; low < high;) {
    const middle = Math.floor((low + high) / 2);
    if (numbers[middle]! > limit) high = middle;
    else low = middle + 1;
  }
  return low;
}

const EMPTY = new Uint8Array(0);
const NONE: ReadonlyMap<number, Uint8Array> = new Map();
