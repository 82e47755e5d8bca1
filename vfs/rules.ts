// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { type Check, checkOptions, checkPath, flag, whole } from "./check.ts";
import type { Errno } from "./errno.ts";
import type { FileKind, OpenOptions } from "./fs.ts";

/**
 * The rules of POSIX for a name before anything is done to it. Pure functions,
 * shared by every backend that resolves names itself, so that all fail alike.
 *
 * @module
 */

/** What is known about the last name of a path. */
export interface NameState {
  /** What it refers to; `undefined` if it is unused. */
  readonly kind: FileKind | undefined;
  /** Whether the path ends in a slash. */
  readonly needsDirectory: boolean;
}

const OPEN_OPTIONS: Readonly<Record<keyof OpenOptions, Check>> = {
  ...{ read: flag, write: flag, append: flag, create: flag, exclusive: flag },
  ...{ truncate: flag, directory: flag, noFollow: flag, mode: whole },
};

/**
 * Checks the arguments for opening a file.
 *
 * @throws {TypeError}
 */
export function checkOpen(
  path: string,
  options: OpenOptions | undefined,
): void {
  checkPath(path);
  checkOptions("openFile", options, OPEN_OPTIONS);
}

/** Why options contradict each other; `undefined` if they do not. */
export function optionsError(options: OpenOptions): Errno | undefined {
  const { create, truncate, directory } = options;
  const writes = options.write || options.append;
  if (truncate && !writes) return "EINVAL";
  if (create && directory) return "EINVAL";
  return undefined;
}

/** How a symbolic link at the end of a path is treated on opening. */
export function followingOf(
  path: string,
  { create, exclusive, noFollow }: OpenOptions,
): { follow: boolean; followSlash: boolean } {
  const isName = create === true && (exclusive || path.endsWith("/"));
  return { follow: !isName && !noFollow, followSlash: !isName };
}

/** Why a name cannot be opened. */
export function openError(
  { kind, needsDirectory }: NameState,
  options: OpenOptions,
): Errno | undefined {
  const { create, exclusive, directory } = options;
  // A slash requires a directory, but a file would be created.
  if (create && needsDirectory) return "EISDIR";
  if (kind === undefined) return create ? undefined : "ENOENT";
  if (create && exclusive) return "EEXIST";
  if (kind === "symlink") return directory ? "ENOTDIR" : "ELOOP";
  const isDirectory = kind === "directory";
  if (isDirectory && (options.write || options.append || create)) {
    return "EISDIR";
  }
  return !isDirectory && (directory || needsDirectory) ? "ENOTDIR" : undefined;
}

/** Whether an open file may be read, and whether it may be written. */
export function accessOf(
  { read, write, append }: OpenOptions,
): { canRead: boolean; canWrite: boolean } {
  const canWrite = (write ?? false) || (append ?? false);
  return { canRead: read ?? !canWrite, canWrite };
}

/**
 * Why `from` cannot be renamed to `to`, apart from the contents of a directory
 * there.
 */
export function renameError(
  from: NameState,
  to: NameState,
  isIntoItself: boolean,
  isOverParent: boolean,
): Errno | undefined {
  if (from.kind === undefined) return "ENOENT";
  const isDirectory = from.kind === "directory";
  if (!isDirectory && (from.needsDirectory || to.needsDirectory)) {
    return "ENOTDIR";
  }
  if (isDirectory && isIntoItself) return "EINVAL";
  if (to.kind === undefined) return undefined;
  if (isOverParent) return "ENOTEMPTY";
  const replacesDirectory = to.kind === "directory";
  if (isDirectory && !replacesDirectory) return "ENOTDIR";
  return !isDirectory && replacesDirectory ? "EISDIR" : undefined;
}
