// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { atOnce } from "./at_once.ts";
import { lstat, readlink } from "../../vfs/links.ts";
import { MAX_LINKS } from "../../vfs/path.ts";
import type { FileInfo } from "../../vfs/fs.ts";
import { isErrno } from "../../vfs/is_errno.ts";
import { SYMLINK_FOLLOW } from "./abi.ts";
import type { DirectoryDescriptor } from "./descriptors.ts";
import { WasiError } from "./errno.ts";
import type { PathFs } from "./removed_directory.ts";

/** The result of resolving a path of the guest. */
export interface Target {
  readonly fs: PathFs;
  /** The names from the root of `fs`; none but the last can be a link. */
  readonly names: readonly string[];
  /** The same as a path, with a trailing slash if it must be a directory. */
  readonly path: string;
  /** The dots at the end of the path, if any: then it cannot be created or removed. */
  readonly dots: "." | ".." | undefined;
}

/** How a symbolic link at the end of a path is resolved. */
export type LastLink =
  /** To the link itself; with a trailing slash, to its target. */
  | "keep"
  /** To its target. */
  | "follow"
  /** To its target, where a file is created; a trailing slash in it is an error. */
  | "make"
  /** To the link itself in any case: a name is created, renamed or removed. */
  | "place";

/** Whether `lookupflags` say to follow the link at the end. Errors: EINVAL. */
export function followsLink(lookupFlags: number): boolean {
  if (lookupFlags & ~SYMLINK_FOLLOW) throw new WasiError("EINVAL");
  return lookupFlags === SYMLINK_FOLLOW;
}

/**
 * Walks a path of the guest from one of its directories, so that it cannot leave
 * it: neither by `..`, nor by an absolute path, nor by a link to either. The target
 * of a link may be absolute: it starts at the root of the file system, as for
 * everyone else, and so must lead back below the directory. Only the directories on
 * the way are looked up, each once; if anything changes meanwhile, the file system,
 * which is the guest's alone, still confines it.
 *
 * Errors: ENOENT, ENOTDIR, ELOOP, EINVAL (a NUL), EISDIR (see `make`), and EPERM
 * for an escape.
 */
export function resolve(
  directory: DirectoryDescriptor,
  path: string,
  last: LastLink,
): Target {
  if (path === "") throw new WasiError("ENOENT");
  if (path.includes("\0")) throw new WasiError("EINVAL");
  const fs = directory.removed ?? directory.fs;
  const floor = directory.removed ? [] : directory.names;
  const names = [...floor];
  // The same as a path: joining the names at each step would take quadratic time.
  let at = names.map((name) => `/${name}`).join("");
  const leave = () => {
    at = at.slice(0, -1 - names.pop()!.length);
  };
  const rest: string[] = [];
  if (isAbsolute(path)) throw new WasiError("EPERM");
  let needsDirectory = push(rest, path);
  const makes = last === "make";
  const follows = makes || last === "follow" ||
    (last === "keep" && needsDirectory);
  const dots = isDots(rest[0]) ? rest[0] : undefined;
  let links = 0;
  /** Whether a link led to the root, whose `..` is itself. */
  let isFromRoot = false;
  while (rest.length > 0) {
    const name = rest.pop()!;
    if (name === ".") continue;
    if (name === "..") {
      if (names.length > floor.length) leave();
      else if (!isFromRoot || floor.length > 0) throw new WasiError("EPERM");
      continue;
    }
    names.push(name);
    at += `/${name}`;
    const isLast = rest.length === 0;
    if (isLast && !follows) break;
    if (isLast && makes && needsDirectory) throw new WasiError("EISDIR");
    const info = lookAt(fs, at, isLast);
    if (info?.kind === "symlink") {
      if (++links > MAX_LINKS) throw new WasiError("ELOOP");
      const target = readlink(fs, at);
      leave();
      if (push(rest, target) && isLast) needsDirectory = true;
      if (!isAbsolute(target)) continue;
      while (names.length > floor.length) leave();
      if (!takeFirst(rest, floor)) throw new WasiError("EPERM");
      isFromRoot = true;
      // The directory itself is a name in one that is outside.
      if (rest.length > 0 || floor.length === 0) continue;
      if (makes) throw new WasiError("EISDIR");
      if (last === "place") throw new WasiError("EPERM");
    } else if (!isLast && info?.kind !== "directory") {
      throw new WasiError("ENOTDIR");
    }
  }
  const slash = needsDirectory || names.length === 0 ? "/" : "";
  return { fs, names, path: at + slash, dots };
}

/** Names as a path from the root. */
export function toPath(names: readonly string[]): string {
  return `/${names.join("/")}`;
}

/**
 * Puts the names of `path` on the stack `rest`, the first on top.
 *
 * @returns Whether its end demands a directory. Errors: ENOENT (empty).
 */
function push(rest: string[], path: string): boolean {
  if (path === "") throw new WasiError("ENOENT");
  const names = path.split("/");
  const last = names.findLastIndex((name) => name !== "");
  for (let i = last; i >= 0; i--) {
    const name = names[i]!;
    // With a dot at the end, the name before it is not the last one.
    if (name === "" || (name === "." && i < last)) continue;
    rest.push(name);
  }
  return last < names.length - 1 && !isDots(names[last]);
}

/**
 * Takes `names` from the stack `rest`. Returns false if that begins with others:
 * even if these came back by `..`, they would be looked up outside.
 */
function takeFirst(rest: string[], names: readonly string[]): boolean {
  for (const name of names) {
    while (rest.at(-1) === ".") rest.pop();
    if (rest.pop() !== name) return false;
  }
  return true;
}

function isAbsolute(path: string): boolean {
  return path.startsWith("/");
}

/** Whether a name is `.` or `..`. */
function isDots(name: string | undefined): name is "." | ".." {
  return name === "." || name === "..";
}

/** Errors: ENOENT, unless a file that will be created may be missing. */
function lookAt(
  fs: PathFs,
  path: string,
  mayBeMissing: boolean,
): FileInfo | undefined {
  try {
    return atOnce("lstat", lstat(fs, path));
  } catch (error) {
    const isMissing = isErrno(error, "ENOENT");
    if (isMissing && mayBeMissing) return undefined;
    throw error;
  }
}
