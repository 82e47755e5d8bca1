import type { FileInfo, Fs } from "./fs.ts";
import { lstat } from "./links.ts";

/** What {@linkcode walk} yields: a name, and what it stands for. */
export interface WalkEntry {
  /** The path, beginning with the root as it was given. */
  readonly path: string;
  /** Describes the name itself: a link is not followed. */
  readonly info: FileInfo;
}

/** Options of {@linkcode walk}. */
export interface WalkOptions {
  /** Whether to go into a directory. The default goes into all. */
  enter?: (entry: WalkEntry) => boolean;
}

/** What {@linkcode steps} yields: a directory twice. */
export interface WalkStep extends WalkEntry {
  /** Whether it is a directory that is being left. */
  readonly isEnd: boolean;
}

/**
 * Goes through a tree, parents first and names in order; links are not followed.
 *
 * @example
 * ```ts
 * import { MemoryFs, walk } from "@afmpeg/afmpeg/vfs";
 * import { assertEquals } from "@std/assert";
 *
 * const fs = new MemoryFs();
 * fs.mkdirAll("a/b");
 * fs.writeFile("a/c.txt", "");
 * const paths = await Array.fromAsync(walk(fs, "a"), ({ path }) => path);
 * assertEquals(paths, ["a", "a/b", "a/c.txt"]);
 * ```
 */
export async function* walk(
  fs: Fs,
  root: string,
  options: WalkOptions = {},
): AsyncIterableIterator<WalkEntry> {
  for await (const { isEnd, ...entry } of steps(fs, root, options)) {
    if (!isEnd) yield entry;
  }
}

/** Like {@linkcode walk}, but yields each directory once more after what lies in it. */
export async function* steps(
  fs: Fs,
  root: string,
  options: WalkOptions = {},
): AsyncIterableIterator<WalkStep> {
  /** The path of the directory that was entered last, and a slash. */
  let base = "";
  /**
   * What is still to come, the next one last, and how much of `base` is the path
   * of its directory: the paths of a deep tree are longer than all of its names.
   */
  const rest: { info: FileInfo; length: number; isEnd: boolean }[] = [];
  const enter = async (entry: WalkEntry) => {
    if (options.enter?.(entry) === false) return;
    base = entry.path.endsWith("/") ? entry.path : `${entry.path}/`;
    const { length } = base;
    for (const info of (await list(fs, entry.path)).reverse()) {
      rest.push({ info, length, isEnd: false });
    }
  };
  const top = { path: root, info: await lstat(fs, root) };
  yield { ...top, isEnd: false };
  if (top.info.kind !== "directory") return;
  await enter(top);
  for (let next; (next = rest.pop());) {
    const { info, length, isEnd } = next;
    const entry = { path: base.slice(0, length) + info.name, info };
    yield { ...entry, isEnd };
    if (isEnd || info.kind !== "directory") continue;
    rest.push({ info, length, isEnd: true });
    await enter(entry);
  }
  yield { ...top, isEnd: true };
}

async function list(fs: Fs, path: string): Promise<FileInfo[]> {
  await using directory = await fs.open(path);
  return await directory.readdir();
}
