// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { atOnce } from "./at_once.ts";
import type { SyncFsFile } from "../../vfs/fs.ts";
import { fdflag, FDFLAGS, filetype, fstflag, FSTFLAGS } from "./abi.ts";
import type { WasiClock, WasiContext } from "./context.ts";
import {
  type Descriptor,
  type DirectoryDescriptor,
  type FileDescriptor,
  kindOfStream,
} from "./descriptors.ts";
import { errno, type WasiErrno, WasiError } from "./errno.ts";
import { type FdDataName, isPipe, isStreaming } from "./fd_data.ts";
import type { WasiFunctions } from "./functions.ts";
import { toPath } from "./resolve.ts";
import { right, rightsOf } from "./rights.ts";

/** The highest `advice` that `fd_advise` accepts. */
const LAST_ADVICE = 5;

/** The rights of which at least one is needed to change the size of a file. */
const SIZING = right.fdWrite | right.fdAllocate | right.fdFilestatSetSize;

/** The `filestat` of a stream, which has no inode and no times. */
const STREAM_INFO = {
  ...{ name: "", size: 0, mode: 0, uid: 0, gid: 0 },
  ...{ dev: 0n, ino: 0n, nlink: 0, atimeNs: 0n, mtimeNs: 0n, ctimeNs: 0n },
} as const;

/** The functions that describe and change descriptors and their files. */
export function fdControlFunctions(
  context: WasiContext,
): WasiFunctions<`fd_${string}`, FdDataName | "fd_readdir"> {
  const { memory, descriptors, clock, dialect } = context;
  return {
    /** {@link https://github.com/WebAssembly/WASI/blob/main/legacy/preview1/docs.md#fd_advise} */
    fd_advise(fd, _offset, length, advice) {
      if (advice > LAST_ADVICE) return errno.EINVAL;
      const descriptor = descriptors.get(fd);
      if (hasNoPositions(descriptor)) return errno.ESPIPE;
      return length < 0n ? errno.EINVAL : errno.SUCCESS;
    },
    /**
     * {@link https://github.com/WebAssembly/WASI/blob/main/legacy/preview1/docs.md#fd_allocate}
     *
     * Grows a file, never shrinks it.
     */
    fd_allocate(fd, offset, length) {
      const descriptor = descriptors.get(fd);
      if (offset < 0n || length <= 0n) return errno.EINVAL;
      if ((descriptor.rights & SIZING) === 0) return errno.EBADF;
      if (hasNoPositions(descriptor)) return errno.ESPIPE;
      if (!isRegular(descriptor)) return errno.ENODEV;
      const { file } = descriptor;
      const end = offset + length;
      if (file.stat().size < end) file.truncate(toSize(end));
      return errno.SUCCESS;
    },
    /** {@link https://github.com/WebAssembly/WASI/blob/main/legacy/preview1/docs.md#fd_close} */
    fd_close(fd) {
      descriptors.close(fd);
      return errno.SUCCESS;
    },
    /** {@link https://github.com/WebAssembly/WASI/blob/main/legacy/preview1/docs.md#fd_datasync} */
    fd_datasync: sync,
    /** {@link https://github.com/WebAssembly/WASI/blob/main/legacy/preview1/docs.md#fd_sync} */
    fd_sync: sync,
    /** {@link https://github.com/WebAssembly/WASI/blob/main/legacy/preview1/docs.md#fd_fdstat_get} */
    fd_fdstat_get(fd, pointer) {
      const descriptor = descriptors.get(fd);
      const { flags, rights, inheriting } = descriptor;
      memory.bytes(pointer, 24).fill(0);
      memory.setU8(pointer, filetype[kindOf(descriptor)]);
      memory.setU16(pointer + 2, flags);
      memory.setU64(pointer + 8, rights);
      memory.setU64(pointer + 16, inheriting);
      return errno.SUCCESS;
    },
    /** {@link https://github.com/WebAssembly/WASI/blob/main/legacy/preview1/docs.md#fd_fdstat_set_flags} */
    fd_fdstat_set_flags(fd, flags) {
      if (flags & ~FDFLAGS) return errno.EINVAL;
      const descriptor = descriptors.get(fd);
      const synced = fdflag.dsync | fdflag.rsync | fdflag.sync;
      if ((flags ^ descriptor.flags) & synced) return errno.EINVAL;
      descriptor.flags = flags;
      return errno.SUCCESS;
    },
    /**
     * {@link https://github.com/WebAssembly/WASI/blob/main/legacy/preview1/docs.md#fd_fdstat_set_rights}
     *
     * Rights can only be given up.
     */
    fd_fdstat_set_rights(fd, base, inheriting) {
      const descriptor = descriptors.get(fd);
      const rights = rightsOf(base);
      const passedOn = rightsOf(inheriting);
      const isMore = (rights & ~descriptor.rights) !== 0 ||
        (passedOn & ~descriptor.inheriting) !== 0;
      if (isMore) return errno.ENOTCAPABLE;
      descriptor.rights = rights;
      descriptor.inheriting = passedOn;
      return errno.SUCCESS;
    },
    /** {@link https://github.com/WebAssembly/WASI/blob/main/legacy/preview1/docs.md#fd_filestat_get} */
    fd_filestat_get(fd, pointer) {
      const descriptor = descriptors.get(fd);
      const info = descriptor.type === "stream"
        ? { ...STREAM_INFO, kind: kindOfStream(descriptor) }
        : atOnce("stat", openHandle(descriptor).stat());
      memory.setFilestat(dialect, pointer, info);
      return errno.SUCCESS;
    },
    /** {@link https://github.com/WebAssembly/WASI/blob/main/legacy/preview1/docs.md#fd_filestat_set_size} */
    fd_filestat_set_size(fd, size) {
      const descriptor = descriptors.get(fd);
      // Not EBADF: as in Linux and the reference engine.
      if (!isRegular(descriptor) || (descriptor.rights & SIZING) === 0) {
        return errno.EINVAL;
      }
      descriptor.file.truncate(toSize(size));
      return errno.SUCCESS;
    },
    /** {@link https://github.com/WebAssembly/WASI/blob/main/legacy/preview1/docs.md#fd_filestat_set_times} */
    fd_filestat_set_times(fd, atim, mtim, flags) {
      const times = toTimes(clock, atim, mtim, flags);
      const descriptor = descriptors.get(fd);
      if (descriptor.type === "stream") return errno.EBADF;
      openHandle(descriptor).chtimes(...times);
      return errno.SUCCESS;
    },
    /** {@link https://github.com/WebAssembly/WASI/blob/main/legacy/preview1/docs.md#fd_prestat_get} */
    fd_prestat_get(fd, pointer) {
      const name = preopenName(descriptors.get(fd), "EBADF");
      memory.setU32(pointer, 0);
      memory.setU32(pointer + 4, name.length);
      return errno.SUCCESS;
    },
    /** {@link https://github.com/WebAssembly/WASI/blob/main/legacy/preview1/docs.md#fd_prestat_dir_name} */
    fd_prestat_dir_name(fd, pointer, length) {
      const name = preopenName(descriptors.get(fd), "ENOTDIR");
      if (length < name.length) return errno.ENAMETOOLONG;
      memory.bytes(pointer, name.length).set(name);
      return errno.SUCCESS;
    },
    /** {@link https://github.com/WebAssembly/WASI/blob/main/legacy/preview1/docs.md#fd_renumber} */
    fd_renumber(from, to) {
      descriptors.renumber(from, to);
      return errno.SUCCESS;
    },
  };

  function sync(fd: number): number {
    const descriptor = descriptors.get(fd);
    if (descriptor.type === "stream") return errno.EINVAL;
    if (descriptor.type === "file" && isStreaming(descriptor)) {
      return errno.EINVAL;
    }
    descriptor.file?.sync();
    return errno.SUCCESS;
  }
}

function isRegular(descriptor: Descriptor): descriptor is FileDescriptor {
  return descriptor.type === "file" && descriptor.kind === "file";
}

function kindOf(descriptor: Descriptor): keyof typeof filetype {
  if (descriptor.type === "directory") return "directory";
  if (descriptor.type === "stream") return kindOfStream(descriptor);
  return descriptor.kind;
}

/** Whether it is a pipe, as the standard streams are. */
function hasNoPositions(descriptor: Descriptor): boolean {
  return descriptor.type === "stream" ||
    descriptor.type === "file" && isPipe(descriptor);
}

/** The times to set; `undefined` leaves one unchanged. Errors: EINVAL. */
export function toTimes(
  clock: WasiClock,
  atim: bigint,
  mtim: bigint,
  flags: number,
): [bigint | undefined, bigint | undefined] {
  if (flags & ~FSTFLAGS) throw new WasiError("EINVAL");
  const now = clock.realtime();
  const choose = (isGiven: number, isNow: number, time: bigint) => {
    if (isGiven && isNow) throw new WasiError("EINVAL");
    if (isNow) return now;
    return isGiven ? BigInt.asUintN(64, time) : undefined;
  };
  return [
    choose(flags & fstflag.atim, flags & fstflag.atimNow, atim),
    choose(flags & fstflag.mtim, flags & fstflag.mtimNow, mtim),
  ];
}

/** The handle of a file or directory; a preopened directory is opened if needed. */
export function openHandle(
  descriptor: Exclude<Descriptor, { type: "stream" }>,
): SyncFsFile {
  if (descriptor.type === "file") return descriptor.file;
  return descriptor.file ??= atOnce(
    "open",
    descriptor.fs.open(toPath(descriptor.names)),
  );
}

const encoder = new TextEncoder();

/** The name of a preopened directory. Errors: `code` for anything else. */
function preopenName(descriptor: Descriptor, code: WasiErrno): Uint8Array {
  const { preopen } = descriptor as Partial<DirectoryDescriptor>;
  if (preopen === undefined) throw new WasiError(code);
  return encoder.encode(preopen);
}

/** A size of a file. Errors: EINVAL if it is negative, EFBIG. */
function toSize(size: bigint): number {
  if (size < 0n) throw new WasiError("EINVAL");
  if (size > BigInt(Number.MAX_SAFE_INTEGER)) throw new WasiError("EFBIG");
  return Number(size);
}
