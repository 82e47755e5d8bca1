import { basename, dirname, extname } from "@std/path/posix";
import { BasePathFs } from "../../vfs/base_path_fs.ts";
import { DelegatingFs } from "../../vfs/delegating_fs.ts";
import type {
  Awaitable,
  FileInfo,
  Fs,
  FsFile,
  OpenOptions,
} from "../../vfs/fs.ts";
import {
  checkOptions,
  fileSystem,
  type OptionTable,
  text,
} from "../../vfs/check.ts";
import { locate, type Location } from "../run/locate.ts";

/** Where a guest finds a file whose name it would not take for a name. */
const MOUNT = "/afmpeg-input";

/** A file as an input of ffmpeg. */
export interface Input {
  /** What to put behind `-i`. */
  readonly url: string;
  /** What it takes for the guest to find it. */
  readonly mounts: Readonly<Record<string, Fs>>;
}

/**
 * Checks what something is to be made of, before anything is opened.
 *
 * @throws {TypeError} when it is not a file system, a path and options.
 */
export function checkInput<T extends object>(
  owner: string,
  fs: unknown,
  path: unknown,
  options: T | undefined,
  table: OptionTable<T>,
): void {
  fileSystem("fs", fs);
  text("path", path);
  checkOptions(owner, options, table);
}

/**
 * Makes an input of the file at `path`, whatever its name looks like: an option, an
 * address, or the pattern of a sequence of pictures.
 *
 * The file is opened, so that a missing one is the caller's ENOENT, not a line in
 * the log.
 *
 * @throws {FsError} when it cannot be opened.
 */
export async function inputOf(
  fs: Fs,
  path: string,
  mounts: Readonly<Record<string, Fs>> = {},
): Promise<Input> {
  const found = locate(fs, path, mounts);
  await (await found.fs.open(found.path)).close();
  // "%03d" and "%*" are patterns to the demuxer of pictures; nothing tells it no.
  if (!/%(\d*d|[*?[\]{}])/.test(path)) {
    // From the root, whatever the working directory is.
    return { url: `file:${path.replace(/^(?!\/)/, "/")}`, mounts };
  }
  const alias = `input${extname(path).replaceAll("%", "")}`;
  return {
    url: `file:${MOUNT}/${alias}`,
    mounts: { ...mounts, [MOUNT]: new AliasFs(found, `/${alias}`) },
  };
}

/** The folder of a file, in which it has another name. */
class AliasFs extends DelegatingFs {
  readonly #path: string;
  readonly #alias: string;

  constructor({ fs, path }: Location, alias: string) {
    super("AliasFs", new BasePathFs(fs, dirname(path)));
    this.#path = `/${basename(path)}`;
    this.#alias = alias;
  }

  override openFile(path: string, options?: OpenOptions): Awaitable<FsFile> {
    return super.openFile(this.#real(path), options);
  }

  override stat(path: string): Awaitable<FileInfo> {
    return super.stat(this.#real(path));
  }

  override lstat(path: string): Awaitable<FileInfo> {
    return super.lstat(this.#real(path));
  }

  #real(path: string): string {
    return path === this.#alias ? this.#path : path;
  }
}
