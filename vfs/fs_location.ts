// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { checkedFs } from "./checked_fs.ts";
import { checkPath, refusal } from "./check.ts";
import type { Fs } from "./fs.ts";

/** A path in a file system, for functions that take more than these two. */
export interface FsLocation<F extends Fs = Fs> {
  /** The file system. */
  readonly fs: F;
  /** The path in it. */
  readonly path: string;
}

/**
 * Checks that a location is valid. Returns it with its file system checked.
 *
 * @throws {TypeError}
 */
export function checkLocation(location: FsLocation, name: string): FsLocation {
  if (typeof location !== "object" || location === null) {
    throw refusal(`\`${name}\``, location, "an object of `fs` and `path`");
  }
  const { path } = location;
  const fs = checkedFs(location.fs, `${name}.fs`);
  checkPath(path, `${name}.path`);
  return { fs, path };
}
