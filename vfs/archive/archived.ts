// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { FileInfo, Fs } from "../fs.ts";
import { FsError } from "../fs_error.ts";
import { keyOf } from "../key_of.ts";
import { readlink } from "../links.ts";
import { walk } from "../walk.ts";

/** What is put into an archive. */
export interface ArchivedEntry {
  readonly path: string;
  /** The name in the archive. */
  readonly name: string;
  readonly info: FileInfo;
  /** Where a link leads. */
  readonly target?: string;
  /** The name of an earlier entry that is the same file. */
  readonly linked?: string;
}

/** How much is read at once. */
const CHUNK_BYTES = 64 * 1024;

/** What a tree has for an archive, parents first. */
export async function* archived(
  fs: Fs,
  root: string,
): AsyncGenerator<ArchivedEntry> {
  const linked = new Map<string, string>();
  for await (const { path, info } of walk(fs, root)) {
    const { kind } = info;
    const below = path.slice(root.length).replace(/^\/+/, "");
    if (below === "" && kind === "directory") continue;
    const name = below === "" ? info.name : below;
    if (kind === "symlink") {
      yield { path, name, info, target: await readlink(fs, path) };
    } else if (kind === "file" && info.nlink > 1 && linked.has(keyOf(info))) {
      yield { path, name, info, linked: linked.get(keyOf(info))! };
    } else if (kind === "file" || kind === "directory") {
      yield { path, name, info };
      if (kind === "file" && info.nlink > 1) linked.set(keyOf(info), name);
    }
  }
}

/** The contents of a file, as long as it was said to be. */
export async function* contents(
  fs: Fs,
  { path, info }: ArchivedEntry,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const file = await fs.open(path);
  try {
    for (let at = 0; at < info.size;) {
      const chunk = new Uint8Array(Math.min(CHUNK_BYTES, info.size - at));
      const count = await file.readAt(chunk, at);
      if (count === null) {
        throw new FsError("ESTALE", {
          ...{ operation: "read", path },
          hint: "the file became shorter while it was read",
        });
      }
      yield chunk.subarray(0, count);
      at += count;
    }
  } finally {
    await file.close();
  }
}
