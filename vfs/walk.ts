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
  const rest = await childrenOf(fs, top, options);
  for (let entry; (entry = rest.pop());) {
    yield entry;
    if (entry.info.kind !== "directory") continue;
    for (const child of await childrenOf(fs, entry, options)) rest.push(child);
  }
}

/** The entries of a directory that is to be entered, the last first. */
async function childrenOf(
  fs: Fs,
  entry: WalkEntry,
  { enter }: WalkOptions,
): Promise<WalkEntry[]> {
  if (entry.info.kind !== "directory" || enter?.(entry) === false) return [];
  const base = entry.path.endsWith("/") ? entry.path : `${entry.path}/`;
  await using directory = await fs.open(entry.path);
  const children = await directory.readdir();
  return children.reverse().map((info) => ({ path: base + info.name, info }));
}
