// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Awaitable, FileInfo, FsFile } from "./fs.ts";
import { listingOf } from "./fs_names.ts";
import { isWithin } from "./path.ts";

/**
 * The open directories of a backend that lists by path. They follow a rename:
 * what then has the old name is another directory, or a link.
 */
export class OpenDirectories {
  /** The current path of each; `undefined` once it is removed. */
  readonly #open = new Set<{ path: string | undefined }>();

  /**
   * An open directory that lists what `list` finds at its current path, and
   * otherwise behaves like `file`.
   */
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

  /**
   * Must be called when `from` has been renamed to `to`, replacing what had
   * that name.
   */
  renamed(from: string, to: string): void {
    if (from !== to) this.removed(to);
    for (const directory of this.#open) {
      const { path } = directory;
      if (path === undefined || !isWithin(path, from)) continue;
      directory.path = to + path.slice(from.length);
    }
  }

  /** Must be called when the directory `path` has been removed. */
  removed(path: string): void {
    for (const directory of this.#open) {
      if (directory.path === path) directory.path = undefined;
    }
  }
}
