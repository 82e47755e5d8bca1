import type { Fs } from "../../vfs/fs.ts";
import { canonicalPath, isWithin } from "../../vfs/path.ts";

/** Where something lies: in which file system, and where in it. */
export interface Location {
  readonly fs: Fs;
  readonly path: string;
}

/**
 * Finds a path as a guest does: in `fs`, or in the mount that begins it; of several,
 * the longest.
 *
 * @throws {FsError} when the path is none.
 */
export function locate(
  fs: Fs,
  path: string,
  mounts: Readonly<Record<string, Fs>> = {},
): Location {
  const canonical = canonicalPath(path, "open");
  let found = { point: "/", fs };
  for (const [name, mounted] of Object.entries(mounts)) {
    const point = canonicalPath(name, "mount");
    if (point.length >= found.point.length && isWithin(canonical, point)) {
      found = { point, fs: mounted };
    }
  }
  const { point } = found;
  if (point === "/") return { fs: found.fs, path };
  return { fs: found.fs, path: canonical.slice(point.length) || "/" };
}
