// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { declareSound } from "./sound.ts";
import { checkOptions, flag, oneOf, that } from "./check.ts";
import { fromFileUrl } from "@std/path/posix";
import { DelegatingNames } from "./delegating_names.ts";
import type { Awaitable, Fs, SyncFs } from "./fs.ts";
import { FsError } from "./fs_error.ts";
import { openRoot } from "./host/open_root.ts";
import { ResolvingFs } from "./resolving_fs.ts";

/** Options of {@linkcode DenoFs}. */
export interface DenoFsOptions<S extends boolean = boolean> {
  /**
   * Promises that only the file systems of this process change the directory
   * while it is in use: it matters only if files are reached by paths (see
   * {@linkcode DenoFs}), and lifts the restrictions there. If the promise is
   * broken, another process that changes the directory can redirect reads and
   * writes outside it.
   *
   * @default {false}
   */
  soleWriter?: boolean;
  /**
   * Which symbolic links may be created; others are EPERM. `"any"` allows any
   * target: this file system does not follow one outside, but another program
   * on the host would, if it uses the directory later. `"descending"` allows
   * only relative targets without `..`, which stay inside wherever the links
   * are moved.
   *
   * @default {"any"}
   */
  symlinks?: "any" | "descending" | "none";
  /**
   * Whether it is a {@linkcode SyncFs}, as a `Wasi` needs it: reading and writing
   * block this thread. Only where no call has to wait for others: if files are
   * reached by handles, or with `soleWriter`; else it is ENOTSUP.
   *
   * @default {false}
   */
  synchronous?: S;
}

/**
 * A directory of the host as a jail: paths start at it, `..` stops at it, and
 * links are resolved within it, so that an absolute target starts at its root.
 *
 * The root is the directory, not its path: it is held open until the file
 * system is disposed of (`using`) or garbage-collected. How safe the jail is
 * from other processes that change the tree meanwhile depends on how files are
 * reached, which is the value of `access`:
 *
 * - `"handles"`, on Linux if Deno has all permissions (`-A`): each directory is
 *   opened relative to its parent, as with `openat`. Nothing that others move
 *   leads outside.
 * - `"paths"`, elsewhere: what is read is checked before it is returned, and
 *   fails with EAGAIN if the directories on the way keep changing; a directory
 *   must not have changed within the last second. Names directly in the root
 *   can be created, changed and removed; below it, that is EPERM, because
 *   others could redirect it outside. Only a rename of the root itself is not
 *   noticed in time. With `soleWriter`, none of this applies.
 *
 * It requires permission to read the directory, and to write to it for changes.
 * Times are kept to the nanosecond while the process lives; the host stores
 * milliseconds. A name that is not UTF-8 is listed with U+FFFD in place of what is
 * invalid in it, and with nothing known but its kind; to use it is EILSEQ.
 *
 * @typeParam S Whether it is synchronous: see {@linkcode DenoFsOptions}.
 *
 * @example Writing a file of the host
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
export class DenoFs<S extends boolean = false>
  extends ResolvingFs<S extends true ? SyncFs : Fs>
  implements Disposable {
  static {
    declareSound(this);
  }

  /** How files of the host are reached. */
  readonly access: "handles" | "paths";
  readonly #root: Disposable;

  /**
   * Creates a file system of the directory `root`, which must exist. Links on
   * its path are followed once, now.
   *
   * @throws {FsError} ENOENT, ENOTDIR, EACCES; ENOTSUP for `synchronous`.
   * @throws {TypeError} If an argument or option is invalid.
   */
  constructor(root: string | URL, options: DenoFsOptions<S> = {}) {
    checkOptions("DenoFs", options, {
      soleWriter: flag,
      symlinks: oneOf("any", "descending", "none"),
      synchronous: flag,
    });
    place("root", root);
    const { soleWriter = false, symlinks = "any", synchronous } = options;
    const path = typeof root === "string" ? root : fromFileUrl(root);
    const { names, access } = openRoot(path, {
      isSoleWriter: soleWriter,
      isSync: synchronous === true,
    });
    const isAny = symlinks === "any";
    super(
      "DenoFs",
      isAny ? names : new FewLinks(names, symlinks === "descending"),
    );
    this.access = access;
    this.#root = names;
  }

  /**
   * Releases the directory: every later operation is EBADF. Open files stay
   * open.
   */
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

/** Names that allow only links that stay inside, or none. */
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
