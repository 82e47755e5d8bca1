// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { copy } from "../../vfs/copy.ts";
import type { Fs } from "../../vfs/fs.ts";
import { exists } from "../../vfs/exists.ts";
import { mkdirAll } from "../../vfs/mkdir_all.ts";
import { dirname, join } from "@std/path/posix";
import { removeAll } from "../../vfs/remove_all.ts";

/** A file or a tree that is to be published. */
export interface Publication {
  readonly scratch: Fs;
  readonly path: string;
  readonly fs: Fs;
  readonly key: string;
  /** How the names begin of what this job has not completed. */
  readonly mark: string;
  readonly signal: AbortSignal;
}

/** Lets what was written appear in a store, complete; returns its size. */
export async function publish(
  { scratch, path, fs, key, mark, signal }: Publication,
): Promise<number> {
  const isFolder = path.endsWith("/");
  const place = join("/", isFolder ? key.slice(0, -1) : key);
  const parent = dirname(place);
  await mkdirAll(fs, parent);
  // Beside the target, where a rename is possible. A worker that was given up may still
  // write: so each attempt has a name of its own.
  const partial = join(parent, `${mark}${crypto.randomUUID()}.part`);
  let bytes = 0;
  try {
    await copy(
      { fs: scratch, path: isFolder ? path.slice(0, -1) : path },
      { fs, path: partial },
      {
        signal,
        onProgress: (progress) => {
          bytes = progress.bytes;
        },
      },
    );
    signal.throwIfAborted();
    if (isFolder) await replaceFolder(fs, partial, place);
    else await fs.rename(partial, place);
  } catch (error) {
    await removeAll(fs, partial);
    throw error;
  }
  return bytes;
}

/** Renames a directory over another one, which is kept until that has succeeded. */
async function replaceFolder(
  fs: Fs,
  from: string,
  place: string,
): Promise<void> {
  const former = `${from}.former`;
  const hasFormer = await exists(fs, place);
  if (hasFormer) await fs.rename(place, former);
  try {
    await fs.rename(from, place);
  } catch (error) {
    if (hasFormer) await fs.rename(former, place);
    throw error;
  }
  await removeAll(fs, former);
}

/** Removes what attempts of the job have left that were lost. */
export async function sweep(fs: Fs, key: string, mark: string): Promise<void> {
  const parent = dirname(join("/", key.replace(/\/$/, "")));
  await using directory = await fs.open(parent);
  for (const name of await directory.readdirnames()) {
    if (name.startsWith(mark)) await removeAll(fs, join(parent, name));
  }
}
