// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { DelegatingFs } from "../../vfs/delegating_fs.ts";
import type { Fs } from "../../vfs/fs.ts";
import { isErrno } from "../../vfs/is_errno.ts";

/**
 * A file system that leaves directories as they are if they cannot be changed. The
 * commit of an atomic run sets the mode and the times of each directory on the way to an
 * output, although only the last one is writable.
 */
export class FixedDirectoriesFs extends DelegatingFs {
  /** Shows `fs`. */
  constructor(fs: Fs) {
    super("FixedDirectoriesFs", fs);
  }

  /** See {@linkcode Fs.chmod}. */
  override async chmod(path: string, mode: number): Promise<void> {
    await this.#unlessFixed(path, () => super.chmod(path, mode));
  }

  /** See {@linkcode Fs.chown}. */
  override async chown(path: string, uid: number, gid: number): Promise<void> {
    await this.#unlessFixed(path, () => super.chown(path, uid, gid));
  }

  /** See {@linkcode Fs.chtimes}. */
  override async chtimes(
    path: string,
    atimeNs: bigint | undefined,
    mtimeNs: bigint | undefined,
  ): Promise<void> {
    const change = () => super.chtimes(path, atimeNs, mtimeNs);
    await this.#unlessFixed(path, change);
  }

  async #unlessFixed(
    path: string,
    change: () => void | Promise<void>,
  ): Promise<void> {
    try {
      await change();
    } catch (error) {
      const isFixed = isErrno(error, "EROFS", "EPERM", "EACCES") &&
        (await this.fs.stat(path)).kind === "directory";
      if (!isFixed) throw error;
    }
  }
}
