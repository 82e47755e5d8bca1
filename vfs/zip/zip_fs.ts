// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import {
  type Entry,
  type FileEntry,
  Reader,
  ZipReader,
} from "@zip.js/zip.js/lib/zip-core-native.js";
import { ArchiveFile } from "../archive/archive_file.ts";
import { ArchiveNames } from "../archive/archive_names.ts";
import { type ArchiveOptions, ArchiveTree } from "../archive/archive_tree.ts";
import { callback, checkOptions, limit } from "../check.ts";
import { FsError } from "../fs_error.ts";
import { checkLocation, type FsLocation } from "../fs_location.ts";
import { isErrno } from "../is_errno.ts";
import { checkLinkTarget } from "../path.ts";
import { ResolvingFs } from "../resolving_fs.ts";
import { declareSound } from "../sound.ts";
import type { FileSource } from "../source_file.ts";

/** Options of {@linkcode ZipFs}. */
export interface ZipFsOptions extends ArchiveOptions {
  /**
   * How many bytes of compressed files may be open at once, uncompressed, in memory;
   * more are EFBIG. Files that are only stored are not counted.
   *
   * @default {268435456}
   */
  maxInflatedBytes?: number | undefined;
}

/**
 * A read-only file system of what is in a zip archive, which is a file of any file
 * system. Nothing is unpacked: its directory is read when it is first used. A file
 * that is stored is a range of the archive; one that is compressed is inflated into
 * memory while it is open, and its checksum is verified.
 *
 * Entries that cannot be shown are left out: names with `..`, and names below what
 * is no directory. Links are resolved within the archive. A broken or ambiguous
 * archive is EIO, as are entries that overlap; one with too many files EFBIG; one
 * that has changed ESTALE; an encrypted file EACCES.
 *
 * @example A movie in an archive
 * ```ts
 * import { MemoryFs } from "@afmpeg/afmpeg/vfs";
 * import { zip, ZipFs } from "@afmpeg/afmpeg/zip";
 * import { assertEquals } from "@std/assert";
 *
 * const fs = new MemoryFs();
 * fs.writeFile("a.txt", "hello");
 * await zip(fs, "a.txt", { level: 9 }).pipeTo(fs.writable("a.zip"));
 * await using archive = new ZipFs({ fs, path: "a.zip" });
 * assertEquals(await archive.readTextFile("a.txt"), "hello");
 * ```
 */
export class ZipFs extends ResolvingFs implements AsyncDisposable {
  static {
    declareSound(this);
  }

  readonly #file: ArchiveFile;

  /**
   * Opens an archive, as soon as it is used.
   *
   * @throws {TypeError} If an argument or option is invalid.
   */
  constructor(archive: FsLocation, options: ZipFsOptions = {}) {
    const file = new ArchiveFile(checkLocation(archive, "archive"));
    checkOptions("ZipFs", options, {
      ...{ maxFiles: limit, onSkip: callback, maxInflatedBytes: limit },
    });
    const inflated = new Inflated(file, options);
    const names = new ArchiveNames(
      () => readTree(file, options, inflated),
      () => file.check(),
    );
    super("ZipFs", names);
    this.#file = file;
  }

  /** Closes the archive; using it again opens it again. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file[Symbol.asyncDispose]();
  }
}

/** The archive, as the library reads it. */
class ArchiveReader extends Reader<ArchiveFile> {
  readonly #file: ArchiveFile;

  constructor(file: ArchiveFile) {
    super(file);
    this.#file = file;
  }

  override async init(): Promise<void> {
    this.size = (await this.#file.info()).size;
  }

  override async readUint8Array(
    position: number,
    length: number,
  ): Promise<Uint8Array> {
    if (length > MAX_DIRECTORY_BYTES) {
      throw new FsError("EFBIG", {
        ...{ operation: "open", path: this.#file.location.path },
        hint: "the directory of the archive is too large",
      });
    }
    const room = Math.max(0, Math.min(length, this.size - position));
    const bytes = new Uint8Array(room);
    await this.#file.read(bytes, position);
    return bytes;
  }
}

/** How large the directory of an archive may be, which is read whole. */
const MAX_DIRECTORY_BYTES = 64 * 1024 * 1024;

/** What deflate can at most make of a byte. */
const MAX_RATIO = 1032;

async function readTree(
  file: ArchiveFile,
  options: ZipFsOptions,
  inflated: Inflated,
): Promise<ArchiveTree> {
  const { mtimeNs, size } = await file.info();
  const tree = new ArchiveTree(options, mtimeNs);
  const reader = new ZipReader(new ArchiveReader(file), {
    ...{ useWebWorkers: false, filenameValidation: "tolerant" },
    checkSignature: true,
  });
  const parts: { start: number; end: number }[] = [];
  try {
    for await (const entry of reader.getEntriesGenerator()) {
      add(tree, file, entry, inflated);
      const { offset, compressedSize, rawFilename } = entry;
      const end = offset + HEADER_BYTES + rawFilename.length + compressedSize;
      parts.push({ start: offset, end });
    }
  } catch (cause) {
    if (isErrno(cause)) throw cause;
    throw file.broken((cause as Error).message, undefined, cause);
  }
  parts.sort((a, b) => a.start - b.start);
  for (const [i, { start, end }] of parts.entries()) {
    if (end <= (parts[i + 1]?.start ?? size)) continue;
    throw file.broken("files overlap", start);
  }
  return tree;
}

function add(
  tree: ArchiveTree,
  file: ArchiveFile,
  entry: Entry,
  inflated: Inflated,
): void {
  const { filename, uncompressedSize: size, unixMode, lastModDate } = entry;
  const mtime = lastModDate.getTime();
  const shared = {
    mode: (unixMode ?? 0) & 0o7777 || (entry.directory ? 0o755 : 0o644),
    ...{ uid: 0, gid: 0 },
    mtimeNs: isNaN(mtime) ? 0n : BigInt(mtime) * 1_000_000n,
  };
  if (entry.directory) {
    return tree.add(filename, { ...shared, kind: "directory", size: 0 });
  }
  const type = (unixMode ?? 0) & 0o170000;
  if (type === 0o120000) {
    const target = () => inflated.text(entry);
    return tree.add(filename, { ...shared, kind: "symlink", size, target });
  }
  if (type !== 0 && type !== 0o100000) {
    return tree.skip(filename, "it is neither a file nor a directory or link");
  }
  const open = () =>
    entry.compressionMethod === 0 && !entry.encrypted
      ? openStored(file, entry)
      : inflated.open(entry);
  tree.add(filename, { ...shared, kind: "file", size, open });
}

/** The size of what is before the name of a file. */
const HEADER_BYTES = 30;

/** What is only stored is a range of the archive. */
async function openStored(
  file: ArchiveFile,
  { offset, compressedSize, uncompressedSize }: FileEntry,
): Promise<FileSource> {
  const header = new DataView(
    (await file.bytes(offset, HEADER_BYTES)).slice().buffer,
  );
  const start = offset + HEADER_BYTES + header.getUint16(26, true) +
    header.getUint16(28, true);
  const isRight = header.getUint32(0, true) === 0x04034b50 &&
    header.getUint16(8, true) === 0 && compressedSize === uncompressedSize &&
    start + compressedSize <= (await file.info()).size;
  if (!isRight) {
    throw file.broken("a header differs from the directory", offset);
  }
  return {
    async read(buffer, position) {
      await file.read(buffer, start + position);
      return buffer.length;
    },
  };
}

/** The compressed files that are open. */
class Inflated {
  readonly #file: ArchiveFile;
  readonly #maxBytes: number;
  readonly #open = new Map<
    FileEntry,
    { users: number; bytes?: Promise<Uint8Array> }
  >();
  #bytes = 0;

  constructor(file: ArchiveFile, { maxInflatedBytes }: ZipFsOptions) {
    this.#file = file;
    this.#maxBytes = maxInflatedBytes ?? 256 * 1024 * 1024;
  }

  /** Opens a file, which is inflated when it is first read. */
  open(entry: FileEntry): FileSource {
    const { compressedSize, uncompressedSize, encrypted } = entry;
    const { path } = this.#file.location;
    if (encrypted) {
      throw new FsError("EACCES", {
        ...{ operation: "open", path, hint: "the file is encrypted" },
      });
    }
    if (uncompressedSize > (compressedSize + 64) * MAX_RATIO) {
      throw this.#file.broken("a file is larger than it can be", entry.offset);
    }
    const open = this.#open.get(entry) ?? { users: 0 };
    if (open.users === 0) {
      if (this.#bytes + uncompressedSize > this.#maxBytes) {
        throw new FsError("EFBIG", {
          ...{ operation: "open", path },
          hint: `${uncompressedSize} bytes would be inflated in memory; ` +
            "raise `maxInflatedBytes`, or store media without compression",
        });
      }
      this.#bytes += uncompressedSize;
      this.#open.set(entry, open);
    }
    open.users++;
    return {
      read: async (buffer, position) => {
        const pending = open.bytes ??= this.#inflate(entry);
        // What has failed is tried again.
        pending.catch(() => delete open.bytes);
        const bytes = await pending;
        buffer.set(bytes.subarray(position, position + buffer.length));
        return buffer.length;
      },
      close: () => {
        if (--open.users > 0) return;
        this.#open.delete(entry);
        this.#bytes -= uncompressedSize;
      },
    };
  }

  /** The target of a link. */
  async text(entry: FileEntry): Promise<string> {
    const { uncompressedSize: size, offset } = entry;
    if (size > MAX_TARGET) {
      throw this.#file.broken("a link is too long", offset);
    }
    const target = new TextDecoder().decode(await this.#inflate(entry));
    checkLinkTarget(target, "readlink");
    return target;
  }

  async #inflate(entry: FileEntry): Promise<Uint8Array> {
    const bytes = new Uint8Array(entry.uncompressedSize);
    let filled = 0;
    const writable = new WritableStream<Uint8Array>({
      write(chunk) {
        if (filled + chunk.length > bytes.length) {
          throw new RangeError("more than it was said to be");
        }
        bytes.set(chunk, filled);
        filled += chunk.length;
      },
    });
    try {
      await entry.getData(writable, {
        useWebWorkers: false,
        checkSignature: true,
      });
    } catch (cause) {
      if (isErrno(cause)) throw cause;
      const { message } = cause as Error;
      throw this.#file.broken(message, entry.offset, cause);
    }
    if (filled === bytes.length) return bytes;
    throw this.#file.broken(
      "a file is shorter than it was said to be",
      entry.offset,
    );
  }
}

/** The longest target of a link, in bytes. */
const MAX_TARGET = 4095;
