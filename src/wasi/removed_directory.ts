// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type {
  FileInfo,
  OpenOptions,
  SyncFs,
  SyncFsFile,
} from "../../vfs/fs.ts";
import { FsError } from "../../vfs/fs_error.ts";
import { openError } from "../../vfs/rules.ts";

/** What the functions that take a path need of a file system. */
export type PathFs = Pick<
  SyncFs,
  | ("openFile" | "mkdir" | "remove" | "stat" | "chtimes")
  | ("lstat" | "lchtimes" | "symlink" | "readlink")
>;

/**
 * A directory that was removed while it was open: its root is the directory itself,
 * which has no entries and never will.
 *
 * Linux can open it again as `.`; a file system cannot, so that fails with ENOENT
 * here.
 */
export class RemovedDirectory implements PathFs {
  readonly #handle: SyncFsFile;

  constructor(handle: SyncFsFile) {
    this.#handle = handle;
  }

  openFile(path: string, options: OpenOptions = {}): never {
    const code = path === "/" &&
      openError({ kind: "directory", needsDirectory: false }, options);
    throw new FsError(code || "ENOENT", { operation: "openFile", path });
  }

  mkdir(path: string): never {
    throw new FsError("ENOENT", { operation: "mkdir", path });
  }

  remove(path: string): never {
    throw new FsError("ENOENT", { operation: "remove", path });
  }

  stat(path: string): FileInfo {
    return this.#at(path, "stat").stat();
  }

  lstat(path: string): FileInfo {
    return this.#at(path, "lstat").stat();
  }

  chtimes(
    path: string,
    atimeNs: bigint | undefined,
    mtimeNs: bigint | undefined,
  ): void {
    this.#at(path, "chtimes").chtimes(atimeNs, mtimeNs);
  }

  readlink(path: string): never {
    this.#at(path, "readlink");
    throw new FsError("EINVAL", { operation: "readlink", path });
  }

  symlink(_target: string, path: string): never {
    this.#at(path, "symlink");
    throw new FsError("EEXIST", { operation: "symlink", path });
  }

  #at(path: string, operation: string): SyncFsFile {
    if (path !== "/") throw new FsError("ENOENT", { operation, path });
    return this.#handle;
  }
}
