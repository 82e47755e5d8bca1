import { type Check, checkOptions, checkPath, flag, whole } from "./check.ts";
import type { Errno } from "./errno.ts";
import type { FileKind, OpenOptions } from "./fs.ts";

/**
 * What POSIX says of a name before anything is done to it. Pure functions, shared
 * by every backend that looks names up itself, so that all fail alike.
 *
 * @module
 */

/** What is known of the last name of a path. */
export interface NameState {
  /** What it stands for, `undefined` where it is free. */
  readonly kind: FileKind | undefined;
  /** Whether the path ends in a slash. */
  readonly needsDirectory: boolean;
}

const OPEN_OPTIONS: Readonly<Record<keyof OpenOptions, Check>> = {
  ...{ read: flag, write: flag, append: flag, create: flag, exclusive: flag },
  ...{ truncate: flag, directory: flag, noFollow: flag, mode: whole },
};

/**
 * Checks what a file is to be opened by and how.
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

/** Why options contradict each other; `undefined` where they do not. */
export function optionsError(options: OpenOptions): Errno | undefined {
  const { create, truncate, directory } = options;
  const writes = options.write || options.append;
  if (truncate && !writes) return "EINVAL";
  if (create && directory) return "EINVAL";
  return undefined;
}

/** How a symbolic link at the end of a path is treated that is to be opened. */
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
  // A slash asks for a directory, which is not what is to be made.
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

/** Whether an open file may be read, and written. */
export function accessOf(
  { read, write, append }: OpenOptions,
): { canRead: boolean; canWrite: boolean } {
  const canWrite = (write ?? false) || (append ?? false);
  return { canRead: read ?? !canWrite, canWrite };
}

/** Why `from` cannot take the name `to`, apart from what lies in a directory of that name. */
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
