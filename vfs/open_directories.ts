import type { Awaitable, FileInfo, FsFile } from "./fs.ts";
import { listingOf } from "./fs_names.ts";
import { isWithin } from "./path.ts";

/**
 * The open directories of a backend that lists by path. A rename takes them
 * along: what has their name by then is another directory, or a link.
 */
export class OpenDirectories {
  /** Where each is now; `undefined` once it is removed. */
  readonly #open = new Set<{ path: string | undefined }>();

  /** An open directory that lists what `list` finds where it is by then, and else is what `file` is. */
  open(
    path: string,
    name: string,
    file: FsFile,
    list: (path: string) => Awaitable<FileInfo[]>,
  ): FsFile {
    const directory: { path: string | undefined } = { path };
    this.#open.add(directory);
    return listingOf(
      name,
      file,
      () => directory.path === undefined ? [] : list(directory.path),
      () => this.#open.delete(directory),
    );
  }

  /** To be called when `from` has got the name `to`, which replaces what had it. */
  renamed(from: string, to: string): void {
    if (from !== to) this.removed(to);
    for (const directory of this.#open) {
      const { path } = directory;
      if (path === undefined || !isWithin(path, from)) continue;
      directory.path = to + path.slice(from.length);
    }
  }

  /** To be called when the directory `path` is removed. */
  removed(path: string): void {
    for (const directory of this.#open) {
      if (directory.path === path) directory.path = undefined;
    }
  }
}
