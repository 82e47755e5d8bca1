// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { declareSound } from "./sound.ts";
import { checkNumber } from "./check_number.ts";
import { checkOptions, checkSeek, limit, number } from "./check.ts";
import { keyOf } from "./key_of.ts";
import { DelegatingFile } from "./delegating_file.ts";
import { DelegatingFs } from "./delegating_fs.ts";
import { orDiscard } from "./discard.ts";
import { drive, wait } from "./drive.ts";
import type { Fs, FsFile, OpenOptions, SeekOrigin } from "./fs.ts";
import { FsError } from "./fs_error.ts";
import { OrderedFile } from "./ordered_file.ts";
import { accessOf, checkOpen } from "./rules.ts";

/** Options of {@linkcode ReadAheadFs}. */
export interface ReadAheadFsOptions {
  /**
   * The size of a block, in bytes.
   *
   * @default {262144}
   */
  blockBytes?: number;
  /**
   * How many blocks are fetched ahead of a sequential reader.
   *
   * @default {4}
   */
  blocksAhead?: number;
  /**
   * How many blocks of an open file are kept, more than `blocksAhead`; the
   * least recently used ones are dropped.
   *
   * @default {16}
   */
  maxBlocks?: number;
}

/**
 * A file system whose files are read in large blocks, and ahead of a sequential
 * reader: for one with high latency, such as a store reached by HTTP. While
 * ffmpeg decodes a block, the next ones are being fetched.
 *
 * Only files opened for reading are read ahead. Writes through this file system
 * are seen at once; what others change in the base while a file is open may be
 * seen late.
 *
 * @example Many small reads
 * ```ts
 * import { MemoryFs, ObserveFs, ReadAheadFs } from "@afmpeg/afmpeg/vfs";
 * import { assertEquals } from "@std/assert";
 *
 * const remote = new MemoryFs();
 * remote.writeFile("a.bin", new Uint8Array(1000));
 * let requests = 0;
 * const observed = new ObserveFs(remote, ({ operation }) => {
 *   if (operation === "readAt") requests++;
 * });
 * const fs = new ReadAheadFs(observed, { blockBytes: 500 });
 * await using file = await fs.open("a.bin");
 * for (let i = 0; i < 100; i++) await file.read(new Uint8Array(10));
 * assertEquals(requests, 2);
 * ```
 */
export class ReadAheadFs extends DelegatingFs {
  static {
    declareSound(this);
  }

  readonly #options: Required<ReadAheadFsOptions>;
  /** The files that are being read, by identity. */
  #readers = new Map<string, Set<Blocks>>();

  /**
   * Wraps `fs`.
   *
   * @throws {TypeError} If an argument or option is invalid.
   */
  constructor(fs: Fs, options: ReadAheadFsOptions = {}) {
    checkOptions("ReadAheadFs", options, {
      blockBytes: number({ least: 1, isWhole: true }),
      blocksAhead: limit,
      maxBlocks: limit,
    });
    const { blockBytes = 256 * 1024, blocksAhead = 4, maxBlocks = 16 } =
      options;
    // A block that is being fetched must not be dropped for the next one.
    const least = blocksAhead + 1;
    checkNumber("maxBlocks", maxBlocks, {
      least,
      isWhole: true,
      isLimit: true,
    });
    super("ReadAheadFs", fs);
    this.#options = { blockBytes, blocksAhead, maxBlocks };
  }

  /** See {@linkcode DelegatingFs.over}. */
  protected override over(fs: Fs): ReadAheadFs {
    const twin = new ReadAheadFs(fs, this.#options);
    twin.#readers = this.#readers;
    return twin;
  }

  /** See {@linkcode Fs.openFile}. */
  override async openFile(
    path: string,
    options: OpenOptions = {},
  ): Promise<FsFile> {
    checkOpen(path, options);
    const file = await this.fs.openFile(path, options);
    const info = await drive(
      orDiscard(file, () => wait(file.stat())),
    );
    if (info.kind !== "file") return file;
    const key = keyOf(info);
    const forget = () => this.#readers.get(key)?.forEach((b) => b.forget());
    if (accessOf(options).canWrite) {
      if (options.truncate) forget();
      return new WrittenFile(path, file, forget);
    }
    const blocks = new Blocks(file, info.size, this.#options);
    const readers = this.#readers.get(key) ?? new Set();
    this.#readers.set(key, readers.add(blocks));
    const release = () => {
      readers.delete(blocks);
      if (readers.size === 0) this.#readers.delete(key);
    };
    const opened = new ReadAheadFile(path, file, blocks, release);
    return new OrderedFile(path, opened);
  }
}

/** The blocks of one open file that are held or being fetched. */
class Blocks {
  readonly #file: FsFile;
  readonly #options: Required<ReadAheadFsOptions>;
  /** By number, least recently used first. */
  readonly #blocks = new Map<number, Promise<Uint8Array>>();
  /** The last known length of the file. */
  #size: number;

  constructor(
    file: FsFile,
    size: number,
    options: Required<ReadAheadFsOptions>,
  ) {
    this.#file = file;
    this.#size = size;
    this.#options = options;
  }

  /** Fills `buffer` from `position` on, up to the end of the file. */
  async read(buffer: Uint8Array, position: number): Promise<number | null> {
    const { blockBytes } = this.#options;
    let filled = 0;
    while (filled < buffer.length) {
      const at = position + filled;
      const number = Math.floor(at / blockBytes);
      const block = await this.#take(number);
      const part = block.subarray(
        at - number * blockBytes,
        at - number * blockBytes + buffer.length - filled,
      );
      if (part.length === 0) {
        const more = await this.#readBeyond(buffer.subarray(filled), at);
        return filled === 0 ? more : filled + (more ?? 0);
      }
      buffer.set(part, filled);
      filled += part.length;
    }
    return filled;
  }

  /** Drops all blocks: the file has changed. */
  forget(): void {
    this.#blocks.clear();
  }

  /** Waits for the blocks being fetched, however that ends. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#blocks.values());
  }

  /** Reads past the last known end: a file may have grown. */
  async #readBeyond(
    buffer: Uint8Array,
    position: number,
  ): Promise<number | null> {
    const count = await this.#file.readAt(buffer, position);
    if (count !== null) {
      this.#size = Math.max(this.#size, position + count);
      this.#blocks.delete(Math.floor(position / this.#options.blockBytes));
    }
    return count;
  }

  /**
   * Returns a block; after the one before it, also fetches those that come
   * next.
   */
  #take(number: number): Promise<Uint8Array> {
    const isNext = this.#blocks.has(number - 1);
    const block = this.#blocks.get(number) ?? this.#fetch(number);
    this.#blocks.delete(number);
    this.#blocks.set(number, block);
    if (isNext) {
      const { blockBytes, blocksAhead } = this.#options;
      const last = Math.ceil(this.#size / blockBytes) - 1;
      const end = Math.min(number + blocksAhead, last);
      for (let ahead = number + 1; ahead <= end; ahead++) {
        if (!this.#blocks.has(ahead)) {
          this.#blocks.set(ahead, this.#fetch(ahead));
        }
      }
    }
    this.#makeRoom();
    return block;
  }

  /**
   * A block that cannot be fetched is not kept: its readers get the error, the
   * next one tries again.
   */
  #fetch(number: number): Promise<Uint8Array> {
    const block = this.#read(number);
    block.catch(() => {
      if (this.#blocks.get(number) === block) this.#blocks.delete(number);
    });
    return block;
  }

  async #read(number: number): Promise<Uint8Array> {
    const { blockBytes } = this.#options;
    const start = number * blockBytes;
    const length = Math.max(0, Math.min(blockBytes, this.#size - start));
    const block = new Uint8Array(length);
    let filled = 0;
    while (filled < length) {
      const count = await this.#file.readAt(
        block.subarray(filled),
        start + filled,
      );
      if (count === null) break;
      filled += count;
    }
    return block.subarray(0, filled);
  }

  #makeRoom(): void {
    for (const number of this.#blocks.keys()) {
      if (this.#blocks.size <= this.#options.maxBlocks) return;
      this.#blocks.delete(number);
    }
  }
}

/** A file that is only read. */
class ReadAheadFile extends DelegatingFile {
  readonly #blocks: Blocks;
  readonly #release: () => void;
  #position = 0;
  #isClosed = false;

  constructor(name: string, file: FsFile, blocks: Blocks, release: () => void) {
    super(name, file);
    this.#blocks = blocks;
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
    if (this.#isClosed) {
      throw new FsError("EBADF", { operation: "read", path: this.name });
    }
    // What is not allowed, the file itself reports.
    const isPlain = position >= 0 && Number.isSafeInteger(position) &&
      buffer.length > 0;
    if (!isPlain) return await super.readAt(buffer, position);
    return await this.#blocks.read(buffer, position);
  }

  override async seek(
    offset: number,
    origin: SeekOrigin = "start",
  ): Promise<number> {
    checkSeek(offset, origin);
    const from = origin === "current" ? this.#position : 0;
    return this.#position = await super.seek(
      from + offset,
      origin === "end" ? "end" : "start",
    );
  }

  override async close(): Promise<void> {
    await this.#end();
    await super.close();
  }

  /** Stops reading ahead. */
  async #end(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#release();
    await this.#blocks.settled();
  }
}

/** A file that is also written: other readers of it see what was written. */
class WrittenFile extends DelegatingFile {
  readonly #changed: () => void;

  constructor(name: string, file: FsFile, changed: () => void) {
    super(name, file);
    this.#changed = changed;
  }

  override async write(data: Uint8Array): Promise<number> {
    return await this.#change(() => super.write(data));
  }

  override async writeAt(data: Uint8Array, position: number): Promise<number> {
    return await this.#change(() => super.writeAt(data, position));
  }

  override async truncate(size: number): Promise<void> {
    await this.#change(() => super.truncate(size));
  }

  /** What was written may be gone again. */
  override async close(): Promise<void> {
    await this.#change(() => super.close());
  }

  /** A change that fails may still have changed something. */
  async #change<T>(change: () => T): Promise<Awaited<T>> {
    try {
      return await change();
    } finally {
      this.#changed();
    }
  }
}
