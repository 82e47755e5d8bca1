// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { checkData, type FileData, toBytes } from "./bytes.ts";
import { checkedFs } from "./checked_fs.ts";
import {
  checkOptions,
  checkPath,
  flag,
  limit,
  refusal,
  whole,
} from "./check.ts";
import { drive } from "./drive.ts";
import type { Fs, FsFile } from "./fs.ts";
import { abandon } from "./release.ts";
import { writeAll } from "./write_all.ts";

/** How much is read in one call. */
const CHUNK_BYTES = 64 * 1024;

/** Options of {@linkcode readable}. */
export interface ReadableOptions {
  /**
   * The position of the first byte.
   *
   * @default {0}
   */
  start?: number;
  /** The position behind the last byte, as of `slice`. The default is the end. */
  end?: number;
}

/** Options of {@linkcode writable}. */
export interface WritableOptions {
  /**
   * Whether what is written goes to the end of an existing file, instead of
   * replacing what it contained.
   *
   * @default {false}
   */
  append?: boolean;
}

/**
 * Returns a stream of a file's contents, which are read as fast as they are
 * consumed. The file is closed at the end, or when the stream is cancelled.
 *
 * @example
 * ```ts
 * import { MemoryFs, readable } from "@afmpeg/afmpeg/vfs";
 * import { assertEquals } from "@std/assert";
 *
 * const fs = new MemoryFs();
 * fs.writeFile("a.txt", "hello");
 * assertEquals(await new Response(readable(fs, "a.txt")).text(), "hello");
 * ```
 *
 * @throws {TypeError} If an argument or option is invalid.
 * @throws {FsError} The stream errors with what opening and reading fail with.
 */
export function readable(
  fs: Fs,
  path: string,
  options: ReadableOptions = {},
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const checked = checkedFs(fs);
  checkPath(path);
  checkOptions("readable", options, { start: whole, end: limit });
  const { start = 0, end = Infinity } = options;
  let left = end - start;
  if (left < 0) {
    throw refusal("`end`", end, `at least ${start}, which is \`start\``);
  }
  let opened: Promise<FsFile>;
  const close = async () => {
    await (await opened).close();
  };
  return new ReadableStream({
    async start() {
      opened = (async () => await checked.open(path))();
      const file = await opened;
      if (start === 0) return;
      try {
        await file.seek(start);
      } catch (error) {
        await Promise.allSettled([close()]);
        throw error;
      }
    },
    async pull(controller) {
      const buffer = new Uint8Array(Math.min(CHUNK_BYTES, left));
      let count: number | null;
      try {
        count = left === 0 ? null : await (await opened).read(buffer);
        left -= count ?? 0;
      } catch (error) {
        // A stream does not cancel a source that has failed.
        await Promise.allSettled([close()]);
        throw error;
      }
      if (count !== null) return controller.enqueue(buffer.subarray(0, count));
      await close();
      controller.close();
    },
    async cancel() {
      // It may not be open yet, or never be.
      await opened.then((file) => file.close(), () => {});
    },
  }, { highWaterMark: 0 });
}

/**
 * Returns a stream into a file, which is created, or truncated unless it appends.
 * It takes bytes, text and blobs as fast as the file system does, and closes the
 * file at the end. If it is aborted, or fails, it abandons the file: what was written
 * stays on a disk, and a file system that stores files as a whole keeps what it had.
 *
 * @example
 * ```ts
 * import { MemoryFs, writable } from "@afmpeg/afmpeg/vfs";
 * import { assertEquals } from "@std/assert";
 *
 * const fs = new MemoryFs();
 * await new Blob(["hello"]).stream().pipeTo(writable(fs, "a.txt"));
 * assertEquals(fs.readTextFile("a.txt"), "hello");
 * ```
 *
 * @throws {TypeError} If an argument or option is invalid.
 * @throws {FsError} The stream errors with what opening and writing fail with.
 */
export function writable(
  fs: Fs,
  path: string,
  options: WritableOptions = {},
): WritableStream<FileData> {
  const checked = checkedFs(fs);
  checkPath(path);
  checkOptions("writable", options, { append: flag });
  let file: FsFile | undefined;
  const giveUp = async () => {
    if (file) await abandon(file);
  };
  return new WritableStream({
    async start() {
      file = options.append
        ? await checked.openFile(path, { append: true, create: true })
        : await checked.create(path);
    },
    async write(chunk) {
      try {
        checkData(chunk, "chunk");
        await drive(writeAll(file!, await toBytes(chunk)));
      } catch (error) {
        // A stream neither closes nor aborts a sink that has failed.
        await Promise.allSettled([giveUp()]);
        throw error;
      }
    },
    async close() {
      await file?.close();
    },
    abort: giveUp,
  });
}
