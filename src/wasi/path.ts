// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { atOnce } from "./at_once.ts";
import { lstat } from "../../vfs/links.ts";
import type { FileKind } from "../../vfs/fs.ts";
import { isErrno } from "../../vfs/is_errno.ts";
import type { WasiContext } from "./context.ts";
import type { DirectoryDescriptor } from "./descriptors.ts";
import { errno } from "./errno.ts";
import { openHandle, toTimes } from "./fd_control.ts";
import type { WasiFunctions } from "./functions.ts";
import { RemovedDirectory } from "./removed_directory.ts";
import {
  followsLink,
  type LastLink,
  resolve,
  type Target,
  toPath,
} from "./resolve.ts";

/** The functions that create, describe, rename and remove paths. */
export function pathFunctions(
  context: WasiContext,
): WasiFunctions<`path_${string}`, "path_open"> {
  const { memory, descriptors, clock, dialect } = context;

  function target(
    fd: number,
    pointer: number,
    length: number,
    last: LastLink,
  ): Target {
    return targetIn(descriptors.directory(fd), pointer, length, last);
  }

  function targetIn(
    directory: DirectoryDescriptor,
    pointer: number,
    length: number,
    last: LastLink,
  ): Target {
    return resolve(directory, memory.path(pointer, length), last);
  }

  const lastLink = (flags: number): LastLink =>
    followsLink(flags) ? "follow" : "keep";

  return {
    /** {@link https://github.com/WebAssembly/WASI/blob/main/legacy/preview1/docs.md#path_create_directory} */
    path_create_directory(fd, path, length) {
      const place = target(fd, path, length, "place");
      if (place.dots) return errno.EEXIST;
      atOnce("mkdir", place.fs.mkdir(place.path));
      return errno.SUCCESS;
    },
    /** {@link https://github.com/WebAssembly/WASI/blob/main/legacy/preview1/docs.md#path_filestat_get} */
    path_filestat_get(fd, flags, path, length, pointer) {
      const found = target(fd, path, length, lastLink(flags));
      memory.setFilestat(
        dialect,
        pointer,
        atOnce("lstat", lstat(found.fs, found.path)),
      );
      return errno.SUCCESS;
    },
    /** {@link https://github.com/WebAssembly/WASI/blob/main/legacy/preview1/docs.md#path_filestat_set_times} */
    path_filestat_set_times(fd, flags, path, length, atim, mtim, fstflags) {
      const times = toTimes(clock, atim, mtim, fstflags);
      const { fs, path: found } = target(fd, path, length, lastLink(flags));
      if (fs.lchtimes) atOnce("lchtimes", fs.lchtimes(found, ...times));
      else atOnce("chtimes", fs.chtimes(found, ...times));
      return errno.SUCCESS;
    },
    /** {@link https://github.com/WebAssembly/WASI/blob/main/legacy/preview1/docs.md#path_link} */
    path_link(oldFd, oldFlags, oldPath, oldLength, newFd, newPath, newLength) {
      const follows = followsLink(oldFlags);
      const oldDirectory = descriptors.directory(oldFd);
      const newDirectory = descriptors.directory(newFd);
      // A hard link is made to a symbolic link itself, never to its target.
      if (follows) return errno.EINVAL;
      const from = targetIn(oldDirectory, oldPath, oldLength, "place");
      atOnce("lstat", lstat(from.fs, from.path));
      const to = targetIn(newDirectory, newPath, newLength, "place");
      const { fs } = oldDirectory;
      if (fs !== newDirectory.fs) return errno.EXDEV;
      if (to.fs !== fs) return to.dots ? errno.EEXIST : errno.ENOENT;
      // All that can still be found there is the directory itself.
      if (from.fs !== fs) return isTaken(to) ? errno.EEXIST : errno.EPERM;
      if (!fs.link) return errno.ENOTSUP;
      atOnce("link", fs.link(from.path, to.path));
      return errno.SUCCESS;
    },
    /** {@link https://github.com/WebAssembly/WASI/blob/main/legacy/preview1/docs.md#path_readlink} */
    path_readlink(fd, path, length, buffer, bufferLength, result) {
      const link = target(fd, path, length, "keep");
      if (!link.fs.readlink) return errno.EINVAL;
      const points = atOnce("readlink", link.fs.readlink(link.path));
      // It cannot be followed, and may reveal paths of the host.
      if (points.startsWith("/")) return errno.EPERM;
      const text = new TextEncoder().encode(points);
      const part = text.subarray(0, bufferLength);
      memory.bytes(buffer, bufferLength).set(part);
      memory.setU32(result, part.length);
      return errno.SUCCESS;
    },
    /** {@link https://github.com/WebAssembly/WASI/blob/main/legacy/preview1/docs.md#path_remove_directory} */
    path_remove_directory(fd, path, length) {
      const place = target(fd, path, length, "place");
      if (place.dots === ".") return errno.EINVAL;
      if (place.dots) return errno.ENOTEMPTY;
      if (kindOf(place) !== "directory") return errno.ENOTDIR;
      atOnce("remove", place.fs.remove(place.path));
      loseName(place);
      return errno.SUCCESS;
    },
    /** {@link https://github.com/WebAssembly/WASI/blob/main/legacy/preview1/docs.md#path_rename} */
    path_rename(oldFd, oldPath, oldLength, newFd, newPath, newLength) {
      const oldDirectory = descriptors.directory(oldFd);
      const newDirectory = descriptors.directory(newFd);
      const from = targetIn(oldDirectory, oldPath, oldLength, "place");
      const to = targetIn(newDirectory, newPath, newLength, "place");
      if (from.dots || to.dots) return errno.EBUSY;
      const { fs } = oldDirectory;
      if (fs !== newDirectory.fs) return errno.EXDEV;
      if (from.fs !== fs || to.fs !== fs) return errno.ENOENT;
      atOnce("rename", fs.rename(from.path, to.path));
      moveBelow(from, to);
      return errno.SUCCESS;
    },
    /** {@link https://github.com/WebAssembly/WASI/blob/main/legacy/preview1/docs.md#path_symlink} */
    path_symlink(text, textLength, fd, path, length) {
      const directory = descriptors.directory(fd);
      const points = memory.path(text, textLength);
      if (points === "") return errno.ENOENT;
      if (points.startsWith("/")) return errno.EPERM;
      const place = targetIn(directory, path, length, "place");
      if (points.includes("\0")) return errno.EINVAL;
      if (!place.fs.symlink) return errno.ENOTSUP;
      atOnce("symlink", place.fs.symlink(points, place.path));
      return errno.SUCCESS;
    },
    /** {@link https://github.com/WebAssembly/WASI/blob/main/legacy/preview1/docs.md#path_unlink_file} */
    path_unlink_file(fd, path, length) {
      const place = target(fd, path, length, "place");
      if (place.dots || kindOf(place) === "directory") {
        return errno.EISDIR;
      }
      atOnce("remove", place.fs.remove(place.path));
      return errno.SUCCESS;
    },
  };

  /** The kind of the last name itself, with or without a trailing slash. */
  function kindOf({ fs, names }: Target): FileKind {
    return atOnce("lstat", lstat(fs, toPath(names))).kind;
  }

  function isTaken({ fs, path }: Target): boolean {
    try {
      atOnce("lstat", lstat(fs, path));
      return true;
    } catch (error) {
      if (isErrno(error)) return false;
      throw error;
    }
  }

  /** Renames the open directories in `from`, which are identified by their names. */
  function moveBelow(from: Target, to: Target): void {
    if (toPath(from.names) === toPath(to.names)) return;
    loseName(to);
    for (const directory of descriptors.directories()) {
      const { fs, names } = directory;
      const isBelow = fs === from.fs && names.length >= from.names.length &&
        from.names.every((name, i) => names[i] === name);
      if (isBelow) {
        directory.names = [...to.names, ...names.slice(from.names.length)];
      }
    }
  }

  /** Detaches open directories from a path: the next directory there is another one. */
  function loseName({ fs, names }: Target): void {
    const path = toPath(names);
    for (const directory of descriptors.directories()) {
      const isSame = directory.fs === fs && toPath(directory.names) === path;
      if (isSame) {
        directory.removed ??= new RemovedDirectory(openHandle(directory));
      }
    }
  }
}
