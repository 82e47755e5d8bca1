// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { attempt } from "../attempt.ts";
import { BaseFile } from "../base_file.ts";
import type { Awaitable, FileInfo, FsFile, SeekOrigin } from "../fs.ts";
import { FsError } from "../fs_error.ts";
import { abandon } from "../release.ts";
import type { Copies, Copy } from "./copies.ts";

/** How a {@linkcode CachedFile} comes to its contents. */
export interface CachedFileSource {
  /** Opens the file itself, of which there may be a copy. */
  readonly open: () => Awaitable<FsFile>;
  /** Finds the copy; `undefined` if there is to be none. */
  readonly find: (open: () => Promise<FsFile>) => Promise<Copy | undefined>;
}

/**
 * A file that is read from its copy, as long as that is up to date, and
 * otherwise from the file itself, which is opened only when needed.
 */
export class CachedFile extends BaseFile {
  readonly #copies: Copies;
  readonly #source: CachedFileSource;
  #own: Promise<FsFile> | undefined;
  #copy: Promise<OpenCopy | undefined> | undefined;
  #position = 0;
  #isClosed = false;

  constructor(name: string, copies: Copies, source: CachedFileSource) {
    super(name);
    this.#copies = copies;
    this.#source = source;
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
    this.#assertOpen("read");
    // What is not allowed, the file itself reports.
    const isPlain = position >= 0 && Number.isSafeInteger(position) &&
      buffer.length > 0;
    const count = isPlain ? await this.#readCopy(buffer, position) : undefined;
    if (count !== undefined) return count;
    return await (await this.#opened()).readAt(buffer, position);
  }

  override async seek(
    offset: number,
    origin: SeekOrigin = "start",
  ): Promise<number> {
    this.#assertOpen("seek");
    const from = origin === "start"
      ? 0
      : origin === "current"
      ? this.#position
      : (await this.stat()).size;
    const position = from + offset;
    if (!Number.isSafeInteger(position) || position < 0) {
      throw new FsError("EINVAL", { operation: "seek", path: this.name });
    }
    return this.#position = position;
  }

  override async write(data: Uint8Array): Promise<number> {
    return await (await this.#opened()).write(data);
  }

  override async writeAt(data: Uint8Array, position: number): Promise<number> {
    return await (await this.#opened()).writeAt(data, position);
  }

  override async readdir(count?: number): Promise<FileInfo[]> {
    return await (await this.#opened()).readdir(count);
  }

  async seekData(position: number): Promise<number | null> {
    const file = await this.#opened();
    return file.seekData ? await file.seekData(position) : position;
  }

  override async stat(): Promise<FileInfo> {
    return await (await this.#opened()).stat();
  }

  override async chtimes(
    atimeNs: bigint | undefined,
    mtimeNs: bigint | undefined,
  ): Promise<void> {
    await (await this.#opened()).chtimes(atimeNs, mtimeNs);
  }

  override async sync(): Promise<void> {
    await (await this.#opened()).sync();
  }

  override async truncate(size: number): Promise<void> {
    await (await this.#opened()).truncate(size);
  }

  override async close(): Promise<void> {
    await this.#end((file) => file.close());
  }

  async abandon(): Promise<void> {
    await this.#end(abandon);
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#isClosed) await this.close();
  }

  async #end(close: (own: FsFile) => Awaitable<void>): Promise<void> {
    this.#assertOpen("close");
    this.#isClosed = true;
    const copy = await this.#copy;
    if (copy) await attempt(() => copy.file.close());
    const own = await this.#own;
    if (own) await close(own);
  }

  /** `undefined` if there is no copy, or no longer. */
  async #readCopy(
    buffer: Uint8Array,
    position: number,
  ): Promise<number | null | undefined> {
    const opened = await (this.#copy ??= this.#openCopy());
    if (!opened || opened.copy.isOutdated) return undefined;
    const { copy, file } = opened;
    try {
      const count = await file.readAt(buffer, position);
      const isWhole = count !== null || position >= copy.info.size;
      if (isWhole) return copy.isOutdated ? undefined : count;
    } catch {
      // The file itself can still be read.
    }
    copy.isOutdated = true;
    this.#copies.drop(copy);
    return undefined;
  }

  async #openCopy(): Promise<OpenCopy | undefined> {
    const copy = await this.#source.find(() => this.#opened());
    const file = copy && await this.#copies.open(copy);
    return file && { copy, file };
  }

  async #opened(): Promise<FsFile> {
    if (this.#isClosed) this.#assertOpen("use");
    this.#own ??= (async () => await this.#source.open())();
    try {
      return await this.#own;
    } catch (error) {
      this.#own = undefined;
      throw error;
    }
  }

  #assertOpen(operation: string): void {
    if (!this.#isClosed) return;
    throw new FsError("EBADF", { operation, path: this.name });
  }
}

/** A copy that is open in the cache. */
interface OpenCopy {
  readonly copy: Copy;
  readonly file: FsFile;
}
