import { Semaphore } from "@std/async/unstable-semaphore";
import { DenoNames } from "./deno/deno_names.ts";
import { ResolvingFs } from "./resolving_fs.ts";

/**
 * One for all: a rename through one file system must not come in between the
 * steps of a lookup through another over the same directory.
 */
const lock = new Semaphore(1);

/**
 * A directory of the host, as a jail: paths begin at it, `..` stops at it, and
 * links are resolved within it, so that an absolute target means its root.
 *
 * Needs permission to read the directory, and to write to it for what changes
 * something. Times are kept to the nanosecond as long as the process lives; the
 * host is told milliseconds.
 *
 * A lookup cannot be led outside by whoever uses this file system, or another of
 * this class in the same process. Nor can another process do so that swaps
 * directories for links meanwhile, if this is Linux and Deno has all permissions
 * (`-A`): Deno has no call that opens a file relative to a directory, and grants
 * the detour through `/proc` to nobody else.
 *
 * @example Reading a file of the host
 * ```ts
 * import { DenoFs } from "@afmpeg/afmpeg/vfs";
 * import { assertEquals } from "@std/assert";
 *
 * const root = await Deno.makeTempDir();
 * const fs = new DenoFs(root);
 * await fs.writeFile("/a.txt", "hello");
 * assertEquals(await Deno.readTextFile(`${root}/a.txt`), "hello");
 * assertEquals(await fs.exists("../../etc/passwd"), false);
 * ```
 */
export class DenoFs extends ResolvingFs {
  /** Makes a file system of the directory `root`, which must exist. */
  constructor(root: string | URL) {
    super("DenoFs", new DenoNames(root), lock);
  }
}
