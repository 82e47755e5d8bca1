// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { FileInfo } from "../fs.ts";
import { FsError } from "../fs_error.ts";
import { basename } from "../path.ts";
import { Sequence } from "../sequence.ts";
import type { FileSource } from "../source_file.ts";
import type { BlockCache } from "./block_cache.ts";
import { Draft, type PartedUpload } from "./draft.ts";
import type { RemoteVersion } from "./remote_version.ts";

/** What must be so for an object to be stored. */
export interface Condition {
  /** There is none of the name. */
  readonly isNew?: boolean;
  /** The one of the name is this version. */
  readonly etag?: string | undefined;
}

/** Where objects are stored. */
export interface ObjectStore {
  readonly cache: BlockCache;
  readonly partBytes: number;
  readonly maxSpoolBytes: number;
  /** Identifies the store. */
  readonly dev: bigint;
  /** Finds the current version of an object. */
  find(path: string): Promise<RemoteVersion>;
  /** Stores an object. */
  put(
    path: string,
    bytes: Uint8Array<ArrayBuffer>,
    condition: Condition,
  ): Promise<void>;
  /** Begins to store an object in parts, if that is possible. */
  begin?(path: string, condition: Condition): Promise<PartedUpload>;
}

/** An object that is open, for all its handles: stored, being written, or both. */
export class ObjectNode {
  /** Where it is stored; `undefined` once it is removed. */
  path: string | undefined;
  readonly ino: bigint;
  handles = 0;
  writers = 0;
  /** Changes take turns. */
  readonly changes: Sequence = new Sequence();
  readonly #store: ObjectStore;
  #condition: Condition;
  #draft: Draft | undefined;
  #version: RemoteVersion | undefined;
  #reader: FileSource | undefined;
  /** How often what was read has ended. */
  #ends = 0;
  #changedNs: bigint | undefined;
  /** Why a write failed: what is incomplete is not stored. */
  #failure: { error: unknown } | undefined;
  /** Whether a writer of the draft has closed it: it is not only what others abandoned. */
  #isWanted = false;

  constructor(
    store: ObjectStore,
    path: string,
    ino: bigint,
    condition: Condition,
  ) {
    this.#store = store;
    this.path = path;
    this.ino = ino;
    this.#condition = condition;
  }

  /** Whether it has contents that are not stored under its name. */
  get isDraft(): boolean {
    return this.#draft !== undefined;
  }

  /** Whether parts of it are being stored under its name, which it must keep. */
  get isUploading(): boolean {
    return this.#draft?.isUploading ?? false;
  }

  get size(): number {
    return this.#draft?.size ?? this.#version?.size ?? 0;
  }

  info(name: string): FileInfo {
    const mtimeNs = this.#changedNs ?? this.#version?.mtimeNs ?? 0n;
    return {
      ...{ name: basename(name), kind: "file", size: this.size, mode: 0o644 },
      ...{ uid: 0, gid: 0, dev: this.#store.dev, ino: this.ino },
      nlink: this.path === undefined ? 0 : 1,
      ...{ atimeNs: mtimeNs, mtimeNs, ctimeNs: mtimeNs },
    };
  }

  /** Makes sure that there is something to read. */
  async find(): Promise<void> {
    while (!this.#draft && !this.#version) {
      if (this.path === undefined) {
        throw new FsError("ESTALE", { operation: "read", path: "/" });
      }
      const ends = this.#ends;
      const version = await this.#store.find(this.path);
      // Meanwhile, another version may have been stored.
      if (ends !== this.#ends) continue;
      this.#version ??= version;
      this.#reader ??= this.#store.cache.reader(this.#version);
    }
  }

  /** Fills part of `buffer`, which does not reach past the end. */
  async read(buffer: Uint8Array, position: number): Promise<number> {
    while (!this.#draft) {
      const reader = this.#reader;
      if (reader) return await reader.read(buffer, position);
      await this.find();
    }
    this.#draft.read(buffer, position);
    return buffer.length;
  }

  /** Begins anew, without contents. */
  async clear(): Promise<void> {
    await this.#draft?.abort();
    this.#draft = this.#makeDraft();
    this.#failure = undefined;
    this.#isWanted = false;
    this.#changed();
    await this.#endReading();
  }

  /** Writes all of `data`; at the end, without a position. */
  async write(data: Uint8Array, position?: number): Promise<void> {
    const draft = await this.#edit();
    try {
      await draft.write(data, position ?? draft.size);
    } catch (error) {
      this.#failure ??= { error };
      throw error;
    }
    this.#changed();
  }

  async truncate(size: number): Promise<void> {
    // Of what is there, nothing is needed.
    if (size === 0) return await this.clear();
    (await this.#edit()).truncate(size);
    this.#changed();
  }

  /**
   * Counts one writer less. After the last one, what was written is stored, unless all
   * have abandoned it.
   */
  async endWriting(isAbandoned: boolean): Promise<void> {
    if (!isAbandoned) this.#isWanted = true;
    if (--this.writers > 0) return;
    await this.changes.run(async () => {
      const isWanted = this.#isWanted;
      this.#isWanted = false;
      if (isWanted) await this.#commit();
      // Unless it was opened again meanwhile: then it is for those to decide.
      else if (this.writers === 0) await this.#drop();
    });
  }

  /** Stores what was written. */
  async #commit(): Promise<void> {
    const draft = this.#draft;
    if (!draft || this.path === undefined) return;
    try {
      if (this.#failure) throw this.#failure.error;
      await draft.commit();
    } catch (error) {
      await Promise.allSettled([draft.abort()]);
      throw error;
    } finally {
      await this.#endDraft();
    }
  }

  /** Stores nothing of what was written. */
  async #drop(): Promise<void> {
    const draft = this.#draft;
    if (!draft || this.path === undefined) return;
    try {
      await draft.abort();
    } finally {
      await this.#endDraft();
    }
  }

  async #endDraft(): Promise<void> {
    this.#draft = undefined;
    this.#changedNs = undefined;
    this.#failure = undefined;
    // What it was to replace, or not, may be another one now.
    this.#condition = {};
    // What is stored now is another version, or may be.
    await this.#endReading();
  }

  /** Has all of it at hand, because its name is about to stand for another. */
  async keep(): Promise<void> {
    if (this.handles === 0 || this.#draft) return;
    await this.find();
    if (this.size <= this.#store.maxSpoolBytes) await this.#edit();
  }

  /** The name now stands for another, or for nothing. */
  async unlink(): Promise<void> {
    this.path = undefined;
    if (this.isUploading) await this.#draft!.abort();
  }

  /** It is now stored under another name. */
  async renamed(path: string): Promise<void> {
    this.path = path;
    // What has the name now is its own copy.
    this.#condition = {};
    await this.#endReading();
  }

  async end(): Promise<void> {
    if (this.path === undefined) await this.#draft?.abort();
    this.#draft = undefined;
    await this.#endReading();
  }

  async #endReading(): Promise<void> {
    this.#ends++;
    const reader = this.#reader;
    this.#reader = undefined;
    this.#version = undefined;
    await reader?.close?.();
  }

  /** The draft, which begins as what is stored. */
  async #edit(): Promise<Draft> {
    if (this.#draft) return this.#draft;
    await this.find();
    const version = this.#version!;
    const { maxSpoolBytes } = this.#store;
    if (version.size > maxSpoolBytes) {
      throw new FsError("EFBIG", {
        ...{ operation: "write", path: "/" },
        hint:
          `changing a file of more than ${maxSpoolBytes} bytes needs a copy of ` +
          "it; raise `maxSpoolBytes`",
      });
    }
    const draft = this.#makeDraft();
    const chunk = new Uint8Array(Math.min(version.size, 1024 * 1024));
    for (let at = 0; at < version.size;) {
      const rest = chunk.subarray(0, Math.min(chunk.length, version.size - at));
      const count = await this.#reader!.read(rest, at);
      await draft.write(rest.subarray(0, count), at, false);
      at += count;
    }
    this.#condition = { etag: version.etag };
    return this.#draft = draft;
  }

  #makeDraft(): Draft {
    const store = this.#store;
    const { partBytes, maxSpoolBytes: maxBytes } = store;
    return new Draft({
      ...{ partBytes, maxBytes },
      put: (bytes) => store.put(this.path!, bytes, this.#condition),
      ...(store.begin && {
        begin: () => store.begin!(this.path!, this.#condition),
      }),
    });
  }

  #changed(): void {
    this.#changedNs = BigInt(Date.now()) * 1_000_000n;
  }
}
