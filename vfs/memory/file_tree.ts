// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { type Bytes, isBytes } from "../bytes.ts";
import { checkRecord, that } from "../check.ts";
import { drive } from "../drive.ts";
import type { SyncFs } from "../fs.ts";
import { mkdirAll } from "../mkdir_all.ts";
import { decode, readFile } from "../read_file.ts";
import { TreeWalk } from "../walk.ts";
import { writeFile } from "../write_file.ts";

/** A symbolic link in a {@linkcode FileTree}. */
export interface LinkEntry {
  /** Where it leads to. */
  readonly link: string;
}

/**
 * Files by their paths: their contents, `null` for a directory, or a link.
 * Directories above a path need no entry of their own.
 *
 * @typeParam T What the contents of a file are.
 */
export type FileTree<T = string | Bytes> = Readonly<
  Record<string, T | LinkEntry | null>
>;

const entry = that(
  (value) =>
    value === null || typeof value === "string" || isBytes(value) ||
    typeof Object(value).link === "string",
  "text, bytes (BufferSource), null for a directory, or an object of `link`",
);

/** Creates the files of a tree. */
export function plant(fs: SyncFs, tree: FileTree): void {
  checkRecord("files", tree, entry);
  for (const [path, entry] of Object.entries(tree)) {
    const end = path.lastIndexOf("/");
    if (entry === null) mkdirAll(fs, path);
    else if (end > 0) mkdirAll(fs, path.slice(0, end));
    if (entry === null) continue;
    if (typeof entry === "string" || isBytes(entry)) {
      writeFile({ fs, path }, entry);
    } else fs.symlink!(entry.link, path);
  }
}

/** The files of a tree; directories only where they are empty. */
export function harvest(
  fs: SyncFs,
  asText: boolean,
): FileTree<string | Uint8Array<ArrayBuffer>> {
  const entries: [
    string,
    string | Uint8Array<ArrayBuffer> | LinkEntry | null,
  ][] = [];
  const walk = new TreeWalk(fs, "/");
  let before = "";
  for (;;) {
    const step = drive(walk.next());
    if (step === undefined || step instanceof Promise) break;
    const { path, info, isEnd } = step;
    const name = path.slice(1);
    // A directory is empty if nothing came between its two visits.
    const isEmpty = isEnd && before === path && name !== "";
    if (isEmpty) entries.push([name, null]);
    else if (info.kind === "symlink") {
      entries.push([name, { link: fs.readlink!(path) }]);
    } else if (info.kind === "file") {
      const bytes = readFile(fs, path);
      entries.push([name, asText ? decode(bytes, path) : bytes]);
    }
    before = path;
  }
  // Also a file named `__proto__` becomes a property of its own.
  return Object.fromEntries(entries);
}
