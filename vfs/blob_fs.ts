// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { declareSound } from "./sound.ts";
import type { OpenRequest } from "./names.ts";
import { type Bytes, isBytes, viewOf } from "./bytes.ts";
import { checkRecord, that } from "./check.ts";
import { after } from "./after.ts";
import type { Awaitable, FileInfo, Fs, FsFile, SyncFs } from "./fs.ts";
import { FsError } from "./fs_error.ts";
import { ListingFile } from "./listing_file.ts";
import { OrderedFile } from "./ordered_file.ts";
import { basename, givenPath, join } from "./path.ts";
import { type ShortSource, SourceFile } from "./source_file.ts";
import { ReadOnlyNames, refuse } from "./read_only_names.ts";
import { ResolvingFs } from "./resolving_fs.ts";
import { accessOf } from "./rules.ts";

/** A source of known size that can be read at any position. */
export interface RandomAccess {
  /** The size in bytes. */
  readonly size: number;
  /**
   * Fills `buffer` with the bytes from `position`.
   *
   * @returns How many bytes were read; fewer than requested does not mean the
   * end.
   */
  read(buffer: Uint8Array, position: number): Awaitable<number>;
}

/** A {@linkcode RandomAccess} that answers at once. */
export interface SyncRandomAccess extends RandomAccess {
  /** Like {@linkcode RandomAccess.read}, but synchronous. */
  read(buffer: Uint8Array, position: number): number;
}

/** The contents of a file in a {@linkcode BlobFs}. */
export type BlobSource = Blob | Bytes | RandomAccess;

/**
 * A read-only file system over existing data: blobs, uploaded files, bytes, or
 * a function that reads a range. Nothing is copied into memory; each read
 * fetches only what it needs. Directories are implied by the names. It is
 * synchronous if all sources are bytes, or answer at once.
 *
 * @example An upload as a file
 * ```ts
 * import { BlobFs } from "@afmpeg/afmpeg/vfs";
 * import { assertEquals } from "@std/assert";
 *
 * const upload = new Blob(["hello"]);
 * const fs = new BlobFs({ "in/a.txt": upload, "b.bin": new Uint8Array(3) });
 * assertEquals(await fs.readTextFile("in/a.txt"), "hello");
 * assertEquals((await fs.stat("b.bin")).size, 3);
 * ```
 */
export class BlobFs<B extends BlobSource = BlobSource>
  extends ResolvingFs<[B] extends [Bytes | SyncRandomAccess] ? SyncFs : Fs> {
  static {
    declareSound(this);
  }

  /**
   * Creates a file for each source, by name.
   *
   * @throws {FsError} EEXIST, ENOTDIR if names conflict.
   * @throws {TypeError} If an argument or option is invalid.
   */
  constructor(files: Readonly<Record<string, B>>) {
    checkRecord("files", files, source);
    super("BlobFs", new BlobNames(files));
  }
}

const source = that(
  (value) =>
    value instanceof Blob || isBytes(value) ||
    (Number.isSafeInteger(Object(value).size) && Object(value).size >= 0 &&
      typeof Object(value).read === "function"),
  "a Blob, bytes (BufferSource), or an object of `size` and `read`",
);

/** A file with its source, or a directory with its entries. */
interface Node {
  readonly info: FileInfo;
  readonly source?: RandomAccess;
  readonly entries: string[];
}

let lastDev = 1n << 40n;

class BlobNames extends ReadOnlyNames {
  readonly #nodes = new Map<string, Node>();
  readonly #dev = ++lastDev;
  readonly #made = BigInt(Date.now()) * 1_000_000n;

  constructor(files: Readonly<Record<string, BlobSource>>) {
    super();
    this.#add("/", undefined, undefined);
    for (const [path, source] of Object.entries(files)) {
      const names = givenPath(path, "create").split("/").slice(1);
      let parent = "/";
      for (const [i, name] of names.entries()) {
        const own = join(parent, name);
        const known = this.#nodes.get(own);
        const isFile = i === names.length - 1;
        if (isFile && known) {
          throw new FsError("EEXIST", { operation: "create", path });
        }
        if (known?.source) {
          throw new FsError("ENOTDIR", { operation: "create", path });
        }
        if (!known) this.#add(own, parent, isFile ? source : undefined);
        parent = own;
      }
    }
    for (const { entries } of this.#nodes.values()) entries.sort();
  }

  override lstat(path: string): FileInfo {
    const node = this.#nodes.get(path);
    if (!node) throw new FsError("ENOENT", { operation: "lstat", path });
    return node.info;
  }

  override open(path: string, { options, name, info }: OpenRequest): FsFile {
    const node = this.#nodes.get(path);
    if (!node || !info || accessOf(options).canWrite) {
      return refuse("open", path);
    }
    if (node.source) {
      return new OrderedFile(
        name,
        new SourceFile(name, node.info, shortSource(node.source)),
      );
    }
    return new ListingFile(name, {
      list: () => node.entries.map((name) => this.lstat(join(path, name))),
      stat: () => node.info,
      chtimes: () => refuse("chtimes", path),
    });
  }

  #add(
    path: string,
    parent: string | undefined,
    source: BlobSource | undefined,
  ): void {
    const access = source && toRandomAccess(source);
    const mtimeNs = typeof File === "function" && source instanceof File
      ? BigInt(source.lastModified) * 1_000_000n
      : this.#made;
    const info: FileInfo = {
      name: basename(path),
      kind: access ? "file" : "directory",
      size: access?.size ?? 0,
      mode: access ? 0o444 : 0o555,
      ...{ uid: 0, gid: 0, nlink: access ? 1 : 2 },
      ...{ dev: this.#dev, ino: BigInt(this.#nodes.size + 1) },
      ...{ atimeNs: mtimeNs, mtimeNs, ctimeNs: mtimeNs },
    };
    this.#nodes.set(path, {
      info,
      entries: [],
      ...(access && { source: access }),
    });
    if (parent) this.#nodes.get(parent)!.entries.push(info.name);
  }
}

/** What is read of a file; 0 bytes mean that it has become shorter. */
function shortSource(source: RandomAccess): ShortSource {
  return {
    name: "a RandomAccess",
    read: (buffer, position) =>
      after(
        source.read(buffer, position),
        (count) => count === 0 ? null : count,
      ),
  };
}

function toRandomAccess(source: BlobSource): RandomAccess {
  if (isBytes(source)) {
    const bytes = viewOf(source);
    return {
      size: bytes.length,
      read(buffer, position) {
        const part = bytes.subarray(position, position + buffer.length);
        buffer.set(part);
        return part.length;
      },
    };
  }
  if (!(source instanceof Blob)) return source;
  return {
    size: source.size,
    async read(buffer, position) {
      const part = source.slice(position, position + buffer.length);
      const bytes = await part.bytes();
      buffer.set(bytes);
      return bytes.length;
    },
  };
}
