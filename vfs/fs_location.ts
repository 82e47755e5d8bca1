// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { checkPath, fileSystem, refusal } from "./check.ts";
import type { Fs } from "./fs.ts";

/** A path in a file system, for functions that take more than these two. */
export interface FsLocation<F extends Fs = Fs> {
  /** The file system. */
  readonly fs: F;
  /** The path in it. */
  readonly path: string;
}

/**
 * Checks that a location is valid.
 *
 * @throws {TypeError}
 */
export function checkLocation(location: FsLocation, name: string): void {
  if (typeof location !== "object" || location === null) {
    throw refusal(`\`${name}\``, location, "an object of `fs` and `path`");
  }
  fileSystem(`${name}.fs`, location.fs);
  checkPath(location.path, `${name}.path`);
}
