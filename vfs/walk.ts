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
  const top = { path: root, info: await lstat(fs, root) };
  yield top;
  /** The path of the directory that was entered last, and a slash. */
  let base = "";
  /** What is still to come, the next one last: names in `base` and above it. */
  const rest: { info: FileInfo; baseLength: number }[] = [];
  const enter = async (entry: WalkEntry) => {
    if (entry.info.kind !== "directory") return;
    if (options.enter?.(entry) === false) return;
    base = entry.path.endsWith("/") ? entry.path : `${entry.path}/`;
    const baseLength = base.length;
    for (const info of (await list(fs, entry.path)).reverse()) {
      rest.push({ info, baseLength });
    }
  };
  await enter(top);
  for (let next; (next = rest.pop());) {
    const { info, baseLength } = next;
    const entry = { path: base.slice(0, baseLength) + info.name, info };
    yield entry;
    await enter(entry);
  }
}

async function list(fs: Fs, path: string): Promise<FileInfo[]> {
  await using directory = await fs.open(path);
  return await directory.readdir();
}
