// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { checkedFs } from "./checked_fs.ts";
import { after } from "./after.ts";
import { attempt } from "./attempt.ts";
import { checkPath } from "./check.ts";
import { drive, type Steps, wait } from "./drive.ts";
import type { Awaitable, Fs, FsFile, SyncFs } from "./fs.ts";
import { FsError } from "./fs_error.ts";
import { withFile } from "./with_file.ts";

/** How much is read beyond the size that a file reports: usually, nothing is there. */
const EXTRA_BYTES = 512;
/** The same for a file that reports none, as devices do. */
const UNKNOWN_BYTES = 64 * 1024;

/**
 * Reads a whole file. Synchronous on a {@linkcode SyncFs}.
 *
 * @example
 * ```ts
 * import { MemoryFs, readFile } from "@afmpeg/afmpeg/vfs";
 * import { assertEquals } from "@std/assert";
 *
 * const fs = new MemoryFs();
 * fs.writeFile("a.bin", new Uint8Array([1, 2, 3]));
 * assertEquals(readFile(fs, "a.bin"), new Uint8Array([1, 2, 3]));
 * ```
 *
 * @param fs The file system.
 * @param path The path of the file.
 * @returns Its contents.
 * @throws {FsError} ENOENT, EISDIR, EFBIG (too large for memory), and other
 * errors of reading.
 * @throws {TypeError} If an argument or option is invalid.
 */
export function readFile(fs: SyncFs, path: string): Uint8Array<ArrayBuffer>;
/** The same for any file system; await the result. */
export function readFile(
  fs: Fs,
  path: string,
): Awaitable<Uint8Array<ArrayBuffer>>;
export function readFile(
  fs: Fs,
  path: string,
): Awaitable<Uint8Array<ArrayBuffer>> {
  const checked = checkedFs(fs);
  checkPath(path);
  return drive(withFile(checked.open(path), readAll));
}

/**
 * Reads a whole file and decodes it as UTF-8. Synchronous on a
 * {@linkcode SyncFs}.
 *
 * @throws {FsError} ENOENT, EISDIR, EFBIG (too large for memory), and other
 * errors of reading.
 * @throws {TypeError} If an argument or option is invalid.
 */
export function readTextFile(fs: SyncFs, path: string): string;
/** The same for any file system; await the result. */
export function readTextFile(fs: Fs, path: string): Awaitable<string>;
export function readTextFile(fs: Fs, path: string): Awaitable<string> {
  return after(readFile(fs, path), (bytes) => decode(bytes, path));
}

/**
 * Decodes UTF-8, which was read from the file `path`.
 *
 * @throws {FsError} EFBIG, if it is longer than a string can be.
 */
export function decode(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder().decode(bytes);
  } catch {
    throw tooLarge(path);
  }
}

/**
 * Memory for what is read from the file `path`.
 *
 * @throws {FsError} EFBIG, if there is not that much.
 */
export function allocate(size: number, path: string): Uint8Array<ArrayBuffer> {
  try {
    return new Uint8Array(size);
  } catch {
    throw tooLarge(path);
  }
}

function tooLarge(path: string): FsError {
  const hint = "read it in pieces, for instance with `readable`";
  return new FsError("EFBIG", { operation: "readFile", path, hint });
}

function* readAll(file: FsFile): Steps<Uint8Array<ArrayBuffer>> {
  // A file that cannot report its size is read all the same.
  const info = yield* wait(attempt(() => file.stat(), "ENOSYS"));
  let bytes = allocate(info?.size ?? 0, file.name);
  let filled = 0;
  for (;;) {
    // A device reports 0, and a file may grow meanwhile: only `null` is the
    // end.
    if (filled === bytes.length) {
      const room = info?.size ? EXTRA_BYTES : UNKNOWN_BYTES;
      const extra = new Uint8Array(room);
      const count = yield* wait(file.read(extra));
      if (count === null) return bytes;
      const size = Math.max(2 * filled, filled + UNKNOWN_BYTES);
      const grown = allocate(size, file.name);
      grown.set(bytes);
      grown.set(extra.subarray(0, count), filled);
      bytes = grown;
      filled += count;
    } else {
      const count = yield* wait(file.read(bytes.subarray(filled)));
      if (count === null) return bytes.slice(0, filled);
      filled += count;
    }
  }
}
