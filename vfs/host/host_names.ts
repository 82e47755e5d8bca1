import * as host from "node:fs";
import type { FileInfo } from "../fs.ts";
import { basename } from "../path.ts";
import { exactTimes } from "./exact_times.ts";
import { toInfo } from "./host_info.ts";
import { toSeconds } from "./seconds.ts";

/**
 * What is done with a name of the host once it is known where it stands.
 *
 * @module
 */

const BIGINT = { bigint: true } as const;

/** The path on the host of `path` below the directory `root`. */
export function hostPath(root: string, path: string): string {
  if (path === "/") return root;
  return root === "/" ? path : root + path;
}

/** Describes what has the name `own` on the host, as the file `path`. */
export function describe(own: string, path: string): FileInfo {
  const stats = host.lstatSync(own, BIGINT);
  return exactTimes.correct(toInfo(stats, basename(path)));
}

/**
 * The entries of a directory, in order, without those that are gone meanwhile.
 *
 * A name that is not UTF-8 cannot be said, so it is not listed, and keeps its
 * directory from being removed: the host writes U+FFFD for what is wrong in it, and
 * that is another name, perhaps one that exists.
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

/** Sets the times of what has the name `own`; of a link, its own. */
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
