// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import * as host from "node:fs";
import type { FileInfo } from "../fs.ts";
import { basename } from "../path.ts";
import { exactTimes } from "./exact_times.ts";
import { toInfo } from "./host_info.ts";
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
  const stats = host.lstatSync(own, BIGINT);
  return exactTimes.correct(toInfo(stats, basename(path)));
}

/**
 * The entries of a directory, sorted by name, without those that have meanwhile
 * gone.
 *
 * A name that is not UTF-8 cannot be represented, so it is not listed, and
 * keeps its directory from being removed: the host replaces its invalid bytes
 * by U+FFFD, which makes another name, perhaps one that exists.
 */
export function listEntries(own: string): FileInfo[] {
  return describeAll(own, listNames(own));
}

/** The names in a directory, in order. */
export function listNames(own: string): string[] {
  return [...new Set(host.readdirSync(own))].sort();
}

/** Describes names in a directory, but for those that are gone meanwhile. */
export function describeAll(own: string, names: readonly string[]): FileInfo[] {
  return names.map((name) => find(`${own}/${name}`, name))
    .filter((info) => info !== undefined);
}

function find(own: string, name: string): FileInfo | undefined {
  try {
    return describe(own, name);
  } catch (error) {
    if ((error as { code?: unknown }).code === "ENOENT") return undefined;
    throw error;
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
  host.lutimesSync(own, toSeconds(atime), toSeconds(mtime));
  exactTimes.note(toInfo(host.lstatSync(own, BIGINT), ""), atime, mtime);
}
