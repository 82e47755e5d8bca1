// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** One entry that {@linkcode walk} yields. */
export interface WalkEntry extends Deno.DirEntry {
  path: string;
}

/** Yields `root` and everything below it, parents first, links not followed. */
export async function* walk(root: string): AsyncIterableIterator<WalkEntry> {
  const { isDirectory, isFile, isSymlink } = await Deno.lstat(root);
  const name = root.slice(root.lastIndexOf("/") + 1);
  yield { path: root, name, isDirectory, isFile, isSymlink };
  if (isDirectory) yield* below(root);
}

async function* below(folder: string): AsyncIterableIterator<WalkEntry> {
  for await (const entry of Deno.readDir(folder)) {
    const path = `${folder}/${entry.name}`;
    yield { ...entry, path };
    if (entry.isDirectory) yield* below(path);
  }
}
