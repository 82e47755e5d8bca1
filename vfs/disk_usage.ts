import { checkFs, checkPath } from "./check.ts";
import { drive, type Steps } from "./drive.ts";
import type { Awaitable, Fs, SyncFs } from "./fs.ts";
import { keyOf } from "./key_of.ts";
import { TreeWalk } from "./walk.ts";

/**
 * The bytes of all files in a tree; a file of several names counts once. On a
 * {@linkcode SyncFs}, the answer is there at once.
 *
 * @throws {FsError} ENOENT, and what else walking the tree may fail with.
 * @throws {TypeError} For an argument or an option that is not what it may be.
 */
export function diskUsage(fs: SyncFs, path: string): number;
/** The same for any file system: to be awaited. */
export function diskUsage(fs: Fs, path: string): Awaitable<number>;
export function diskUsage(fs: Fs, path: string): Awaitable<number> {
  checkFs(fs);
  checkPath(path);
  return drive(count(fs, path));
}

function* count(fs: Fs, path: string): Steps<number> {
  let bytes = 0;
  const counted = new Set<string>();
  const tree = new TreeWalk(fs, path);
  for (let step; (step = yield* tree.next());) {
    const { info } = step;
    if (info.kind !== "file") continue;
    if (info.nlink > 1) {
      const key = keyOf(info);
      if (counted.has(key)) continue;
      counted.add(key);
    }
    bytes += info.size;
  }
  return bytes;
}
