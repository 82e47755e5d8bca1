// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { checkPath } from "./check.ts";
import type { Awaitable, FileInfo, FsFile } from "./fs.ts";
import { FsError } from "./fs_error.ts";
import type { NameOperations, OpenRequest } from "./names.ts";

/**
 * The names of a read-only backend: none can be created, changed or removed
 * (EROFS).
 */
export abstract class ReadOnlyNames implements NameOperations {
  abstract lstat(path: string): Awaitable<FileInfo>;

  abstract open(path: string, request: OpenRequest): Awaitable<FsFile>;

  readlink(path: string): Awaitable<string> {
    throw new FsError("EINVAL", { operation: "readlink", path });
  }

  mkdir(path: string): void {
    return refuse("mkdir", path);
  }

  remove(path: string): void {
    return refuse("remove", path);
  }

  rename(path: string): void {
    return refuse("rename", path);
  }

  symlink(_target: string, path: string): void {
    return refuse("symlink", path);
  }

  link(path: string): void {
    return refuse("link", path);
  }

  chmod(path: string): void {
    return refuse("chmod", path);
  }

  chown(path: string): void {
    return refuse("chown", path);
  }

  chtimes(path: string): void {
    return refuse("chtimes", path);
  }
}

/** Fails with EROFS. */
export function refuse(operation: string, path: string): never {
  checkPath(path);
  throw new FsError("EROFS", { operation, path });
}
