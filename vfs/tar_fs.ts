// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { ArchiveFile } from "./archive/archive_file.ts";
import { ArchiveNames } from "./archive/archive_names.ts";
import { type ArchiveOptions, ArchiveTree } from "./archive/archive_tree.ts";
import {
  mergePax,
  readPax,
  readTarHeader,
  TAR_BLOCK,
  type TarHeader,
  withPax,
} from "./archive/tar_format.ts";
import { callback, checkOptions, limit } from "./check.ts";
import { checkLocation, type FsLocation } from "./fs_location.ts";
import { ResolvingFs } from "./resolving_fs.ts";
import { declareSound } from "./sound.ts";
import type { FileSource } from "./source_file.ts";

/** How long an extended header may be. */
const MAX_EXTENDED = 1024 * 1024;

/** How long a value may be that counts for all entries, each of which reads it. */
const MAX_COMMON = 4096;

/** How many headers in a row may only extend the next one. */
const MAX_EXTENSIONS = 16;

/**
 * A read-only file system of what is in a tar archive, which is a file of any file
 * system. Nothing is unpacked: its headers are read when it is first used, and its
 * files are ranges of it.
 *
 * Entries that cannot be shown are left out: names with `..`, names below what is
 * no directory, devices, and sparse files. Of several entries of one name, the last
 * one counts. Links are resolved within the archive. A broken archive is EIO, one
 * with too many files EFBIG, one that has changed ESTALE; a compressed one must be
 * decompressed first.
 *
 * @example What is in an archive
 * ```ts
 * import { MemoryFs, tar, TarFs } from "@afmpeg/afmpeg/vfs";
 * import { assertEquals } from "@std/assert";
 *
 * const fs = new MemoryFs();
 * fs.writeFile("a.txt", "hello");
 * await tar(fs, "a.txt").pipeTo(fs.writable("a.tar"));
 * await using archive = new TarFs({ fs, path: "a.tar" });
 * assertEquals(await archive.readTextFile("a.txt"), "hello");
 * ```
 */
export class TarFs extends ResolvingFs implements AsyncDisposable {
  static {
    declareSound(this);
  }

  readonly #file: ArchiveFile;

  /**
   * Opens an archive, as soon as it is used.
   *
   * @throws {TypeError} If an argument or option is invalid.
   */
  constructor(archive: FsLocation, options: ArchiveOptions = {}) {
    const file = new ArchiveFile(checkLocation(archive, "archive"));
    checkOptions("TarFs", options, { maxFiles: limit, onSkip: callback });
    const names = new ArchiveNames(
      () => readTree(file, options),
      () => file.check(),
    );
    super("TarFs", names);
    this.#file = file;
  }

  /** Closes the archive; using it again opens it again. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file[Symbol.asyncDispose]();
  }
}

async function readTree(
  file: ArchiveFile,
  options: ArchiveOptions,
): Promise<ArchiveTree> {
  const { size, mtimeNs } = await file.info();
  const tree = new ArchiveTree(options, mtimeNs);
  // The records for all entries that follow, and those for the next one alone.
  let common: ReadonlyMap<string, string> = new Map();
  let own = new Map<string, string>();
  let extensions = 0;
  for (let at = 0; at + TAR_BLOCK <= size;) {
    const block = await file.bytes(at, TAR_BLOCK);
    if (at === 0) checkMagic(file, block);
    const read = readTarHeader(block);
    if (read === undefined) break;
    if (typeof read === "string") throw file.broken(read, at);
    const { type } = read;
    const isExtension = "xgLK".includes(type);
    const header = isExtension ? read : withPax(read, mergePax(common, own));
    if (typeof header === "string") throw file.broken(header, at);
    let start = at + TAR_BLOCK;
    // The map of a sparse file may go on in further blocks.
    if (type === "S" && block[482] !== 0) {
      do start += TAR_BLOCK; while (
        (await file.bytes(start - TAR_BLOCK, TAR_BLOCK))[504] !== 0
      );
    }
    const length = contentsOf(header);
    if (start + length > size) throw file.broken("a file ends after it", at);
    at = start + Math.ceil(length / TAR_BLOCK) * TAR_BLOCK;
    if (!isExtension) {
      add(tree, file, header, start);
      own = new Map();
      extensions = 0;
      continue;
    }
    if (length > MAX_EXTENDED || ++extensions > MAX_EXTENSIONS) {
      throw file.broken("a header is too long", start);
    }
    const bytes = await file.bytes(start, length);
    if (type === "L" || type === "K") {
      const end = bytes.indexOf(0);
      const text = new TextDecoder().decode(
        end < 0 ? bytes : bytes.subarray(0, end),
      );
      own.set(type === "L" ? "path" : "linkpath", text);
      continue;
    }
    const changes = readPax(bytes);
    if (typeof changes === "string") throw file.broken(changes, start);
    if (type === "x") {
      own = new Map([...own, ...changes]);
      continue;
    }
    common = mergePax(common, changes);
    if (common.values().some((value) => value.length > MAX_COMMON)) {
      throw file.broken("a global header is too long", start);
    }
  }
  return tree;
}

/** How much of the archive follows a header. */
function contentsOf({ type, size }: TarHeader): number {
  return "123456".includes(type) ? 0 : size;
}

function add(
  tree: ArchiveTree,
  file: ArchiveFile,
  header: TarHeader,
  start: number,
): void {
  const { name, type, size, mode, uid, gid, mtimeNs, target } = header;
  const shared = { mode, uid, gid, mtimeNs };
  if (type === "5" || "07".includes(type) && name.endsWith("/")) {
    return tree.add(name, { ...shared, kind: "directory", size: 0 });
  }
  if (type === "1") return tree.link(name, target);
  if (type === "2") {
    const length = new TextEncoder().encode(target).length;
    return tree.add(name, { ...shared, kind: "symlink", size: length, target });
  }
  if (!"07".includes(type)) {
    return tree.skip(name, `it is of the type "${type}"`);
  }
  const source: FileSource = {
    async read(buffer, position) {
      await file.read(buffer, start + position);
      return buffer.length;
    },
  };
  tree.add(name, { ...shared, kind: "file", size, open: () => source });
}

/** What is often taken for a tar archive, and why it is none. */
function checkMagic(file: ArchiveFile, block: Uint8Array): void {
  const magics = {
    ...{ gzip: [0x1f, 0x8b], zstd: [0x28, 0xb5, 0x2f, 0xfd] },
    ...{ xz: [0xfd, 0x37, 0x7a, 0x58, 0x5a], bzip2: [0x42, 0x5a, 0x68] },
  };
  for (const [name, magic] of Object.entries(magics)) {
    if (magic.some((byte, i) => block[i] !== byte)) continue;
    throw file.broken(`it is compressed by ${name}; decompress it first`);
  }
}
