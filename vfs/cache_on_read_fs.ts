// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { checkedFs } from "./checked_fs.ts";
import { progressOf } from "./answers.ts";
import { declareSound } from "./sound.ts";
import { checkFs, checkOptions, limit, number } from "./check.ts";
import { keyOf } from "./key_of.ts";
import { Semaphore } from "@std/async/unstable-semaphore";
import { DelegatingFile } from "./delegating_file.ts";
import { drive } from "./drive.ts";
import { DelegatingFs } from "./delegating_fs.ts";
import { orDiscard } from "./discard.ts";
import type {
  Awaitable,
  FileInfo,
  Fs,
  FsFile,
  OpenOptions,
  SeekOrigin,
} from "./fs.ts";
import { basename } from "./path.ts";
import { accessOf, checkOpen } from "./rules.ts";
import { writeAll } from "./write_file.ts";

const CHUNK_BYTES = 256 * 1024;

/** Options of {@linkcode CacheOnReadFs}. */
export interface CacheOnReadFsOptions {
  /**
   * How long a copy is used without checking whether the base has changed, in
   * milliseconds.
   *
   * @default {0}
   */
  ttl?: number;
  /**
   * The maximum size of all copies, in bytes; the least recently used ones are
   * dropped, and a larger file is not copied.
   *
   * @default {268435456}
   */
  maxBytes?: number;
}

/**
 * A slow file system with copies in a fast one: a file is copied when it is
 * first read, and later reads use the copy. Writes go to the base, and to the
 * copy if there is one.
 *
 * @example In front of a remote file system
 * ```ts
 * import { CacheOnReadFs, MemoryFs, ObserveFs } from "@afmpeg/afmpeg/vfs";
 * import { assertEquals } from "@std/assert";
 *
 * const remote = new MemoryFs();
 * remote.writeFile("a.txt", "hello");
 * let reads = 0;
 * const observed = new ObserveFs(remote, ({ operation }) => {
 *   if (operation === "read") reads++;
 * });
 * const fs = new CacheOnReadFs(observed, new MemoryFs());
 * await fs.readFile("a.txt");
 * const before = reads;
 * assertEquals(await fs.readTextFile("a.txt"), "hello");
 * assertEquals(reads, before);
 * ```
 */
export class CacheOnReadFs extends DelegatingFs {
  static {
    declareSound(this);
  }

  #copies: Copies;
  #copying = new Semaphore(1);

  /**
   * Keeps copies of the files of `base` in `cache`, which must be empty.
   *
   * @throws {TypeError} If an argument or option is invalid.
   */
  constructor(base: Fs, cache: Fs, options: CacheOnReadFsOptions = {}) {
    checkFs(base, "base");
    checkFs(cache, "cache");
    checkOptions("CacheOnReadFs", options, {
      ttl: number({ isLimit: true }),
      maxBytes: limit,
    });
    super("CacheOnReadFs", base);
    this.#copies = new Copies(checkedFs(cache), options);
  }

  /** See {@linkcode DelegatingFs.over}. */
  protected override over(fs: Fs): CacheOnReadFs {
    const twin = new CacheOnReadFs(fs, fs);
    twin.#copies = this.#copies;
    twin.#copying = this.#copying;
    return twin;
  }

  /** See {@linkcode Fs.openFile}. */
  override async openFile(
    path: string,
    options: OpenOptions = {},
  ): Promise<FsFile> {
    checkOpen(path, options);
    const { canRead, canWrite } = accessOf(options);
    if (!canWrite && canRead && !options.create) {
      const fresh = this.#copies.fresh(path, options);
      if (fresh) {
        const file = await this.#copies.open(fresh);
        return new CachedFile(path, file, () => this.fs.open(path));
      }
    }
    const file = await this.fs.openFile(path, options);
    const info = await orDiscard(file, () => file.stat());
    if (info.kind !== "file" || !(canRead || canWrite)) return file;
    // The caller may hold a lock that the cache would wait for: so nothing is
    // done there before the file is read or written.
    if (canWrite) {
      if (options.truncate) this.#copies.empty(info);
      return new WrittenFile(
        path,
        file,
        info,
        this.#copies,
        options.append ?? false,
      );
    }
    const remember = this.#copies.remembering(path, options);
    return new CopiedFile(path, file, async () => {
      const copy = await this.#copy(file);
      if (!copy) return undefined;
      remember(copy);
      return await this.#copies.open(copy);
    });
  }

  /** One copy at a time, so that a file is not copied twice. */
  async #copy(file: FsFile): Promise<Copy | undefined> {
    using _permit = await this.#copying.acquire();
    return await this.#copies.make(await file.stat(), file);
  }

  /** See {@linkcode Fs.remove}. */
  override async remove(path: string): Promise<void> {
    this.#copies.forgetPaths();
    await super.remove(path);
  }

  /** See {@linkcode Fs.rename}. */
  override async rename(oldPath: string, newPath: string): Promise<void> {
    this.#copies.forgetPaths();
    await super.rename(oldPath, newPath);
  }
}

/** A copy of one file of the base. */
interface Copy {
  readonly key: string;
  /** Its path in the cache. */
  readonly path: string;
  size: number;
  /** As the base last reported it; unknown after a write. */
  mtimeNs: bigint | undefined;
  /** Whether its contents in the cache are still to be truncated. */
  isEmptied: boolean;
  /** Settles when they have been truncated. */
  emptied: Promise<void>;
}

class Copies {
  readonly #cache: Fs;
  readonly #ttl: number;
  readonly #maxBytes: number;
  /** By identity, least recently used first. */
  readonly #copies = new Map<string, Copy>();
  /** Which copy a path led to, and how long that may be relied on. */
  #paths = new Map<string, { copy: Copy; until: number }>();
  #bytes = 0;
  #lastName = 0;

  constructor(
    cache: Fs,
    { ttl = 0, maxBytes = 256 * 2 ** 20 }: CacheOnReadFsOptions,
  ) {
    this.#cache = cache;
    this.#ttl = ttl;
    this.#maxBytes = maxBytes;
  }

  /** The copy that a path recently led to. */
  fresh(path: string, { directory, noFollow }: OpenOptions): Copy | undefined {
    const known = this.#paths.get(path);
    if (!known || directory || noFollow) return undefined;
    const isValid = performance.now() < known.until &&
      this.#copies.get(known.copy.key) === known.copy;
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

  /** A copy of what `info` describes; made from `file` unless one is up to date. */
  async make(info: FileInfo, file: FsFile): Promise<Copy | undefined> {
    const key = keyOf(info);
    let copy = this.#copies.get(key);
    const isCurrent = copy?.size === info.size &&
      (copy.mtimeNs ?? info.mtimeNs) === info.mtimeNs;
    if (copy && !isCurrent) await this.#drop(copy);
    if (!copy || !isCurrent) copy = await this.#copy(key, info, file);
    if (!copy) return undefined;
    copy.mtimeNs = info.mtimeNs;
    this.#copies.delete(key);
    this.#copies.set(key, copy);
    return copy;
  }

  async open(copy: Copy): Promise<FsFile> {
    const file = await this.#cache.open(copy.path);
    return new CopyFile(copy.path, file, () => this.#settle(copy));
  }

  /**
   * Empties the copy without touching the cache: that follows before it is next
   * read or written.
   */
  empty(info: FileInfo): void {
    const copy = this.#copies.get(keyOf(info));
    if (!copy) return;
    copy.mtimeNs = undefined;
    copy.isEmptied = true;
    this.#resize(copy, 0);
  }

  /** Writes to the copy what was written to the base. */
  async write(
    info: FileInfo,
    data: Uint8Array,
    position: number,
  ): Promise<void> {
    await this.#change(info, async (file, copy) => {
      for (let done = 0; done < data.length;) {
        const rest = data.subarray(done);
        done += progressOf(await file.writeAt(rest, position + done), rest);
      }
      this.#resize(copy, Math.max(copy.size, position + data.length));
    });
  }

  async truncate(info: FileInfo, size: number): Promise<void> {
    await this.#change(info, async (file, copy) => {
      await file.truncate(size);
      this.#resize(copy, size);
    });
  }

  forgetPaths(): void {
    this.#paths = new Map();
  }

  /** Truncates the copy if that is still to be done. */
  async #settle(copy: Copy): Promise<void> {
    if (copy.isEmptied) {
      copy.isEmptied = false;
      copy.emptied = copy.emptied.then(async () => {
        const options = { write: true, truncate: true };
        await using _file = await this.#cache.openFile(copy.path, options);
      });
    }
    try {
      await copy.emptied;
    } catch (error) {
      await this.#drop(copy);
      throw error;
    }
  }

  /** Changes a copy; one that cannot be changed is dropped. */
  async #change(
    info: FileInfo,
    change: (file: FsFile, copy: Copy) => Promise<void>,
  ): Promise<void> {
    const copy = this.#copies.get(keyOf(info));
    if (!copy) return;
    copy.mtimeNs = undefined;
    try {
      await this.#settle(copy);
      await using file = await this.#cache.openFile(copy.path, { write: true });
      await change(file, copy);
    } catch {
      await this.#drop(copy);
    }
    await this.#makeRoom(0, copy);
  }

  async #copy(
    key: string,
    info: FileInfo,
    file: FsFile,
  ): Promise<Copy | undefined> {
    if (info.size > this.#maxBytes) return undefined;
    await this.#makeRoom(info.size);
    const path = `/${++this.#lastName}`;
    const { mtimeNs } = info;
    const copy: Copy = {
      ...{ key, path, size: 0, mtimeNs },
      ...{ isEmptied: false, emptied: Promise.resolve() },
    };
    try {
      await using output = await this.#cache.create(path);
      const buffer = new Uint8Array(Math.min(CHUNK_BYTES, info.size + 1));
      for (;;) {
        const count = await file.readAt(buffer, copy.size);
        if (count === null) break;
        await drive(writeAll(output, buffer.subarray(0, count)));
        copy.size += count;
      }
    } catch (error) {
      await this.#cache.removeAll(path);
      throw error;
    }
    this.#bytes += copy.size;
    this.#copies.set(key, copy);
    return copy;
  }

  /** Drops the least recently used copies. */
  async #makeRoom(bytes: number, except?: Copy): Promise<void> {
    for (const copy of this.#copies.values()) {
      if (this.#bytes + bytes <= this.#maxBytes) return;
      if (copy !== except) await this.#drop(copy);
    }
  }

  async #drop(copy: Copy): Promise<void> {
    if (this.#copies.get(copy.key) !== copy) return;
    this.#copies.delete(copy.key);
    this.#bytes -= copy.size;
    await this.#cache.remove(copy.path);
  }

  #resize(copy: Copy, size: number): void {
    this.#bytes += size - copy.size;
    copy.size = size;
  }
}

/** A copy that is open in the cache. */
class CopyFile extends DelegatingFile {
  readonly #settle: () => Promise<void>;

  constructor(name: string, file: FsFile, settle: () => Promise<void>) {
    super(name, file);
    this.#settle = settle;
  }

  override async read(buffer: Uint8Array): Promise<number | null> {
    await this.#settle();
    return await super.read(buffer);
  }

  override async readAt(
    buffer: Uint8Array,
    position: number,
  ): Promise<number | null> {
    await this.#settle();
    return await super.readAt(buffer, position);
  }

  override async seek(offset: number, origin?: SeekOrigin): Promise<number> {
    await this.#settle();
    return await super.seek(offset, origin);
  }
}

/**
 * A file of the base that is copied when first read, and then read from the
 * copy.
 */
class CopiedFile extends DelegatingFile {
  readonly #copy: () => Promise<FsFile | undefined>;
  #contents: Promise<FsFile> | undefined;
  #isClosed = false;

  /** @param copy Opens the copy; `undefined` if there is to be none. */
  constructor(
    name: string,
    file: FsFile,
    copy: () => Promise<FsFile | undefined>,
  ) {
    super(name, file);
    this.#copy = copy;
  }

  override async read(buffer: Uint8Array): Promise<number | null> {
    return await (await this.#opened()).read(buffer);
  }

  override async readAt(
    buffer: Uint8Array,
    position: number,
  ): Promise<number | null> {
    return await (await this.#opened()).readAt(buffer, position);
  }

  override async seek(offset: number, origin?: SeekOrigin): Promise<number> {
    return await (await this.#opened()).seek(offset, origin);
  }

  override async close(): Promise<void> {
    await super.close();
    await this.#closeCopy();
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    await super[Symbol.asyncDispose]();
    await this.#closeCopy();
  }

  /**
   * The file with the contents; once closed, that of the base, which reports
   * it.
   */
  async #opened(): Promise<FsFile> {
    if (this.#isClosed) return this.file;
    this.#contents ??= (async () => await this.#copy() ?? this.file)();
    try {
      return await this.#contents;
    } catch (error) {
      this.#contents = undefined;
      throw error;
    }
  }

  async #closeCopy(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    const contents = await this.#contents?.catch(() => undefined);
    if (contents && contents !== this.file) await contents.close();
  }
}

/** A copy that is read without the base, whose file is opened only when needed. */
class CachedFile extends DelegatingFile {
  readonly #open: () => Awaitable<FsFile>;
  #base: FsFile | undefined;

  constructor(name: string, copy: FsFile, open: () => Awaitable<FsFile>) {
    super(name, copy);
    this.#open = open;
  }

  override async stat(): Promise<FileInfo> {
    // A closed handle fails, whatever the base reports.
    await this.file.seek(0, "current");
    const info = await (await this.#opened()).stat();
    return { ...info, name: basename(this.name) };
  }

  override async chtimes(
    atimeNs: bigint | undefined,
    mtimeNs: bigint | undefined,
  ): Promise<void> {
    await (await this.#opened()).chtimes(atimeNs, mtimeNs);
  }

  override async close(): Promise<void> {
    await super.close();
    await this.#base?.close();
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    await super[Symbol.asyncDispose]();
    await this.#base?.[Symbol.asyncDispose]();
  }

  async #opened(): Promise<FsFile> {
    return this.#base ??= await this.#open();
  }
}

class WrittenFile extends DelegatingFile {
  readonly #info: FileInfo;
  readonly #copies: Copies;
  readonly #appends: boolean;

  constructor(
    name: string,
    file: FsFile,
    info: FileInfo,
    copies: Copies,
    appends: boolean,
  ) {
    super(name, file);
    this.#info = info;
    this.#copies = copies;
    this.#appends = appends;
  }

  override async write(data: Uint8Array): Promise<number> {
    const before = this.#appends ? 0 : await this.file.seek(0, "current");
    const count = await super.write(data);
    const position = this.#appends
      ? await this.file.seek(0, "current") - count
      : before;
    await this.#copies.write(this.#info, data.subarray(0, count), position);
    return count;
  }

  override async writeAt(data: Uint8Array, position: number): Promise<number> {
    const count = await super.writeAt(data, position);
    await this.#copies.write(this.#info, data.subarray(0, count), position);
    return count;
  }

  override async truncate(size: number): Promise<void> {
    await super.truncate(size);
    await this.#copies.truncate(this.#info, size);
  }
}
