// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { FileSource } from "../source_file.ts";

/** Something of known size that is read by ranges, and does not change. */
export interface Ranges {
  /** The size in bytes. */
  readonly size: number;
  /** Returns the bytes from `start` up to `end`: all of them. */
  fetch(
    start: number,
    end: number,
    signal: AbortSignal,
  ): Promise<Uint8Array>;
}

/** How much is fetched and kept. */
export interface BlockOptions {
  /**
   * The size of a block, in bytes: as much is fetched at once.
   *
   * @default {262144}
   */
  blockBytes?: number | undefined;
  /**
   * How many blocks at most are fetched ahead of a sequential reader, side by side.
   *
   * @default {4}
   */
  blocksAhead?: number | undefined;
  /**
   * How many bytes of blocks are kept, for all files together; those not used for
   * the longest time are dropped.
   *
   * @default {16777216}
   */
  maxCacheBytes?: number | undefined;
}

/** A block that is held or being fetched. */
interface Block {
  readonly bytes: Promise<Uint8Array>;
  readonly size: number;
  /** How many readers wait for it. */
  waiting: number;
  isThere: boolean;
  abort(): void;
}

/** The blocks of files that are held or being fetched, for all their readers. */
export class BlockCache {
  readonly blockBytes: number;
  readonly #blocksAhead: number;
  readonly #maxBytes: number;
  readonly #ids = new WeakMap<Ranges, number>();
  /** Least recently used first. */
  readonly #blocks = new Map<string, Block>();
  #lastId = 0;
  #bytes = 0;

  constructor(options: BlockOptions) {
    this.blockBytes = options.blockBytes ?? 256 * 1024;
    this.#blocksAhead = options.blocksAhead ?? 4;
    this.#maxBytes = options.maxCacheBytes ?? 16 * 1024 * 1024;
  }

  /** What an open file reads from: it looks ahead. */
  reader(file: Ranges): FileSource {
    return new BlockReader(this, file, this.#blocksAhead);
  }

  /** Which block a position is in. */
  indexOf(position: number): number {
    return Math.floor(position / this.blockBytes);
  }

  /**
   * Has a block come from something that is already under way; if that fails, it is
   * fetched as any other.
   */
  expect(file: Ranges, index: number, pending: Promise<Uint8Array>): void {
    if (this.#blocks.has(this.#key(file, index))) return;
    this.#add(file, index, async (start, end, signal) => {
      const bytes = await pending.catch(() => undefined);
      if (bytes?.length === end - start) return bytes;
      return await file.fetch(start, end, signal);
    });
  }

  /** Returns a block, which is fetched if need be. */
  async take(file: Ranges, index: number): Promise<Uint8Array> {
    const block = this.#find(file, index);
    block.waiting++;
    try {
      return await block.bytes;
    } finally {
      block.waiting--;
    }
  }

  /**
   * Begins to fetch a block that may be needed soon.
   *
   * @returns How to give it up, unless it is already there.
   */
  prefetch(file: Ranges, index: number): (() => Promise<void>) | undefined {
    const key = this.#key(file, index);
    if (this.#blocks.has(key)) return undefined;
    const block = this.#find(file, index);
    return async () => {
      if (block.isThere || block.waiting > 0) return;
      // Whoever wants it from now on fetches it anew.
      if (this.#blocks.get(key) === block) this.#drop(key);
      block.abort();
      await Promise.allSettled([block.bytes]);
    };
  }

  /** Drops the blocks of a file. */
  forget(file: Ranges): void {
    const id = this.#ids.get(file);
    if (id === undefined) return;
    for (const key of this.#blocks.keys()) {
      if (key.startsWith(`${id}:`)) this.#drop(key);
    }
  }

  /** Gives up what is being fetched, and drops the rest. */
  async clear(): Promise<void> {
    const pending = [...this.#blocks.values()];
    for (const key of [...this.#blocks.keys()]) this.#drop(key);
    for (const block of pending) block.abort();
    await Promise.allSettled(pending.map(({ bytes }) => bytes));
  }

  #find(file: Ranges, index: number): Block {
    const key = this.#key(file, index);
    const block = this.#blocks.get(key);
    if (!block) {
      return this.#add(file, index, (...range) => file.fetch(...range));
    }
    this.#blocks.delete(key);
    this.#blocks.set(key, block);
    return block;
  }

  #add(file: Ranges, index: number, fetch: Ranges["fetch"]): Block {
    const key = this.#key(file, index);
    const start = index * this.blockBytes;
    const end = Math.min(file.size, start + this.blockBytes);
    const controller = new AbortController();
    const block: Block = {
      bytes: fetch(start, end, controller.signal),
      size: end - start,
      waiting: 0,
      isThere: false,
      abort: () => controller.abort(),
    };
    this.#blocks.set(key, block);
    this.#bytes += block.size;
    block.bytes.then(() => {
      block.isThere = true;
      this.#makeRoom();
    }, () => {
      // Its readers get the error, the next one tries again.
      if (this.#blocks.get(key) === block) this.#drop(key);
    });
    return block;
  }

  #drop(key: string): void {
    this.#bytes -= this.#blocks.get(key)?.size ?? 0;
    this.#blocks.delete(key);
  }

  #makeRoom(): void {
    for (const [key, { isThere }] of this.#blocks) {
      if (this.#bytes <= this.#maxBytes) return;
      if (isThere) this.#drop(key);
    }
  }

  #key(file: Ranges, index: number): string {
    let id = this.#ids.get(file);
    if (id === undefined) this.#ids.set(file, id = ++this.#lastId);
    return `${id}:${index}`;
  }
}

/** Reads one file, and looks further ahead the longer it is read in order. */
class BlockReader implements FileSource {
  readonly #cache: BlockCache;
  readonly #file: Ranges;
  readonly #blocksAhead: number;
  readonly #ahead = new Map<number, () => Promise<void>>();
  /** The block read last, and how many were read in order up to it. */
  #last = -1;
  #run = 0;

  constructor(cache: BlockCache, file: Ranges, blocksAhead: number) {
    this.#cache = cache;
    this.#file = file;
    this.#blocksAhead = blocksAhead;
  }

  async read(buffer: Uint8Array, position: number): Promise<number> {
    const { blockBytes } = this.#cache;
    const first = this.#cache.indexOf(position);
    const last = this.#cache.indexOf(position + buffer.length - 1);
    this.#note(first, last);
    // All of it at once, not one after the other; but no more than it looks ahead.
    const end = Math.min(last, first + Math.max(1, this.#blocksAhead));
    const indices = Array.from(
      { length: end - first + 1 },
      (_, i) => first + i,
    );
    const blocks = await Promise.all(
      indices.map((index) => this.#cache.take(this.#file, index)),
    );
    let filled = 0;
    for (const [i, block] of blocks.entries()) {
      const start = position + filled - (first + i) * blockBytes;
      const part = block.subarray(start, start + buffer.length - filled);
      buffer.set(part, filled);
      filled += part.length;
    }
    return filled;
  }

  async close(): Promise<void> {
    const pending = [...this.#ahead.values()];
    this.#ahead.clear();
    await Promise.all(pending.map((giveUp) => giveUp()));
  }

  /** Twice as far ahead with each block that is read in order. */
  #note(first: number, last: number): void {
    if (first === this.#last && last === first) return;
    const isNext = first === this.#last || first === this.#last + 1;
    this.#run = isNext && this.#last >= 0 ? this.#run + 1 : 0;
    this.#last = last;
    for (const index of this.#ahead.keys()) {
      if (index <= last) this.#ahead.delete(index);
    }
    if (this.#run === 0) return;
    const end = Math.min(
      last + Math.min(this.#blocksAhead, 2 ** (this.#run - 1)),
      this.#cache.indexOf(this.#file.size - 1),
    );
    for (let index = last + 1; index <= end; index++) {
      const giveUp = this.#cache.prefetch(this.#file, index);
      if (giveUp) this.#ahead.set(index, giveUp);
    }
  }
}
