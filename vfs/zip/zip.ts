// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import {
  ZipWriter,
  type ZipWriter as Writer,
} from "@zip.js/zip.js/lib/zip-core-native.js";
import { archived, type ArchivedEntry, contents } from "../archive/archived.ts";
import { streamOf } from "../archive/stream_of.ts";
import { checkOptions, checkPath, number } from "../check.ts";
import { checkedFs } from "../checked_fs.ts";
import type { Fs } from "../fs.ts";

/** Options of {@linkcode zip}. */
export interface ZipOptions {
  /**
   * How hard to compress, from 0 (not at all, which suits media) to 9.
   *
   * @default {0}
   */
  level?: number | undefined;
}

/**
 * Returns a zip archive of a file or tree as a stream, which is read as fast as it
 * is consumed; large ones are zip64. The paths in it are relative to `path` or, for
 * a file, its name. Modes, times and links are kept.
 *
 * @example
 * ```ts
 * import { MemoryFs } from "@afmpeg/afmpeg/vfs";
 * import { zip, ZipFs } from "@afmpeg/afmpeg/zip";
 * import { assertEquals } from "@std/assert";
 *
 * const fs = new MemoryFs();
 * fs.mkdirAll("out/hls");
 * fs.writeFile("out/hls/0.ts", "segment");
 * await zip(fs, "out").pipeTo(fs.writable("out.zip"));
 * await using archive = new ZipFs({ fs, path: "out.zip" });
 * assertEquals(await archive.readTextFile("hls/0.ts"), "segment");
 * ```
 *
 * @throws {TypeError} If an argument or option is invalid.
 * @throws {FsError} The stream errors with what reading fails with; ESTALE for a
 * file that becomes shorter meanwhile.
 */
export function zip(
  fs: Fs,
  path: string = "/",
  options: ZipOptions = {},
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const checked = checkedFs(fs);
  checkPath(path);
  checkOptions("zip", options, { level: number({ isWhole: true, most: 9 }) });
  const { level = 0 } = options;
  const { readable, writable } = new TransformStream<
    Uint8Array<ArrayBuffer>,
    Uint8Array<ArrayBuffer>
  >();
  write(checked, path, level, writable).catch(async (error) => {
    await writable.abort(error).catch(() => {});
  });
  return readable;
}

async function write(
  fs: Fs,
  root: string,
  level: number,
  to: WritableStream<Uint8Array<ArrayBuffer>>,
): Promise<void> {
  const writer = new ZipWriter(to, {
    ...{ level, useWebWorkers: false, keepOrder: true },
    ...{ dataDescriptor: true, extendedTimestamp: true },
  });
  for await (const entry of archived(fs, root)) await add(writer, fs, entry);
  await writer.close();
}

async function add(
  writer: Writer<unknown>,
  fs: Fs,
  entry: ArchivedEntry,
): Promise<void> {
  const { name, info, target } = entry;
  const isDirectory = info.kind === "directory";
  const type =
    { directory: 0o040000, symlink: 0o120000 }[info.kind as string] ??
      0o100000;
  const options = {
    ...{ directory: isDirectory, msDosCompatible: false },
    unixMode: type | info.mode,
    lastModDate: dateOf(info.mtimeNs),
  };
  if (isDirectory) {
    await writer.add(`${name}/`, undefined, options);
  } else if (target !== undefined) {
    await writer.add(name, new Blob([target]).stream(), {
      ...options,
      level: 0,
    });
  } else {
    await writer.add(name, streamOf(contents(fs, entry)), options);
  }
}

/** The nearest time that a zip archive can hold. */
function dateOf(ns: bigint): Date {
  const time = Number(ns / 1_000_000n);
  const [least, most] = [Date.UTC(1980, 0, 2), Date.UTC(2107, 11, 30)];
  return new Date(Math.min(Math.max(time, least), most));
}
