import { copyContents } from "./copy_contents.ts";
import type { FileInfo, FileKind, Fs } from "./fs.ts";
import { FsError } from "./fs_error.ts";
import { lstat, readlink, symlink } from "./links.ts";
import { mkdirAll } from "./mkdir_all.ts";
import { childPath, parsePath, withoutEndSlashes } from "./path.ts";
import {
  find,
  isInside,
  isSameFile,
  type NamedFile,
  stat,
} from "./same_file.ts";
import { steps } from "./walk.ts";

/** How far a {@linkcode copy} is. */
export interface CopyProgress {
  /** The file that is being copied. */
  readonly path: string;
  /** How many files, directories and links are done. */
  readonly entries: number;
  /** How many bytes of files are done. */
  readonly bytes: number;
}

/** Options of {@linkcode copy}. */
export interface CopyOptions {
  /** Is told how far it is: after each piece of a file and after each entry. */
  onProgress?: (progress: CopyProgress) => void;
  /** Stops between two pieces; what was copied stays. */
  signal?: AbortSignal;
}

/**
 * Copies a file or a tree, from one file system into another or within one, with
 * modes and times. A link is copied as a link, and a hole is left out.
 *
 * Directories that are there are kept, files and links are replaced. A link below
 * `to` is not followed; `to` itself is, unless a link is copied. A file of a tree
 * that is the very same one in the other tree stays as it is.
 *
 * Errors: {@linkcode FsError}, and the reason of `signal`. EINVAL, and nothing is
 * changed, for a copy onto itself or of a directory into itself, by whatever path;
 * EISDIR for anything else over a directory, ENOTDIR for a directory over anything
 * else.
 *
 * @example
 * ```ts
 * import { copy, MemoryFs } from "@afmpeg/afmpeg/vfs";
 * import { assertEquals } from "@std/assert";
 *
 * const from = new MemoryFs();
 * const to = new MemoryFs();
 * from.mkdirAll("a/b");
 * from.writeFile("a/b/c.txt", "hello");
 * await copy(from, "a", to, "z");
 * assertEquals(to.readTextFile("z/b/c.txt"), "hello");
 * ```
 */
export async function copy(
  source: Fs,
  from: string,
  target: Fs,
  to: string,
  options: CopyOptions = {},
): Promise<void> {
  options.signal?.throwIfAborted();
  parsePath(to, "copy");
  const info = await lstat(source, from);
  const own = { fs: source, path: from, info };
  const isLink = info.kind === "symlink";
  const there = await find(target, to, isLink ? lstat : stat);
  const isWrong = info.kind === "directory"
    ? await isInside(target, to, own)
    : there !== undefined && await isSameFile(own, there);
  if (isWrong) {
    throw new FsError("EINVAL", { operation: "copy", path: from, dest: to });
  }
  const task = new CopyTask(source, target, options);
  if (info.kind === "directory") await task.tree(from, to);
  else if (isLink) await task.link(from, to, there?.info.kind);
  else await task.file(from, info, to);
}

class CopyTask {
  readonly #source: Fs;
  readonly #target: Fs;
  readonly #options: CopyOptions;
  #entries = 0;
  #bytes = 0;

  constructor(source: Fs, target: Fs, options: CopyOptions) {
    this.#source = source;
    this.#target = target;
    this.#options = options;
  }

  /** Copies a directory. */
  async tree(from: string, to: string): Promise<void> {
    await mkdirAll(this.#target, to);
    const top = await find(this.#target, to, stat);
    /** Of each directory on the way, whether it was made for this: then no name in it is taken. */
    const areNew: boolean[] = [];
    for await (const { path, info, isEnd } of steps(this.#source, from)) {
      const copied = joined(to, path.slice(from.length));
      const own = { fs: this.#source, path, info };
      if (isEnd) {
        areNew.pop();
        // What was copied into it has moved its time.
        await this.#keepMetadata(info, copied);
      } else if (info.kind !== "directory") {
        await this.#entry(own, copied, areNew.at(-1)!);
      } else if (areNew.length === 0) {
        areNew.push(false);
        this.#done(path);
      } else if (top && await isSameFile(own, top)) {
        throw new FsError("EINVAL", {
          operation: "copy",
          path: from,
          dest: to,
        });
      } else {
        areNew.push(await this.#mkdir(path, copied));
        this.#done(path);
      }
    }
  }

  /** Copies a link; what has the name gives way. */
  async link(
    path: string,
    copied: string,
    there: FileKind | undefined,
  ): Promise<void> {
    const text = await readlink(this.#source, path);
    if (there === "directory") {
      throw new FsError("EISDIR", { operation: "copy", path, dest: copied });
    }
    if (there) await this.#target.remove(copied);
    await symlink(this.#target, text, copied);
    this.#done(path);
  }

  /** Copies a file. */
  async file(
    path: string,
    info: FileInfo,
    copied: string,
    noFollow = false,
  ): Promise<void> {
    {
      const mode = info.mode & 0o777;
      const options = { write: true, create: true, truncate: true, mode };
      await using input = await this.#source.open(path);
      await using output = await this.#target.openFile(copied, {
        ...options,
        noFollow,
      });
      for await (const count of copyContents(input, output)) {
        this.#bytes += count;
        this.#tell(path);
      }
    }
    await this.#keepMetadata(info, copied);
    this.#done(path);
  }

  /** Copies what is no directory, into one. */
  async #entry(
    own: NamedFile,
    copied: string,
    isFree: boolean,
  ): Promise<void> {
    const { path, info } = own;
    const there = isFree ? undefined : await find(this.#target, copied, lstat);
    if (there && await isSameFile(own, there)) return this.#done(path);
    const kind = there?.info.kind;
    if (info.kind === "symlink") return await this.link(path, copied, kind);
    if (kind === "symlink") await this.#target.remove(copied);
    await this.file(path, info, copied, true);
  }

  /** Makes a directory. Returns whether there was none. */
  async #mkdir(path: string, copied: string): Promise<boolean> {
    try {
      await this.#target.mkdir(copied);
      return true;
    } catch (error) {
      const isTaken = error instanceof FsError && error.code === "EEXIST";
      if (!isTaken) throw error;
    }
    if ((await lstat(this.#target, copied)).kind !== "directory") {
      throw new FsError("ENOTDIR", { operation: "copy", path, dest: copied });
    }
    return false;
  }

  async #keepMetadata(info: FileInfo, copied: string): Promise<void> {
    await this.#target.chmod(copied, info.mode);
    await this.#target.chtimes(copied, info.atimeNs, info.mtimeNs);
  }

  #done(path: string): void {
    this.#entries++;
    this.#tell(path);
  }

  /** Says how far it is; then it may be stopped. */
  #tell(path: string): void {
    const { onProgress, signal } = this.#options;
    onProgress?.({ path, entries: this.#entries, bytes: this.#bytes });
    signal?.throwIfAborted();
  }
}

/** The place of `rest`, which may begin with a slash, below a directory. */
function joined(directory: string, rest: string): string {
  const base = withoutEndSlashes(directory);
  const name = rest.startsWith("/") ? rest.slice(1) : rest;
  return name === "" ? base : childPath(base, name);
}
