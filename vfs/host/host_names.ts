// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { files } from "./host.ts";
import type { FileInfo } from "../fs.ts";
import { FsError } from "../fs_error.ts";
import { dirname } from "@std/path/posix";
import { basename } from "../path.ts";
import { exactTimes } from "./exact_times.ts";
import { toInfo } from "./host_info.ts";
import { notUtf8, unusable, unusableIn } from "./unusable_names.ts";
import { toSeconds } from "./seconds.ts";

/**
 * Operations on a name of the host that has been resolved.
 *
 * @module
 */

const BIGINT = { bigint: true } as const;

/** The path on the host of `path` below the directory `root`. */
export function hostPath(root: string, path: string): string {
  if (path === "/") return root;
  return root === "/" ? path : root + path;
}

/** Describes the host's file `own` as the file `path`. */
export function describe(own: string, path: string): FileInfo {
  try {
    return toExact(own, path);
  } catch (error) {
    const name = basename(path);
    const isMissing = (error as { code?: unknown }).code === "ENOENT";
    if (isMissing && unusable(dirname(own), name)) throw notUtf8(name);
    throw error;
  }
}

/**
 * The entries of a directory, sorted by name, without those that have meanwhile
 * gone.
 */
export function listEntries(own: string): FileInfo[] {
  return describeAll(own, listNames(own));
}

/** The names in a directory, in order. */
export function listNames(own: string): string[] {
  return [...new Set(files().readdirSync(own))].sort();
}

/** Describes names in a directory, but for those that are gone meanwhile. */
export function describeAll(own: string, names: readonly string[]): FileInfo[] {
  return names.map((name) =>
    find(`${own}/${name}`, name) ?? unusable(own, name)
  )
    .filter((info) => info !== undefined);
}

function find(own: string, name: string): FileInfo | undefined {
  try {
    return toExact(own, name);
  } catch (error) {
    if ((error as { code?: unknown }).code === "ENOENT") return undefined;
    throw error;
  }
}

function toExact(own: string, path: string): FileInfo {
  const stats = files().lstatSync(own, BIGINT);
  return exactTimes.correct(toInfo(stats, basename(path)));
}
/** The target of a link. */
export function readLink(own: string): string {
  try {
    return files().readlinkSync(own);
  } catch (error) {
    const isOther = (error as Error).name === "InvalidData";
    throw isOther ? notUtf8(basename(own), "the target of") : error;
  }
}

/** Sets the times of the host's file `own`; for a link, its own. */
export function setTimes(
  own: string,
  atimeNs: bigint | undefined,
  mtimeNs: bigint | undefined,
): void {
  const before = describe(own, own);
  const atime = atimeNs ?? before.atimeNs;
  const mtime = mtimeNs ?? before.mtimeNs;
  files().lutimesSync(own, toSeconds(atime), toSeconds(mtime));
  exactTimes.note(toInfo(files().lstatSync(own, BIGINT), ""), atime, mtime);
}

/** Removes an empty directory of the host, or says what cannot be removed from it. */
export function removeDirectory(own: string): void {
  try {
    files().rmdirSync(own);
  } catch (error) {
    const isFull = (error as { code?: unknown }).code === "ENOTEMPTY";
    const hint = isFull ? unusableIn(own) : undefined;
    if (hint === undefined) throw error;
    throw new FsError("ENOTEMPTY", { operation: "remove", path: own, hint });
  }
}
