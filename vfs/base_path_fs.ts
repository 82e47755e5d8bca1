// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { checkedFs } from "./checked_fs.ts";
import { declareSound } from "./sound.ts";
import { checkPath } from "./check.ts";
import { after } from "./after.ts";
import { DelegatingNames } from "./delegating_names.ts";
import { orDiscard } from "./discard.ts";
import { type Steps, wait } from "./drive.ts";
import type { Awaitable, Fs } from "./fs.ts";
import { FsError } from "./fs_error.ts";
import { namesOf } from "./names_of.ts";
import { type RealPath, realPath } from "./real_path.ts";
import { ResolvingFs } from "./resolving_fs.ts";

/**
 * A jail whose root is a directory of another file system. Neither `..`, nor
 * links, nor a sibling with the same prefix lead out of it.
 *
 * The root is the directory that exists when the jail is created, not its path:
 * if another directory or a link takes its place, the jail is empty (ENOENT)
 * until the directory is back. Nor can a lookup be led astray by changing the
 * tree meanwhile through this or another view (`BasePathFs`, `FilterFs`) of the
 * same file system, or of another view of it.
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
export class BasePathFs<F extends Fs = Fs> extends ResolvingFs<F> {
  static {
    declareSound(this);
  }

  /**
   * Makes the directory `base` of `fs` the root. It must exist; links on its
   * path are followed once, now.
   *
   * @throws {FsError} ENOENT, ENOTDIR: immediately if `fs` is synchronous, else
   * from each operation. ENOTSUP if `fs` does not identify its files (all have
   * inode number 0), so that the root could not be told from another directory.
   * @throws {TypeError} If an argument or option is invalid.
   */
  constructor(fs: F, base: string) {
    const checked = checkedFs(fs);
    checkPath(base, "base");
    super("BasePathFs", new BaseNames(checked, base));
  }
}

/**
 * The file system whose root is what `path` leads to, also if that is a file: it is
 * found once, now, as for {@linkcode BasePathFs}.
 */
export function locatedFs(fs: Fs, path: string): Fs {
  return new LocatedFs(fs, path);
}

class LocatedFs extends ResolvingFs {
  static {
    declareSound(this);
  }

  constructor(fs: Fs, path: string) {
    super("MountFs", new BaseNames(fs, path, true));
  }
}

class BaseNames extends DelegatingNames {
  readonly #root: Awaitable<RealPath>;
  /** The path of the root; nothing is looked up before it is known. */
  #base = "";

  constructor(fs: Fs, base: string, mayBeFile = false) {
    super(namesOf(fs));
    this.#root = after(realPath(fs, base), (root) => {
      assertPinnable(root, base, mayBeFile);
      this.#base = root.path === "/" ? "" : root.path;
      return root;
    });
    // Each operation will report it.
    if (this.#root instanceof Promise) this.#root.catch(() => {});
  }

  override *ready(): Steps<void> {
    yield* super.ready();
    yield this.#root;
  }

  override transact<T>(action: () => Steps<T>): Steps<T> {
    return super.transact(() => this.#pinned(action));
  }

  *#pinned<T>(action: () => Steps<T>): Steps<T> {
    if (this.#base === "") return yield* action();
    yield* this.#assertRoot();
    const value = yield* action();
    yield* orDiscard(value, () => this.#assertRoot());
    return value;
  }

  /** @throws {FsError} ENOENT, if the root is no longer at its path. */
  *#assertRoot(): Steps<void> {
    const { info: { dev, ino, kind } } = yield* wait(this.#root);
    const found = yield* wait(this.lstat("/"));
    const isRoot = found.dev === dev && found.ino === ino;
    if (!isRoot || found.kind !== kind) {
      throw new FsError("ENOENT", { operation: "open", path: "/" });
    }
  }

  protected override at(path: string): string {
    if (this.#base === "") return path;
    return path === "/" ? this.#base : this.#base + path;
  }

  protected override from(path: string): string {
    return path.slice(this.#base.length) || "/";
  }
}

function assertPinnable(
  { path, info }: RealPath,
  base: string,
  mayBeFile: boolean,
): void {
  if (info.kind !== "directory" && !mayBeFile) {
    throw new FsError("ENOTDIR", { operation: "open", path: base });
  }
  if (path !== "/" && info.ino === 0n) {
    throw new FsError("ENOTSUP", {
      operation: "open",
      path: base,
      hint: "a directory without a number of its own cannot be a root",
    });
  }
}
