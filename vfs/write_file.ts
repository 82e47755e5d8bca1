// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { atomicWrite } from "./atomic_write.ts";
import { type Bytes, checkData, type FileData, toBytes } from "./bytes.ts";
import { checkOptions, flag } from "./check.ts";
import { drive, type Steps, wait } from "./drive.ts";
import type { Awaitable, SyncFs } from "./fs.ts";
import { checkLocation, type FsLocation } from "./fs_location.ts";
import { withFile } from "./with_file.ts";
import { writeAll } from "./write_all.ts";

/** Options of {@linkcode writeFile}. */
export interface WriteFileOptions {
  /**
   * Whether to write to a temporary file in the same directory and then rename
   * it: a reader sees the old contents or the new, never a mixture. Otherwise
   * it is like any write: an existing file keeps its mode and, where that is
   * allowed, its owner; a link keeps leading to the file. Only other names of
   * the file (hard links) keep the old contents.
   *
   * @default {false}
   */
  atomic?: boolean;
}

/**
 * Writes `data` to a file, which is created or replaced. Synchronous on a
 * {@linkcode SyncFs}.
 *
 * @example
 * ```ts
 * import { MemoryFs, readFile, writeFile } from "@afmpeg/afmpeg/vfs";
 * import { assertEquals } from "@std/assert";
 *
 * const fs = new MemoryFs();
 * writeFile({ fs, path: "a.txt" }, "hello", { atomic: true });
 * assertEquals(readFile(fs, "a.txt").length, 5);
 * ```
 *
 * @throws {FsError} ENOENT, EISDIR, and other errors of writing.
 * @throws {TypeError} If an argument or option is invalid.
 */
export function writeFile(
  to: FsLocation<SyncFs>,
  data: string | Bytes,
  options?: WriteFileOptions,
): void;
/** The same for any file system, and for a blob; await the result. */
export function writeFile(
  to: FsLocation,
  data: FileData,
  options?: WriteFileOptions,
): Awaitable<void>;
export function writeFile(
  to: FsLocation,
  data: FileData,
  options: WriteFileOptions = {},
): Awaitable<void> {
  const { fs, path } = checkLocation(to, "to");
  checkData(data);
  checkOptions("writeFile", options, { atomic: flag });
  return drive(write({ fs, path }, data, options));
}

function* write(
  { fs, path }: FsLocation,
  data: FileData,
  { atomic = false }: WriteFileOptions,
): Steps<void> {
  const bytes = yield* wait(toBytes(data));
  yield* atomic
    ? atomicWrite(fs, path, bytes)
    : withFile(fs.create(path), (file) => writeAll(file, bytes));
}
