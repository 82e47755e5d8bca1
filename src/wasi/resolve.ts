import { lstat, readlink } from "../../vfs/links.ts";
import { MAX_LINKS } from "../../vfs/path.ts";
import type { FileInfo } from "../../vfs/fs.ts";
import { isErrno } from "../../vfs/is_errno.ts";
import { SYMLINK_FOLLOW } from "./abi.ts";
import type { DirectoryDescriptor } from "./descriptors.ts";
import { WasiError } from "./errno.ts";
import type { PathFs } from "./removed_directory.ts";

/** Where a path of the guest leads to. */
export interface Target {
  readonly fs: PathFs;
  /** The names from the root of `fs`; none but the last can be a link. */
  readonly names: readonly string[];
  /** The same as a path, with a slash at the end where a directory is demanded. */
  readonly path: string;
  /** With what dots the path ends, if it does: then it names nothing that could be made or removed. */
  readonly dots: "." | ".." | undefined;
}

/** What a symbolic link at the end of a path is taken for. */
export type LastLink =
  /** The link itself; with a trailing slash where it leads to. */
  | "keep"
  /** Where it leads to. */
  | "follow"
  /** Where it leads to, for a file that is made there; a slash at its end asks for a directory instead. */
  | "make"
  /** The link itself in any case: a name is made, moved or removed. */
  | "place";

/** Whether `lookupflags` ask for the link at the end to be followed. Errors: EINVAL. */
export function followsLink(lookupFlags: number): boolean {
  if (lookupFlags & ~SYMLINK_FOLLOW) throw new WasiError("EINVAL");
  return lookupFlags === SYMLINK_FOLLOW;
}

/**
 * Walks a path of the guest from one of its directories, so that it cannot leave
 * it: neither by `..`, nor by an absolute path, nor by a link to either. Only the
 * directories on the way are looked at, each once; the file system, which is the
 * guest's alone, still contains whatever changes meanwhile.
 *
 * Errors: ENOENT, ENOTDIR, ELOOP, EINVAL (a NUL), EISDIR (as `make` has it),
 * and EPERM for an escape.
 */
export function resolve(
  directory: DirectoryDescriptor,
  path: string,
  last: LastLink,
): Target {
  if (path === "") throw new WasiError("ENOENT");
  if (path.includes("\0")) throw new WasiError("EINVAL");
  const fs = directory.removed ?? directory.fs;
  const names = directory.removed ? [] : [...directory.names];
  const floor = names.length;
  // The same as a path: to join the names at each step would take their square.
  let at = names.map((name) => `/${name}`).join("");
  const leave = () => {
    at = at.slice(0, -1 - names.pop()!.length);
  };
  const rest: string[] = [];
  let needsDirectory = push(rest, path);
  const makes = last === "make";
  const follows = makes || last === "follow" ||
    (last === "keep" && needsDirectory);
  const dots = isDots(rest[0]) ? rest[0] : undefined;
  let links = 0;
  while (rest.length > 0) {
    const name = rest.pop()!;
    if (name === ".") continue;
    if (name === "..") {
      if (names.length === floor) throw new WasiError("EPERM");
      leave();
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
 * @returns Whether it ends so that it demands a directory. Errors: ENOENT
 * (empty), EPERM (absolute).
 */
function push(rest: string[], path: string): boolean {
  if (path === "") throw new WasiError("ENOENT");
  if (path.startsWith("/")) throw new WasiError("EPERM");
  const names = path.split("/");
  const last = names.findLastIndex((name) => name !== "");
  for (let i = last; i >= 0; i--) {
    const name = names[i]!;
    // A dot at the end makes the name before it one on the way.
    if (name === "" || (name === "." && i < last)) continue;
    rest.push(name);
  }
  return last < names.length - 1 && !isDots(names[last]);
}

/** Whether a name stands for a directory in any case. */
function isDots(name: string | undefined): name is "." | ".." {
  return name === "." || name === "..";
}

/** Errors: ENOENT, unless a file that is still to be made may be missing. */
function lookAt(
  fs: PathFs,
  path: string,
  mayBeMissing: boolean,
): FileInfo | undefined {
  try {
    return lstat(fs, path);
  } catch (error) {
    const isMissing = isErrno(error, "ENOENT");
    if (isMissing && mayBeMissing) return undefined;
    throw error;
  }
}
