// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { DelegatingFs } from "../../vfs/delegating_fs.ts";
import type { Errno } from "../../vfs/errno.ts";
import type { FileInfo, Fs, FsFile, OpenOptions } from "../../vfs/fs.ts";
import { FsError } from "../../vfs/fs_error.ts";

/** A path that a guest could not use: a file, or a directory on the way to it. */
export interface Missed {
  readonly path: string;
  readonly code: Errno;
  /** Whether it was to be written. */
  readonly isWritten: boolean;
}

/** More paths than this are not recorded. */
const MOST = 1000;

/**
 * A file system that records the paths that could not be used. Guests find their way with
 * `lstat`; what only the runtime looks for, with `stat`, is not recorded.
 */
export class MissedFs extends DelegatingFs {
  readonly #missed = new Map<string, Missed>();

  /** Shows `fs`. */
  constructor(fs: Fs) {
    super("MissedFs", fs);
  }

  /** What could not be used, in the order in which it was tried. */
  get missed(): readonly Missed[] {
    return [...this.#missed.values()];
  }

  /** See {@linkcode Fs.openFile}. */
  override openFile(path: string, options: OpenOptions = {}): Promise<FsFile> {
    const { write = false, create = false, append = false } = options;
    const isWritten = write || create || append;
    return this.#watch(path, isWritten, () => super.openFile(path, options));
  }

  /** See {@linkcode Fs.mkdir}. */
  override mkdir(path: string, mode?: number): Promise<void> {
    return this.#watch(path, true, () => super.mkdir(path, mode));
  }

  /** See {@linkcode Fs.rename}. */
  override rename(oldPath: string, newPath: string): Promise<void> {
    return this.#watch(newPath, true, () => super.rename(oldPath, newPath));
  }

  /** See {@linkcode Fs.lstat}. */
  override lstat(path: string): Promise<FileInfo> {
    return this.#watch(path, false, () => super.lstat(path));
  }

  async #watch<T>(
    path: string,
    isWritten: boolean,
    action: () => T | Promise<T>,
  ): Promise<T> {
    try {
      const result = await action();
      // Before a file is made, it is looked for.
      this.#missed.delete(path);
      return result;
    } catch (error) {
      if (error instanceof FsError && this.#missed.size < MOST) {
        const { isWritten: wasWritten = false } = this.#missed.get(path) ?? {};
        this.#missed.set(path, {
          path,
          code: error.code,
          isWritten: isWritten || wasWritten,
        });
      }
      throw error;
    }
  }
}
