import { checkPath, fileSystem, refusal } from "./check.ts";
import type { Fs } from "./fs.ts";

/** A name in a file system, for functions that take more than those two. */
export interface FsLocation<F extends Fs = Fs> {
  /** The file system. */
  readonly fs: F;
  /** The name. */
  readonly path: string;
}

/**
 * Checks that a location is one.
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
