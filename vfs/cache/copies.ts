// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Awaitable, FileInfo, Fs, FsFile, OpenOptions } from "../fs.ts";
import { drive, wait } from "../drive.ts";
import { keyOf } from "../key_of.ts";
import { unique } from "../temp.ts";
import { writeAll } from "../write_all.ts";

const CHUNK_BYTES = 256 * 1024;

/** A copy of one file. */
export interface Copy {
  readonly key: string;
  /** Its path in the cache. */
  readonly path: string;
  /** The file as it was described before and after it was copied. */
  readonly info: FileInfo;
  /** Whether the file has been opened for writing since. */
  isOutdated: boolean;
}

/** A copy that is being made. */
interface Making {
  isOutdated: boolean;
  done: Promise<Copy | undefined>;
}

/**
 * Copies of files in a cache. Nothing fails here: whoever gets no copy reads the
 * file itself.
 *
 * A file that is open for writing has no copy. So a copy need not follow the
 * writes, of which several at once could arrive in another order.
 */
export class Copies {
  readonly #cache: Fs;
  readonly #ttl: number;
  readonly #maxBytes: number;
  /** By identity, least recently used first. */
  readonly #copies = new Map<string, Copy>();
  readonly #making = new Map<string, Making>();
  /** How many handles write to a file. */
  readonly #writers = new Map<string, number>();
  /** Which copy a path led to, and how long that may be relied on. */
  #paths = new Map<string, { copy: Copy; until: number }>();
  /** Paths in the cache that are to be removed. */
  #garbage: string[] = [];
  /** The size of all copies, including those being made. */
  #bytes = 0;

  constructor(cache: Fs, ttl: number, maxBytes: number) {
    this.#cache = cache;
    this.#ttl = ttl;
    this.#maxBytes = maxBytes;
  }

  /** The copy that a path recently led to. */
  fresh(path: string, { directory, noFollow }: OpenOptions): Copy | undefined {
    const known = this.#paths.get(path);
    if (!known || directory || noFollow) return undefined;
    const isValid = performance.now() < known.until && this.#holds(known.copy);
    if (!isValid) this.#paths.delete(path);
    return isValid ? known.copy : undefined;
  }

  /**
   * Call the result with the copy that a path led to: it is remembered only if
   * the path still leads there.
   */
  remembering(path: string, { noFollow }: OpenOptions): (copy: Copy) => void {
    if (this.#ttl === 0 || noFollow) return () => {};
    const paths = this.#paths;
    const until = performance.now() + this.#ttl;
    return (copy) => paths.set(path, { copy, until });
  }

  forgetPaths(): void {
    this.#paths = new Map();
  }

  /**
   * Notes that the file that `info` describes is open for writing, without
   * touching the cache. Call the result when it has been closed.
   */
  writing(info: FileInfo): () => void {
    const key = keyOf(info);
    this.#writers.set(key, (this.#writers.get(key) ?? 0) + 1);
    const copy = this.#copies.get(key);
    if (copy) {
      copy.isOutdated = true;
      this.drop(copy);
    }
    const making = this.#making.get(key);
    if (making) making.isOutdated = true;
    return () => {
      const left = this.#writers.get(key)! - 1;
      if (left > 0) this.#writers.set(key, left);
      else this.#writers.delete(key);
    };
  }

  /** A copy of what `file` has open; made unless one is up to date. */
  async find(file: FsFile): Promise<Copy | undefined> {
    const info = await quietly(() => file.stat());
    if (!info) return undefined;
    const key = keyOf(info);
    await this.collect();
    if (this.#writers.has(key)) return undefined;
    const known = this.#copies.get(key);
    if (known && isSame(known.info, info)) {
      this.#copies.delete(key);
      this.#copies.set(key, known);
      return known;
    }
    if (known) this.drop(known);
    if (info.size > this.#maxBytes) return undefined;
    const other = this.#making.get(key);
    if (other) {
      // A file is not copied twice at once.
      const copy = await other.done;
      return copy && isSame(copy.info, info) ? copy : undefined;
    }
    const making: Making = {
      isOutdated: false,
      done: Promise.resolve(undefined),
    };
    this.#making.set(key, making);
    making.done = this.#make(info, file, making);
    return await making.done;
  }

  /** Opens a copy. */
  async open(copy: Copy): Promise<FsFile | undefined> {
    return await quietly(() => this.#cache.open(copy.path));
  }

  /** Drops a copy, without touching the cache: see {@linkcode collect}. */
  drop(copy: Copy): void {
    if (!this.#holds(copy)) return;
    this.#copies.delete(copy.key);
    this.#bytes -= copy.info.size;
    this.#garbage.push(copy.path);
  }

  /** Removes from the cache what was dropped. */
  async collect(): Promise<void> {
    const paths = this.#garbage;
    this.#garbage = [];
    for (const path of paths) await quietly(() => this.#cache.remove(path));
  }

  async #make(
    info: FileInfo,
    file: FsFile,
    making: Making,
  ): Promise<Copy | undefined> {
    const key = keyOf(info);
    const { size } = info;
    this.#bytes += size;
    try {
      if (!this.#makeRoom()) return undefined;
      await this.collect();
      const path = await quietly(() => this.#write(info, file));
      if (path === undefined) return undefined;
      const now = await quietly(() => file.stat());
      if (making.isOutdated || !now || !isSame(now, info)) {
        this.#garbage.push(path);
        return undefined;
      }
      this.#bytes += size;
      const copy = { key, path, info, isOutdated: false };
      this.#copies.set(key, copy);
      return copy;
    } finally {
      this.#bytes -= size;
      this.#making.delete(key);
    }
  }

  /** Writes the contents into the cache. Returns their path. */
  async #write(info: FileInfo, file: FsFile): Promise<string> {
    const cache = this.#cache;
    const options = { write: true, create: true, exclusive: true, mode: 0o600 };
    let opened: FsFile;
    // Whatever else is in the cache, nothing there is overwritten.
    const making = unique({ prefix: "copy-" }, function* (path) {
      opened = yield* wait(cache.openFile(path, options));
    });
    const path = await drive(making);
    try {
      await using output = opened!;
      const buffer = new Uint8Array(Math.min(CHUNK_BYTES, info.size + 1));
      for (let size = 0;;) {
        const count = await file.readAt(buffer, size);
        if (count === null) return path;
        await drive(writeAll(output, buffer.subarray(0, count)));
        size += count;
        if (size > info.size) throw new Error("The file has grown meanwhile");
      }
    } catch (error) {
      await quietly(() => cache.remove(path));
      throw error;
    }
  }

  /**
   * Drops the least recently used copies. Returns whether there is enough room
   * then.
   */
  #makeRoom(): boolean {
    for (const copy of this.#copies.values()) {
      if (this.#bytes <= this.#maxBytes) return true;
      this.drop(copy);
    }
    return this.#bytes <= this.#maxBytes;
  }

  #holds(copy: Copy): boolean {
    return this.#copies.get(copy.key) === copy;
  }
}

/** Whether a file has not been changed, as far as it can be seen. */
function isSame(a: FileInfo, b: FileInfo): boolean {
  return a.size === b.size && a.mtimeNs === b.mtimeNs &&
    a.ctimeNs === b.ctimeNs;
}

/** Returns the result of `action`; `undefined` if it fails, however it does. */
async function quietly<T>(action: () => Awaitable<T>): Promise<T | undefined> {
  try {
    return await action();
  } catch {
    return undefined;
  }
}
