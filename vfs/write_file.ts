// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { progressOf } from "./answers.ts";
import { dirname } from "@std/path/posix";
import { checkData, checkOptions, flag } from "./check.ts";
import { drive, type Steps, wait } from "./drive.ts";
import type { Awaitable, Fs, FsFile, SyncFs } from "./fs.ts";
import { checkLocation, type FsLocation } from "./fs_location.ts";
import { tempFile } from "./temp.ts";
import { withFile } from "./with_file.ts";

/** Options of {@linkcode writeFile}. */
export interface WriteFileOptions {
  /**
   * Whether to write to a temporary file in the same directory and then rename
   * it: a reader sees the old contents or the new, never a mixture.
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
  data: Uint8Array | string,
  options?: WriteFileOptions,
): void;
/** The same for any file system; await the result. */
export function writeFile(
  to: FsLocation,
  data: Uint8Array | string,
  options?: WriteFileOptions,
): Awaitable<void>;
export function writeFile(
  to: FsLocation,
  data: Uint8Array | string,
  options: WriteFileOptions = {},
): Awaitable<void> {
  const { fs, path } = checkLocation(to, "to");
  checkData(data);
  checkOptions("writeFile", options, { atomic: flag });
  const bytes = typeof data === "string"
    ? new TextEncoder().encode(data)
    : data;
  return drive(
    options.atomic
      ? replace(fs, path, bytes)
      : withFile(fs.create(path), (file) => writeAll(file, bytes)),
  );
}

function* replace(fs: Fs, path: string, bytes: Uint8Array): Steps<void> {
  const dir = dirname(path);
  const beside = yield* wait(tempFile(fs, { dir, prefix: ".write-" }));
  try {
    yield* withFile(fs.create(beside), function* (file) {
      yield* writeAll(file, bytes);
      yield file.sync();
    });
    yield fs.rename(beside, path);
  } catch (error) {
    yield fs.removeAll(beside);
    throw error;
  }
}

/** Writes all of `data`, however much one `write` takes. */
export function* writeAll(file: FsFile, data: Uint8Array): Steps<void> {
  for (let written = 0; written < data.length;) {
    const rest = written === 0 ? data : data.subarray(written);
    written += progressOf(yield* wait(file.write(rest)), rest);
  }
}
