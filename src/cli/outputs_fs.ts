// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { attempt } from "../../vfs/attempt.ts";
import { DelegatingFile } from "../../vfs/delegating_file.ts";
import { DelegatingFs } from "../../vfs/delegating_fs.ts";
import type { Fs, FsFile, OpenOptions } from "../../vfs/fs.ts";
import { isErrno } from "../../vfs/is_errno.ts";
import { lstat } from "../../vfs/links.ts";
import { canonicalPath } from "../../vfs/path.ts";

/** What became of what was created, as paths. */
export interface Removal {
  readonly removed: readonly string[];
  /** What could not be removed. */
  readonly left: readonly string[];
}

/** What records what was created. */
export interface Outputs {
  /** Removes it, as far as it still exists. */
  removeMade(): Promise<Removal>;
}

/** A file system that records what was created in it, so that it can be removed. */
export class OutputsFs extends DelegatingFs implements Outputs {
  /** The paths of what was created or emptied, in that order. */
  readonly #made = new Set<string>();
  /** The operations in progress. */
  readonly #pending = new Set<Promise<unknown>>();

  /** Shows `fs`. */
  constructor(fs: Fs) {
    super("OutputsFs", fs);
  }

  /** See {@linkcode Fs.openFile}. */
  override openFile(path: string, options: OpenOptions = {}): Promise<FsFile> {
    return this.#track(async () => {
      const { create = false, truncate = false } = options;
      const note = () => this.#made.add(canonicalPath(path, "open"));
      const isMade = truncate || (create && !await this.#exists(path));
      const file = await this.fs.openFile(path, options);
      if (!isMade) return new OverwrittenFile(path, file, note);
      note();
      return file;
    });
  }

  /** See {@linkcode Fs.mkdir}. */
  override mkdir(path: string, mode?: number): Promise<void> {
    return this.#track(async () => {
      await this.fs.mkdir(path, mode);
      this.#made.add(canonicalPath(path, "mkdir"));
    });
  }

  /** See {@linkcode Fs.rename}. */
  override rename(oldPath: string, newPath: string): Promise<void> {
    return this.#track(async () => {
      await this.fs.rename(oldPath, newPath);
      if (!this.#made.delete(canonicalPath(oldPath, "rename"))) return;
      this.#made.add(canonicalPath(newPath, "rename"));
    });
  }

  /** Removes what was created and still exists, except directories with other files. */
  async removeMade(): Promise<Removal> {
    await Promise.allSettled(this.#pending);
    const removed: string[] = [];
    const left: string[] = [];
    for (const path of [...this.#made].reverse()) {
      try {
        await this.fs.remove(path);
        removed.unshift(path);
      } catch (error) {
        if (!isErrno(error)) throw error;
        if (!isErrno(error, "ENOENT", "ENOTEMPTY")) left.unshift(path);
      }
    }
    this.#made.clear();
    return { removed, left };
  }

  async #track<T>(action: () => Promise<T>): Promise<T> {
    const done = action();
    this.#pending.add(done);
    try {
      return await done;
    } finally {
      this.#pending.delete(done);
    }
  }

  async #exists(path: string): Promise<boolean> {
    return await attempt(() => lstat(this.fs, path)) !== undefined;
  }
}

/** A file that existed before: once it is emptied, it counts as created. */
class OverwrittenFile extends DelegatingFile {
  readonly #noteMade: () => void;

  constructor(name: string, file: FsFile, noteMade: () => void) {
    super(name, file);
    this.#noteMade = noteMade;
  }

  override async truncate(size: number): Promise<void> {
    await super.truncate(size);
    if (size === 0) this.#noteMade();
  }
}
