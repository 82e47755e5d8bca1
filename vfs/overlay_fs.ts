import { copy } from "./copy.ts";
import type { Fs } from "./fs.ts";
import { lstat } from "./links.ts";
import { OverlayNames } from "./overlay/overlay_names.ts";
import { ResolvingFs } from "./resolving_fs.ts";
import { childPath } from "./path.ts";
import { walk } from "./walk.ts";
import { tempFile } from "./temp.ts";
import { FsError } from "./fs_error.ts";

/** What {@linkcode OverlayFs.changes} tells of one path. */
export interface OverlayChange {
  /** The path, from the root. */
  readonly path: string;
  /** `"added"` and `"changed"` are in the layer, `"removed"` is only in the base. */
  readonly change: "added" | "changed" | "removed";
}

/** Options of {@linkcode OverlayFs.commit}. */
export interface CommitOptions {
  /** Where the changes go. The default is the base. */
  target?: Fs;
  /** Stops between two files; those that are done stay. */
  signal?: AbortSignal;
}

/**
 * A writable layer over a base that is only read. What is changed is first copied
 * up, with its metadata; what is removed is hidden; listings show both.
 *
 * The base must not be changed by others meanwhile. A hard link in the base is
 * broken by the first change of one of its names.
 *
 * @example Trying something out
 * ```ts
 * import { MemoryFs, OverlayFs } from "@afmpeg/afmpeg/vfs";
 * import { assertEquals } from "@std/assert";
 *
 * const base = new MemoryFs();
 * base.writeFile("a.txt", "old");
 * const fs = new OverlayFs(base, new MemoryFs());
 * await fs.writeFile("a.txt", "new");
 * assertEquals(base.readTextFile("a.txt"), "old");
 * assertEquals(await fs.changes(), [{ path: "/a.txt", change: "changed" }]);
 * await fs.commit();
 * assertEquals(base.readTextFile("a.txt"), "new");
 * ```
 */
export class OverlayFs extends ResolvingFs {
  readonly #base: Fs;
  readonly #layer: Fs;
  readonly #names: OverlayNames;

  /** Lays `layer`, which should be empty, over `base`. */
  constructor(base: Fs, layer: Fs) {
    const names = new OverlayNames(base, layer);
    super("OverlayFs", names);
    this.#base = base;
    this.#layer = layer;
    this.#names = names;
  }

  /** What differs from the base, by path. */
  async changes(): Promise<OverlayChange[]> {
    const changes: OverlayChange[] = [];
    for await (const { path } of walk(this.#layer, "/")) {
      if (path === "/") continue;
      const inBase = await this.#kindIn(this.#base, path);
      if (inBase === undefined) changes.push({ path, change: "added" });
      else if (inBase !== "directory" || this.#names.isHidden(path)) {
        changes.push({ path, change: "changed" });
      }
    }
    for (const path of this.#names.hidden()) {
      const inLayer = await this.#kindIn(this.#layer, path);
      if (inLayer === undefined) changes.push({ path, change: "removed" });
    }
    return changes.sort((a, b) => a.path < b.path ? -1 : 1);
  }

  /**
   * Carries the changes over to the base, or to another target that looks like
   * it, and then forgets them. Each file takes its name when it is complete.
   */
  async commit(options: CommitOptions = {}): Promise<void> {
    const { target = this.#base, signal } = options;
    for (const path of this.#names.hidden()) {
      signal?.throwIfAborted();
      await target.removeAll(path);
    }
    for await (const { path, info } of walk(this.#layer, "/")) {
      signal?.throwIfAborted();
      if (path === "/") continue;
      if (info.kind === "directory") {
        const there = await this.#kindIn(target, path);
        if (there !== "directory") await target.mkdir(path, info.mode);
        await target.chmod(path, info.mode);
      } else {
        const parent = path.slice(0, path.lastIndexOf("/")) || "/";
        const beside = await tempFile(target, {
          dir: parent,
          prefix: ".commit-",
        });
        await target.remove(beside);
        await copy(this.#layer, path, target, beside);
        await target.rename(beside, path);
      }
    }
    await this.discard();
  }

  /** Forgets the changes. */
  async discard(): Promise<void> {
    await using root = await this.#layer.open("/");
    for (const name of await root.readdirnames()) {
      await this.#layer.removeAll(childPath("/", name));
    }
    this.#names.forget();
  }

  async #kindIn(fs: Fs, path: string): Promise<string | undefined> {
    try {
      return (await lstat(fs, path)).kind;
    } catch (error) {
      if (!(error instanceof FsError)) throw error;
      if (error.code === "ENOENT" || error.code === "ENOTDIR") return undefined;
      throw error;
    }
  }
}
