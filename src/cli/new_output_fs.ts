// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { basename } from "@std/path/posix";
import { attempt } from "../../vfs/attempt.ts";
import { DelegatingFs } from "../../vfs/delegating_fs.ts";
import type { Fs } from "../../vfs/fs.ts";
import { FsError } from "../../vfs/fs_error.ts";
import { lstat } from "../../vfs/links.ts";

/** A file system in which an output replaces nothing that was not there at the start. */
export class NewOutputFs extends DelegatingFs {
  readonly #name: string;

  /**
   * Shows `fs`.
   *
   * @param output The path that the output is renamed to when it is complete.
   */
  constructor(fs: Fs, output: string) {
    super("NewOutputFs", fs);
    this.#name = basename(output);
  }

  /** See {@linkcode Fs.rename}. */
  override async rename(oldPath: string, newPath: string): Promise<void> {
    // On the way to it, links may have been followed.
    const isOutput = basename(newPath) === this.#name;
    if (isOutput && await attempt(() => lstat(this.fs, newPath))) {
      throw new FsError("EEXIST", { operation: "rename", path: newPath });
    }
    await super.rename(oldPath, newPath);
  }
}
