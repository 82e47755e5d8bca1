// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { checkedFs } from "./checked_fs.ts";
import { globToRegExp, isGlob, normalize } from "@std/path/posix";
import { checkPath } from "./check.ts";
import type { Fs } from "./fs.ts";
import { exists } from "./exists.ts";
import { withoutEndSlashes } from "./path.ts";
import { walk, type WalkEntry } from "./walk.ts";

/**
 * Yields the files whose paths match a pattern, in the syntax of `@std/path`:
 * `*` for part of a name, `**` for any directories, `?`, `[abc]`, `{a,b}`. A
 * pattern that ends in a slash matches only directories.
 *
 * @example
 * ```ts
 * import { glob, MemoryFs } from "@afmpeg/afmpeg/vfs";
 * import { assertEquals } from "@std/assert";
 *
 * const fs = new MemoryFs();
 * for (const name of ["a.png", "b.jpg", "c.png"]) fs.writeFile(name, "");
 * const paths = await Array.fromAsync(glob(fs, "*.png"), ({ path }) => path);
 * assertEquals(paths, ["a.png", "c.png"]);
 * ```
 *
 * @throws {FsError} The errors of reading a directory.
 * @throws {TypeError} If an argument or option is invalid.
 */
export function glob(
  fs: Fs,
  pattern: string,
): AsyncIterableIterator<WalkEntry> {
  const checked = checkedFs(fs);
  checkPath(pattern, "pattern");
  return matching(checked, pattern);
}

async function* matching(
  fs: Fs,
  pattern: string,
): AsyncIterableIterator<WalkEntry> {
  const normal = withoutEndSlashes(normalize(pattern));
  const isForDirectories = pattern.endsWith("/");
  const parts = normal.split("/");
  const plain = parts.findIndex((part) => isGlob(part));
  const fixed = plain < 0 ? parts : parts.slice(0, plain);
  const isAbsolute = normal.startsWith("/");
  const root = fixed.join("/") || (isAbsolute ? "/" : ".");
  if (!await exists(fs, root)) return;
  const matches = globToRegExp(normal);
  const levels = mayCrossDirectories(normal) ? Infinity : parts.length;
  const enter = ({ path }: WalkEntry) =>
    levels === Infinity || depthOf(shown(path)) < levels;
  for await (const { path, info } of walk(fs, root, { enter })) {
    const name = shown(path);
    // A pattern matches what is in the directory where it begins, not that
    // directory.
    if ((name === "." || name === "/") && name !== normal) continue;
    if (isForDirectories && info.kind !== "directory") continue;
    if (matches.test(name)) yield { path: name, info };
  }
}

/** A path below `.` as a pattern would write it. */
function shown(path: string): string {
  return path.startsWith("./") ? path.slice(2) : path;
}

/** Whether one part of a pattern may match names in several directories. */
function mayCrossDirectories(pattern: string): boolean {
  return pattern.includes("**") || pattern.includes("(");
}

/** How many parts a path has, including the empty one before a leading slash. */
function depthOf(path: string): number {
  return path === "." || path === "/" ? 0 : path.split("/").length;
}
