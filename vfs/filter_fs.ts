import type { File, FileInfo, Fs, OpenOptions } from "./fs.ts";
import { FsError } from "./fs_error.ts";
import { FsNames } from "./fs_names.ts";
import { OpenDirectories } from "./open_directories.ts";
import { childPath } from "./path.ts";
import { ResolvingFs } from "./resolving_fs.ts";

/**
 * A file system that shows only some files of another. Directories are always
 * shown; a hidden file is as if it were not there, cannot be made (EACCES), and
 * keeps its directory from being removed (ENOTEMPTY).
 *
 * @example Pictures only
 * ```ts
 * import { FilterFs, MemoryFs } from "@afmpeg/afmpeg/vfs";
 * import { assertEquals } from "@std/assert";
 *
 * const fs = new MemoryFs();
 * for (const name of ["a.png", "b.txt"]) fs.writeFile(name, "");
 * const pictures = new FilterFs(fs, /\.png$/);
 * assertEquals(await pictures.exists("a.png"), true);
 * assertEquals(await pictures.exists("b.txt"), false);
 * ```
 */
export class FilterFs extends ResolvingFs {
  /**
   * Shows the files of `fs` whose path, from the root and without links, matches
   * a pattern or satisfies a predicate.
   */
  constructor(fs: Fs, shown: RegExp | ((path: string) => boolean)) {
    const predicate = typeof shown === "function"
      ? shown
      : (path: string) => new RegExp(shown).test(path);
    super("FilterFs", new FilterNames(fs, predicate));
  }
}

class FilterNames extends FsNames {
  readonly #isShown: (path: string) => boolean;
  readonly #directories = new OpenDirectories();

  constructor(fs: Fs, isShown: (path: string) => boolean) {
    super(fs);
    this.#isShown = isShown;
  }

  override async lstat(path: string): Promise<FileInfo> {
    const info = await super.lstat(path);
    if (this.#shows(path, info)) return info;
    throw new FsError("ENOENT", "lstat", path);
  }

  override async open(
    path: string,
    options: OpenOptions,
    name: string,
    info: FileInfo | undefined,
  ): Promise<File> {
    if (!info) this.#assertShown("open", path);
    return await super.open(path, options, name, info);
  }

  override async remove(path: string, info: FileInfo): Promise<void> {
    await super.remove(path, info);
    this.#directories.removed(path);
  }

  override async rename(from: string, to: string): Promise<void> {
    const { kind } = await super.lstat(from);
    if (kind !== "directory") this.#assertShown("rename", to);
    await super.rename(from, to);
    this.#directories.renamed(from, to);
  }

  override async symlink(target: string, path: string): Promise<void> {
    this.#assertShown("symlink", path);
    await super.symlink(target, path);
  }

  override async link(from: string, to: string): Promise<void> {
    this.#assertShown("link", to);
    await super.link(from, to);
  }

  protected override listing(path: string, name: string, file: File): File {
    return this.#directories.open(path, name, file, async (path) => {
      const entries = await this.list(path);
      return entries.filter((info) =>
        this.#shows(childPath(path, info.name), info)
      );
    });
  }

  #shows(path: string, info: FileInfo): boolean {
    return info.kind === "directory" || this.#isShown(path);
  }

  #assertShown(operation: string, path: string): void {
    if (!this.#isShown(path)) throw new FsError("EACCES", operation, path);
  }
}
