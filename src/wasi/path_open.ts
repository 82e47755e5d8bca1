// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { atOnce } from "./at_once.ts";
import { lstat } from "../../vfs/links.ts";
import type { OpenOptions, SyncFsFile } from "../../vfs/fs.ts";
import { isErrno } from "../../vfs/is_errno.ts";
import { fdflag, FDFLAGS, oflag, OFLAGS } from "./abi.ts";
import type { WasiContext } from "./context.ts";
import type { Descriptor, DirectoryDescriptor } from "./descriptors.ts";
import { errno, WasiError } from "./errno.ts";
import type { WasiFunctions } from "./functions.ts";
import { followsLink, resolve, type Target } from "./resolve.ts";
import { DIRECTORY_RIGHTS, FILE_RIGHTS, right, rightsOf } from "./rights.ts";

const READING = right.fdRead | right.fdReaddir;
const WRITING = right.fdWrite | right.fdAllocate | right.fdFilestatSetSize;

/** `path_open`. */
export function pathOpenFunctions(
  context: WasiContext,
): WasiFunctions<"path_open"> {
  const { memory, descriptors } = context;
  return {
    /** {@link https://github.com/WebAssembly/WASI/blob/main/legacy/preview1/docs.md#path_open} */
    path_open(
      fd,
      lookupFlags,
      path,
      length,
      oflags,
      base,
      inheriting,
      flags,
      result,
    ) {
      const follow = followsLink(lookupFlags);
      if (oflags & ~OFLAGS || flags & ~FDFLAGS) return errno.EINVAL;
      const name = memory.path(path, length);
      const directory = descriptors.directory(fd);
      const rights = rightsOf(base);
      const options = toOptions(directory, oflags, rights, flags);
      // Anything that can fail must do so before a file is open.
      memory.bytes(result, 4);
      descriptors.free();
      const [target, file] = open(directory, name, options, follow);
      const { fs } = directory;
      const descriptor = describe({ fs, names: target.names }, file, {
        rights,
        inheriting: rightsOf(inheriting) & directory.inheriting,
        flags,
      });
      memory.setU32(result, descriptors.add(descriptor));
      return errno.SUCCESS;
    },
  };
}

/** Errors: EINVAL, and EPERM if the directory lacks a right. */
function toOptions(
  directory: DirectoryDescriptor,
  oflags: number,
  rights: number,
  flags: number,
): OpenOptions {
  const create = (oflags & oflag.creat) !== 0;
  const truncate = (oflags & oflag.trunc) !== 0;
  const isDirectory = (oflags & oflag.directory) !== 0;
  const exclusive = (oflags & oflag.excl) !== 0;
  if (isDirectory && create) throw new WasiError("EINVAL");
  if (truncate && !(directory.rights & right.pathFilestatSetSize)) {
    throw new WasiError("EPERM");
  }
  const append = (flags & fdflag.append) !== 0 && (rights & WRITING) !== 0;
  const write = truncate || (rights & WRITING) !== 0;
  return {
    read: !write || (rights & READING) !== 0,
    write,
    append,
    create,
    exclusive,
    truncate,
    directory: isDirectory,
    noFollow: true,
  };
}

function openAt({ fs, path }: Target, options: OpenOptions): SyncFsFile {
  return atOnce("openFile", fs.openFile(path, options));
}

/**
 * Opens the last name without following a link: one call for nearly every path.
 * Only a link that must be followed needs a second walk.
 */
function open(
  directory: DirectoryDescriptor,
  path: string,
  options: OpenOptions,
  follow: boolean,
): [Target, SyncFsFile] {
  const target = resolve(directory, path, options.create ? "place" : "keep");
  // A trailing slash demands a directory, but this would create a file.
  if (options.create && target.path.length > 1 && target.path.endsWith("/")) {
    throw new WasiError("EISDIR");
  }
  try {
    return [target, openAt(target, options)];
  } catch (error) {
    if (!isLinkError(error)) throw error;
    if (!follow) throw isLink(target) ? new WasiError("ELOOP") : error;
    const end = resolve(directory, path, options.create ? "make" : "follow");
    return [end, openAt(end, options)];
  }
}

/** With `directory`, a link fails with ENOTDIR. */
function isLinkError(error: unknown): boolean {
  return isErrno(error, "ELOOP", "ENOTDIR");
}

/** Whether the path ends in a link that was not followed. */
function isLink({ fs, path }: Target): boolean {
  return !path.endsWith("/") && lstat(fs, path).kind === "symlink";
}

function describe(
  { fs, names }: Pick<DirectoryDescriptor, "fs" | "names">,
  file: SyncFsFile,
  { rights, inheriting, flags }: {
    rights: number;
    inheriting: number;
    flags: number;
  },
): Descriptor {
  const { kind } = file.stat();
  if (kind === "directory") {
    rights &= DIRECTORY_RIGHTS;
    return { type: "directory", fs, names, file, rights, inheriting, flags };
  }
  rights &= FILE_RIGHTS;
  inheriting &= FILE_RIGHTS;
  const opensAtEnd = (flags & fdflag.append) !== 0;
  // deno-fmt-ignore
  return { type: "file", kind, file, position: 0, opensAtEnd, rights, inheriting, flags };
}
