// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { TAR_BLOCK, writeTarHeader } from "./archive/tar_format.ts";
import { archived, type ArchivedEntry, contents } from "./archive/archived.ts";
import { streamOf } from "./archive/stream_of.ts";
import { checkPath } from "./check.ts";
import { checkedFs } from "./checked_fs.ts";
import type { Fs } from "./fs.ts";

/**
 * Returns a tar archive of a file or tree as a stream, which is read as fast as it
 * is consumed. The paths in it are relative to `path` or, for a file, its name.
 * Modes, owners, times and links are kept; names of one file are again names of one
 * file. Pipes, sockets and devices are left out.
 *
 * @example
 * ```ts
 * import { MemoryFs, tar, TarFs } from "@afmpeg/afmpeg/vfs";
 * import { assertEquals } from "@std/assert";
 *
 * const fs = new MemoryFs();
 * fs.mkdirAll("out/hls");
 * fs.writeFile("out/hls/0.ts", "segment");
 * const archive = await new Response(tar(fs, "out")).bytes();
 * fs.writeFile("out.tar", archive);
 * await using unpacked = new TarFs({ fs, path: "out.tar" });
 * assertEquals(await unpacked.readTextFile("hls/0.ts"), "segment");
 * ```
 *
 * @throws {TypeError} If an argument is invalid.
 * @throws {FsError} The stream errors with what reading fails with; ESTALE for a
 * file that becomes shorter meanwhile.
 */
export function tar(
  fs: Fs,
  path: string = "/",
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const checked = checkedFs(fs);
  checkPath(path);
  return streamOf(blocks(checked, path));
}

async function* blocks(
  fs: Fs,
  root: string,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  for await (const entry of archived(fs, root)) {
    const { info } = entry;
    const isFile = info.kind === "file" && entry.linked === undefined;
    yield writeTarHeader({
      ...info,
      name: info.kind === "directory" ? `${entry.name}/` : entry.name,
      type: typeOf(entry),
      size: isFile ? info.size : 0,
      target: entry.linked ?? entry.target ?? "",
    });
    if (!isFile) continue;
    yield* contents(fs, entry);
    const rest = info.size % TAR_BLOCK;
    if (rest > 0) yield new Uint8Array(TAR_BLOCK - rest);
  }
  yield new Uint8Array(2 * TAR_BLOCK);
}

function typeOf({ info, linked }: ArchivedEntry): string {
  if (linked !== undefined) return "1";
  return { file: "0", directory: "5", symlink: "2" }[info.kind as string]!;
}
