// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { checkedFs } from "../../vfs/checked_fs.ts";
import type { Fs } from "../../vfs/fs.ts";
import { canonicalPath, isWithin } from "../../vfs/path.ts";

/** A path in one file system. */
export interface Location {
  readonly fs: Fs;
  readonly path: string;
}

/**
 * Resolves a path as a guest does: in the mount with the longest matching prefix,
 * or else in `fs`.
 *
 * @throws {FsError} when the path is invalid.
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
  const checked = checkedFs(found.fs);
  if (point === "/") return { fs: checked, path };
  return { fs: checked, path: canonical.slice(point.length) || "/" };
}
