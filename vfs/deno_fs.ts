import { checkOptions, flag, oneOf, that } from "./check.ts";
import { fromFileUrl } from "@std/path/posix";
import { DelegatingNames } from "./delegating_names.ts";
import type { Awaitable } from "./fs.ts";
import { FsError } from "./fs_error.ts";
import { openRoot } from "./host/open_root.ts";
import { ResolvingFs } from "./resolving_fs.ts";

/** Options of {@linkcode DenoFs}. */
export interface DenoFsOptions {
  /**
   * Vouches that nobody but the file systems of this process changes the directory
   * while it is used: only matters where it is reached by paths (see
   * {@linkcode DenoFs}), and lifts the restrictions there. If it is not true, whoever
   * does change it can lead what is read and written to the outside.
   *
   * @default {false}
   */
  soleWriter?: boolean;
  /**
   * Which symbolic links may be made; others are EPERM. `"any"` may point anywhere:
   * this file system does not follow it to the outside, but another program on the
   * host does, when it looks into the directory later. `"descending"` are only those
   * to relative paths without `..`, which stay inside wherever they are moved.
   *
   * @default {"any"}
   */
  symlinks?: "any" | "descending" | "none";
}

/**
 * A directory of the host, as a jail: paths begin at it, `..` stops at it, and
 * links are resolved within it, so that an absolute target means its root.
 *
 * The root is the directory, not its path: it is held open until the file system is
 * disposed of (`using`) or forgotten. How safe the jail is from other processes that
 * change the tree meanwhile depends on how names are reached, which `access` tells:
 *
 * - `"handles"`, on Linux where Deno has all permissions (`-A`): each directory is
 *   opened through the one above it, as `openat` does. Nothing that others move
 *   leads outside.
 * - `"paths"`, elsewhere: what is read is checked before it is handed out, and is
 *   EAGAIN if the directories on the way do not come to rest; a directory must not
 *   have been changed in the second before. Names directly in the root can be made,
 *   changed and removed; below it, that is EPERM, as others could have it happen
 *   outside. Only who renames the root itself is not noticed in time. With
 *   `soleWriter`, none of this applies.
 *
 * Needs permission to read the directory, and to write to it for what changes
 * something. Times are kept to the nanosecond as long as the process lives; the
 * host is told milliseconds. Names that are not UTF-8 are not shown.
 *
 * @example Reading a file of the host
 * ```ts
 * import { DenoFs } from "@afmpeg/afmpeg/vfs";
 * import { assertEquals } from "@std/assert";
 *
 * const root = await Deno.makeTempDir();
 * using fs = new DenoFs(root);
 * await fs.writeFile("/a.txt", "hello");
 * assertEquals(await Deno.readTextFile(`${root}/a.txt`), "hello");
 * assertEquals(await fs.exists("../../etc/passwd"), false);
 * ```
 */
export class DenoFs extends ResolvingFs implements Disposable {
  /** How names of the host are reached. */
  readonly access: "handles" | "paths";
  readonly #root: Disposable;

  /**
   * Makes a file system of the directory `root`, which must exist. Links that lead
   * to it are followed once, now.
   *
   * @throws {FsError} ENOENT, ENOTDIR, EACCES.
   * @throws {TypeError} For an argument or an option that is not what it may
   * be.
   */
  constructor(root: string | URL, options: DenoFsOptions = {}) {
    checkOptions("DenoFs", options, {
      soleWriter: flag,
      symlinks: oneOf("any", "descending", "none"),
    });
    place("root", root);
    const { soleWriter = false, symlinks = "any" } = options;
    const path = typeof root === "string" ? root : fromFileUrl(root);
    const { names, access } = openRoot(path, soleWriter);
    const isAny = symlinks === "any";
    super(
      "DenoFs",
      isAny ? names : new FewLinks(names, symlinks === "descending"),
    );
    this.access = access;
    this.#root = names;
  }

  /** Lets go of the directory: every operation is EBADF from now on. Open files stay open. */
  [Symbol.dispose](): void {
    this.#root[Symbol.dispose]();
  }
}

const place = that(
  (value) =>
    typeof value === "string" ||
    // Decoded, it would be a slash between two names.
    (value instanceof URL && !/%2f/i.test(value.pathname)),
  "a string, or a URL without encoded slashes",
);

/** Names among which only links can be made that stay inside, or none. */
class FewLinks extends DelegatingNames {
  readonly #descend: boolean;

  constructor(
    names: ConstructorParameters<typeof DelegatingNames>[0],
    descend: boolean,
  ) {
    super(names);
    this.#descend = descend;
  }

  override symlink(target: string, path: string): Awaitable<void> {
    const isInside = !target.startsWith("/") &&
      !target.split("/").includes("..");
    if (!this.#descend || !isInside) {
      throw new FsError("EPERM", { operation: "symlink", path });
    }
    return super.symlink(target, path);
  }
}
