import { drive } from "./drive.ts";
import type { Awaitable, FileInfo, Fs } from "./fs.ts";
import { FsError } from "./fs_error.ts";
import { lstat, readlink } from "./links.ts";
import { join, MAX_LINKS, parsePath } from "./path.ts";

/** Where a path leads to. */
export interface RealPath {
  /** The path without dots and links. */
  readonly path: string;
  /** What it refers to. */
  readonly info: FileInfo;
}

/**
 * Follows the links of a path to their end; synchronous if `fs` is.
 *
 * @throws {FsError} ENOENT, ENOTDIR, ELOOP.
 */
export function realPath(fs: Fs, path: string): Awaitable<RealPath> {
  return drive(steps(fs, path));
}

function* steps(
  fs: Fs,
  path: string,
): Generator<Awaitable<unknown>, RealPath, unknown> {
  const rest = parsePath(path, "open").components.reverse();
  const parents: string[] = [];
  let own = "/";
  let info = (yield lstat(fs, own)) as FileInfo;
  for (let links = 0, name; (name = rest.pop()) !== undefined;) {
    if (info.kind !== "directory") {
      throw new FsError("ENOTDIR", { operation: "open", path });
    }
    const parent = own;
    own = name === "."
      ? own
      : name === ".."
      ? parents.pop() ?? "/"
      : join(own, name);
    info = (yield lstat(fs, own)) as FileInfo;
    if (info.kind !== "symlink") {
      if (own !== parent && name !== "..") parents.push(parent);
      continue;
    }
    if (++links > MAX_LINKS) {
      throw new FsError("ELOOP", { operation: "open", path });
    }
    const target = (yield readlink(fs, own)) as string;
    rest.push(...parsePath(target, "open").components.reverse());
    own = parent;
    if (target.startsWith("/")) {
      parents.length = 0;
      own = "/";
    }
    info = (yield lstat(fs, own)) as FileInfo;
  }
  return { path: own, info };
}
