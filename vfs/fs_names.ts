import { DelegatingFile } from "./delegating_file.ts";
import type { Awaitable, File, FileInfo, Fs, OpenOptions } from "./fs.ts";
import { lchtimes, link, lstat, readlink, symlink } from "./links.ts";
import { ListingFile } from "./listing_file.ts";
import type { NameOperations } from "./resolving_fs.ts";

/**
 * The names of a file system below one of its directories. That they are resolved
 * here, and not by the file system, is what keeps a path inside the directory.
 */
export class FsNames implements NameOperations {
  readonly fs: Fs;
  readonly #base: string;

  /** Takes the names of `fs` below `base`, a canonical path or `""` for all. */
  constructor(fs: Fs, base: string = "") {
    this.fs = fs;
    this.#base = base;
  }

  lstat(path: string): Awaitable<FileInfo> {
    return lstat(this.fs, this.#inner(path));
  }

  readlink(path: string): Awaitable<string> {
    return readlink(this.fs, this.#inner(path));
  }

  async open(
    path: string,
    options: OpenOptions,
    name: string,
    info: FileInfo | undefined,
  ): Promise<File> {
    if (info?.kind === "directory") return this.#directory(path, name);
    const inner = this.#inner(path);
    const file = await this.fs.openFile(inner, { ...options, noFollow: true });
    return new DelegatingFile(name, file);
  }

  mkdir(path: string, mode: number): Awaitable<void> {
    return this.fs.mkdir(this.#inner(path), mode);
  }

  remove(path: string, _info: FileInfo): Awaitable<void> {
    return this.fs.remove(this.#inner(path));
  }

  rename(from: string, to: string): Awaitable<void> {
    return this.fs.rename(this.#inner(from), this.#inner(to));
  }

  symlink(target: string, path: string): Awaitable<void> {
    return symlink(this.fs, target, this.#inner(path));
  }

  link(from: string, to: string): Awaitable<void> {
    return link(this.fs, this.#inner(from), this.#inner(to));
  }

  chmod(path: string, mode: number): Awaitable<void> {
    return this.fs.chmod(this.#inner(path), mode);
  }

  chown(path: string, uid: number, gid: number): Awaitable<void> {
    return this.fs.chown(this.#inner(path), uid, gid);
  }

  chtimes(
    path: string,
    atimeNs: bigint | undefined,
    mtimeNs: bigint | undefined,
  ): Awaitable<void> {
    const inner = this.#inner(path);
    return this.fs.lchtimes
      ? lchtimes(this.fs, inner, atimeNs, mtimeNs)
      : this.fs.chtimes(inner, atimeNs, mtimeNs);
  }

  /** The entries of a directory, in order. */
  async list(path: string): Promise<FileInfo[]> {
    await using directory = await this.fs.open(this.#inner(path));
    return await directory.readdir();
  }

  /** A directory whose handle stays with the inner one, also when it is renamed or removed. */
  async #directory(path: string, name: string): Promise<File> {
    const file = await this.fs.open(this.#inner(path));
    return this.listing(path, name, file);
  }

  /** The open directory, for one that shows other entries than `file` has. */
  protected listing(_path: string, name: string, file: File): File {
    return new DelegatingFile(name, file);
  }

  #inner(path: string): string {
    if (this.#base === "") return path;
    return path === "/" ? this.#base : this.#base + path;
  }
}

/** An open directory that lists `list`, and else is what `file` is. */
export function listingOf(
  name: string,
  file: File,
  list: () => Awaitable<FileInfo[]>,
  onClose: () => void = () => {},
): File {
  return new ListingDelegate(name, file, list, onClose);
}

class ListingDelegate extends ListingFile {
  readonly #file: File;
  readonly #onClose: () => void;

  constructor(
    name: string,
    file: File,
    list: () => Awaitable<FileInfo[]>,
    onClose: () => void,
  ) {
    super(name, {
      list,
      stat: () => file.stat(),
      chtimes: (atimeNs, mtimeNs) => file.chtimes(atimeNs, mtimeNs),
    });
    this.#file = file;
    this.#onClose = onClose;
  }

  override async close(): Promise<void> {
    super.close();
    this.#onClose();
    await this.#file.close();
  }
}
