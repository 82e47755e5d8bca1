// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { type Bytes, checkData, type FileData, toBytes } from "./bytes.ts";
import { drive, type Steps, wait } from "./drive.ts";
import type { Awaitable, SyncFs } from "./fs.ts";
import { checkLocation, type FsLocation } from "./fs_location.ts";
import { withFile } from "./with_file.ts";
import { writeAll } from "./write_all.ts";

/**
 * Writes `data` at the end of a file, which is created if it does not exist.
 * Synchronous on a {@linkcode SyncFs}.
 *
 * @example
 * ```ts
 * import { appendFile, MemoryFs } from "@afmpeg/afmpeg/vfs";
 * import { assertEquals } from "@std/assert";
 *
 * const fs = new MemoryFs();
 * for (const line of ["one\n", "two\n"]) appendFile({ fs, path: "log" }, line);
 * assertEquals(fs.readTextFile("log"), "one\ntwo\n");
 * ```
 *
 * @throws {FsError} ENOENT, EISDIR, and other errors of writing.
 * @throws {TypeError} If an argument or option is invalid.
 */
export function appendFile(
  to: FsLocation<SyncFs>,
  data: string | Bytes,
): void;
/** The same for any file system, and for a blob; await the result. */
export function appendFile(to: FsLocation, data: FileData): Awaitable<void>;
export function appendFile(to: FsLocation, data: FileData): Awaitable<void> {
  const location = checkLocation(to, "to");
  checkData(data);
  return drive(append(location, data));
}

function* append({ fs, path }: FsLocation, data: FileData): Steps<void> {
  const bytes = yield* wait(toBytes(data));
  const opened = fs.openFile(path, { append: true, create: true });
  yield* withFile(opened, (file) => writeAll(file, bytes));
}
