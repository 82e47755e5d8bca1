import type { FileInfo, Fs } from "./fs.ts";
import { FsError } from "./fs_error.ts";
import { lstat } from "./links.ts";
import { childPath, withoutEndSlashes } from "./path.ts";

/** A directory that is being emptied. */
interface Level {
  /** How much of the path is its own: the paths of a deep tree would be longer than the tree. */
  readonly length: number;
  /** What is still to be removed from it. */
  readonly rest: FileInfo[];
}

/**
 * Removes a tree by `readdir` and `remove`, from the leaves up. Of the root, what
 * lies in it.
 */
export async function removeAll(fs: Fs, path: string): Promise<void> {
  // A slash would follow a link, of which the name is meant.
  let at = withoutEndSlashes(path);
  const top = await unlessGone(() => lstat(fs, at));
  if (!top) {
    if (path === "") {
      throw new FsError("ENOENT", { operation: "removeAll", path });
    }
    return;
  }
  if (top.kind !== "directory") {
    if (at !== path) {
      throw new FsError("ENOTDIR", { operation: "removeAll", path });
    }
    return await unlessGone(() => fs.remove(path));
  }
  const levels: Level[] = [{ length: at.length, rest: await list(fs, at) }];
  for (let level; (level = levels.at(-1));) {
    at = at.slice(0, level.length);
    const child = level.rest.pop();
    if (!child) {
      levels.pop();
      const isRoot = levels.length === 0 && top.name === "/";
      if (!isRoot) await unlessGone(() => fs.remove(at));
      continue;
    }
    const below = childPath(at, child.name);
    if (child.kind === "directory") {
      at = below;
      levels.push({ length: at.length, rest: await list(fs, at) });
    } else await unlessGone(() => fs.remove(below));
  }
}

async function list(fs: Fs, path: string): Promise<FileInfo[]> {
  return await unlessGone(async () => {
    await using directory = await fs.open(path);
    return await directory.readdir();
  }) ?? [];
}

/** What `action` answers; `undefined` if the name is gone meanwhile, or was never there. */
async function unlessGone<T>(
  action: () => T | Promise<T>,
): Promise<T | undefined> {
  try {
    return await action();
  } catch (error) {
    if (error instanceof FsError && error.code === "ENOENT") return undefined;
    throw error;
  }
}
