// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { CachedFile, type CachedFileSource } from "./cache/cached_file.ts";
import { Copies, type Copy } from "./cache/copies.ts";
import { checkedFs } from "./checked_fs.ts";
import { declareSound } from "./sound.ts";
import { checkFs, checkOptions, limit, number } from "./check.ts";
import { DelegatingFile } from "./delegating_file.ts";
import { DelegatingFs } from "./delegating_fs.ts";
import { orDiscard } from "./discard.ts";
import { drive, type Steps, wait } from "./drive.ts";
import type { Awaitable, FileInfo, Fs, FsFile, OpenOptions } from "./fs.ts";
import { FsError } from "./fs_error.ts";
import { keyOf } from "./key_of.ts";
import { OrderedFile } from "./ordered_file.ts";
import { accessOf, checkOpen } from "./rules.ts";

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
 * first read, and later reads use the copy. Writes go to the base: a file that
 * is open for writing is read from there, and copied anew when it is read after
 * that.
 *
 * Where there can be no copy, because the cache is full or broken or the file
 * changes while it is copied, the base is read.
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
 *   if (operation === "readAt") reads++;
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

  #cache: Fs;
  #copies: Copies;

  /**
   * Keeps copies of the files of `base` in `cache`. Other files in there are
   * left alone.
   *
   * @throws {TypeError} If an argument or option is invalid.
   */
  constructor(base: Fs, cache: Fs, options: CacheOnReadFsOptions = {}) {
    checkFs(base, "base");
    checkFs(cache, "cache");
    if (base === cache) {
      throw new TypeError(
        "Cannot use `cache`: received the base; give another file system",
      );
    }
    checkOptions("CacheOnReadFs", options, {
      ttl: number({ isLimit: true }),
      maxBytes: limit,
    });
    super("CacheOnReadFs", base);
    const { ttl = 0, maxBytes = 256 * 2 ** 20 } = options;
    this.#cache = cache;
    this.#copies = new Copies(checkedFs(cache), ttl, maxBytes);
  }

  /** See {@linkcode DelegatingFs.over}. */
  protected override over(fs: Fs): CacheOnReadFs {
    const twin = new CacheOnReadFs(fs, this.#cache);
    twin.#copies = this.#copies;
    return twin;
  }

  /** See {@linkcode Fs.openFile}. */
  override async openFile(
    path: string,
    options: OpenOptions = {},
  ): Promise<FsFile> {
    checkOpen(path, options);
    const copies = this.#copies;
    const { canRead, canWrite } = accessOf(options);
    if (!canWrite && canRead && !options.create) {
      const fresh = copies.fresh(path, options);
      if (fresh) {
        return cached(path, copies, {
          open: () => drive(openAgain(this.fs, path, fresh, copies)),
          find: () => Promise.resolve(fresh),
        });
      }
    }
    const file = await this.fs.openFile(path, options);
    const info = await drive(
      orDiscard(file, () => wait(file.stat())),
    );
    if (info.kind !== "file" || !(canRead || canWrite)) return file;
    // The caller may hold a lock that the cache would wait for: so nothing is
    // done there before the file is read or closed.
    if (canWrite) return new WrittenFile(path, file, copies, info);
    const remember = copies.remembering(path, options);
    return cached(path, copies, {
      open: () => file,
      async find(open) {
        const copy = await copies.find(await open());
        if (copy) remember(copy);
        return copy;
      },
    });
  }

  /** See {@linkcode Fs.remove}. */
  override async remove(path: string): Promise<void> {
    await this.#moving(() => super.remove(path));
  }

  /** See {@linkcode Fs.rename}. */
  override async rename(oldPath: string, newPath: string): Promise<void> {
    await this.#moving(() => super.rename(oldPath, newPath));
  }

  /** What a path led to is not to be relied on before, nor learned meanwhile. */
  async #moving(action: () => Awaitable<void>): Promise<void> {
    this.#copies.forgetPaths();
    try {
      await action();
    } finally {
      this.#copies.forgetPaths();
    }
  }
}

/**
 * Opens the file of a copy that a path recently led to.
 *
 * @throws {FsError} ESTALE, if the path leads to another one now.
 */
function* openAgain(
  fs: Fs,
  path: string,
  { key }: Copy,
  copies: Copies,
): Steps<FsFile> {
  const file = yield* wait(fs.open(path));
  return yield* orDiscard(file, function* () {
    if (keyOf(yield* wait(file.stat())) === key) return file;
    copies.forgetPaths();
    throw new FsError("ESTALE", { operation: "read", path });
  });
}

function cached(
  path: string,
  copies: Copies,
  source: CachedFileSource,
): FsFile {
  return new OrderedFile(path, new CachedFile(path, copies, source));
}

/** A file that is written, and so has no copy until it is closed. */
class WrittenFile extends DelegatingFile {
  readonly #copies: Copies;
  readonly #end: () => void;
  #isEnded = false;

  constructor(name: string, file: FsFile, copies: Copies, info: FileInfo) {
    super(name, file);
    this.#copies = copies;
    this.#end = copies.writing(info);
  }

  override async close(): Promise<void> {
    try {
      await super.close();
    } finally {
      await this.#ended();
    }
  }

  async #ended(): Promise<void> {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#end();
    await this.#copies.collect();
  }
}
