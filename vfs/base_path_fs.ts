import { checkFs, checkPath } from "./check.ts";
import { after } from "./after.ts";
import { DelegatingNames } from "./delegating_names.ts";
import { discard } from "./discard.ts";
import type { Awaitable, FileInfo, Fs } from "./fs.ts";
import { FsError } from "./fs_error.ts";
import { namesOf } from "./names_of.ts";
import { type RealPath, realPath } from "./real_path.ts";
import { ResolvingFs } from "./resolving_fs.ts";

/**
 * A directory of another file system as a jail: its root. Neither `..`, nor links,
 * nor a sibling whose name begins alike lead out of it.
 *
 * The root is the directory that is there when the jail is made, not the path: when
 * another directory, or a link, comes in its place, the jail is empty (ENOENT) until
 * it is back. Nor can anybody lead a lookup astray who changes the tree meanwhile
 * through this or another view (`BasePathFs`, `FilterFs`) of the same file system,
 * or of another view of it.
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
  /**
   * Makes the directory `base` of `fs` the root. It must exist; links that lead to
   * it are followed once, now.
   *
   * @throws {FsError} ENOENT, ENOTDIR: at once where `fs` answers at once, else
   * from each operation. ENOTSUP where `fs` does not say which file is which (all
   * have the number 0): the root could not be told from another.
   * @throws {TypeError} For an argument or an option that is not what it may
   * be.
   */
  constructor(fs: Fs, base: string) {
    checkFs(fs);
    checkPath(base, "base");
    super("BasePathFs", new BaseNames(fs, base));
  }
}

class BaseNames extends DelegatingNames {
  readonly #root: Awaitable<RealPath>;
  /** Where the root is; nothing is looked up before that is known. */
  #base = "";

  constructor(fs: Fs, base: string) {
    super(namesOf(fs));
    this.#root = after(realPath(fs, base), (root) => {
      assertPinnable(root, base);
      this.#base = root.path === "/" ? "" : root.path;
      return root;
    });
    // Each operation will say it.
    if (this.#root instanceof Promise) this.#root.catch(() => {});
  }

  override async ready(): Promise<void> {
    await super.ready();
    await this.#root;
  }

  override async transact<T>(action: () => Promise<T>): Promise<T> {
    if (this.#base === "") return await super.transact(action);
    const root = await this.#root;
    return await super.transact(async () => {
      const before = this.lstat("/");
      assertRoot(root, before instanceof Promise ? await before : before);
      const value = await action();
      try {
        const after = this.lstat("/");
        assertRoot(root, after instanceof Promise ? await after : after);
      } catch (error) {
        await discard(value);
        throw error;
      }
      return value;
    });
  }

  protected override at(path: string): string {
    if (this.#base === "") return path;
    return path === "/" ? this.#base : this.#base + path;
  }
}

/** @throws {FsError} ENOENT, where the root has lost its place. */
function assertRoot({ info: { dev, ino } }: RealPath, found: FileInfo): void {
  const isRoot = found.dev === dev && found.ino === ino;
  if (!isRoot || found.kind !== "directory") {
    throw new FsError("ENOENT", { operation: "open", path: "/" });
  }
}

function assertPinnable({ path, info }: RealPath, base: string): void {
  if (info.kind !== "directory") {
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
