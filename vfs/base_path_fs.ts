import type { Fs } from "./fs.ts";
import { FsNames } from "./fs_names.ts";
import { canonicalPath } from "./path.ts";
import { ResolvingFs } from "./resolving_fs.ts";

/**
 * A directory of another file system as a jail: its root. Neither `..`, nor links,
 * nor a sibling whose name begins alike lead out of it.
 *
 * @example A directory as the root
 * ```ts
 * import { BasePathFs, MemoryFs } from "@afmpeg/afmpeg/vfs";
 * import { assertEquals } from "@std/assert";
 *
 * const fs = new MemoryFs();
 * fs.mkdir("jail");
 * fs.writeFile("secret", "");
 * const jail = new BasePathFs(fs, "jail");
 * await jail.writeFile("a.txt", "hello");
 * assertEquals(fs.readTextFile("jail/a.txt"), "hello");
 * assertEquals(await jail.exists("../secret"), false);
 * ```
 */
export class BasePathFs extends ResolvingFs {
  /** Makes the directory `base` of `fs` the root. It must not be reached through links. */
  constructor(fs: Fs, base: string) {
    const path = canonicalPath(base, "open");
    super("BasePathFs", new FsNames(fs, path === "/" ? "" : path));
  }
}
