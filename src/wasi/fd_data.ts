// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { WasiContext } from "./context.ts";
import type {
  Descriptor,
  FileDescriptor,
  StreamDescriptor,
} from "./descriptors.ts";
import { fdflag } from "./abi.ts";
import { readCount, writtenCount } from "./counts.ts";
import { errno, WasiError } from "./errno.ts";
import type { WasiFunctions } from "./functions.ts";
import { Iovecs } from "./iovecs.ts";
import { right } from "./rights.ts";

/** The names of {@linkcode fdDataFunctions}. */
export type FdDataName = `fd_${
  | ("read" | "pread" | "write" | "pwrite")
  | ("seek" | "tell")}`;

/** The functions that read, write and seek in files and streams. */
export function fdDataFunctions(
  context: WasiContext,
): WasiFunctions<FdDataName> {
  const { memory, descriptors, dialect } = context;
  const iovecs = new Iovecs(memory);
  return {
    /** {@link https://github.com/WebAssembly/WASI/blob/main/legacy/preview1/docs.md#fd_read} */
    fd_read(fd, iovs, count, result) {
      const from = descriptors.get(fd);
      checkRight(from, right.fdRead);
      if (from.type === "directory") return errno.EISDIR;
      memory.setU32(result, 0);
      const mayBlock = from.type === "stream" || isStreaming(from);
      let received = 0;
      const read = iovecs.scatter(iovs, count, (piece) => {
        // A read that has received something must not wait for more.
        if (mayBlock && received > 0) return 0;
        return received = readNext(from, piece);
      });
      memory.setU32(result, read);
      return errno.SUCCESS;
    },
    /** {@link https://github.com/WebAssembly/WASI/blob/main/legacy/preview1/docs.md#fd_pread} */
    fd_pread(fd, iovs, count, offset, result) {
      const start = toPosition(offset);
      const from = positioned(fd, right.fdRead);
      memory.setU32(result, 0);
      if (isBeyond(start)) return errno.SUCCESS;
      let position = start;
      const read = iovecs.scatter(iovs, count, (piece) => {
        const answer = from.file.readAt(piece, position);
        const received = readCount(answer, piece.length, "readAt");
        position += received;
        return received;
      });
      memory.setU32(result, read);
      return errno.SUCCESS;
    },
    /** {@link https://github.com/WebAssembly/WASI/blob/main/legacy/preview1/docs.md#fd_write} */
    fd_write(fd, iovs, count, result) {
      const to = descriptors.get(fd);
      checkRight(to, right.fdWrite);
      memory.setU32(result, 0);
      const written = iovecs.gather(
        iovs,
        count,
        (piece) => writeNext(to, piece),
      );
      memory.setU32(result, written);
      return errno.SUCCESS;
    },
    /**
     * {@link https://github.com/WebAssembly/WASI/blob/main/legacy/preview1/docs.md#fd_pwrite}
     *
     * As on Linux, a descriptor with the flag `append` ignores `offset`.
     */
    fd_pwrite(fd, iovs, count, offset, result) {
      const start = toPosition(offset);
      const to = positioned(fd, right.fdWrite);
      memory.setU32(result, 0);
      const cursor = positionOf(to);
      let done = 0;
      const written = iovecs.gather(iovs, count, (piece) => {
        const taken = to.flags & fdflag.append && !isStreaming(to)
          ? append(to, piece)
          : writeAt(to, piece, reachable(start) + done);
        done += taken;
        return taken;
      });
      to.position = cursor;
      memory.setU32(result, written);
      return errno.SUCCESS;
    },
    /** {@link https://github.com/WebAssembly/WASI/blob/main/legacy/preview1/docs.md#fd_seek} */
    fd_seek(fd, offset, whence, result) {
      const from = dialect.whence[whence];
      if (from === undefined) return errno.EINVAL;
      const descriptor = seekable(fd);
      if (isStreaming(descriptor)) {
        memory.setU64(result, descriptor.file.seek(Number(offset), from));
        return errno.SUCCESS;
      }
      let base: number | bigint = 0;
      if (from === "current") base = positionOf(descriptor);
      else if (from === "end") base = descriptor.file.stat().size;
      const position = BigInt(base) + offset;
      if (position !== BigInt.asUintN(64, position)) return errno.EINVAL;
      memory.setU64(result, position);
      descriptor.position = narrow(position);
      return errno.SUCCESS;
    },
    /** {@link https://github.com/WebAssembly/WASI/blob/main/legacy/preview1/docs.md#fd_tell} */
    fd_tell(fd, result) {
      memory.setU64(result, positionOf(seekable(fd)));
      return errno.SUCCESS;
    },
  };

  /**
   * A descriptor with positions. Errors: ESPIPE; EBADF, also for a directory, which
   * has positions on Linux, but by the rules of WASI none.
   */
  function seekable(fd: number): FileDescriptor {
    const descriptor = descriptors.get(fd);
    if (descriptor.type === "directory") throw new WasiError("EBADF");
    return withPositions(descriptor);
  }

  /**
   * A descriptor that can be read or written at a position. Errors: ESPIPE, even if
   * the right is missing, as on Linux; EBADF; EISDIR.
   */
  function positioned(fd: number, wanted: number): FileDescriptor {
    const descriptor = descriptors.get(fd);
    const isDirectory = descriptor.type === "directory";
    const found = isDirectory ? undefined : withPositions(descriptor);
    checkRight(descriptor, wanted);
    if (!found) throw new WasiError("EISDIR");
    return found;
  }
}

/** Errors: ESPIPE for a stream or a pipe, and for a device if that says so. */
function withPositions(
  descriptor: StreamDescriptor | FileDescriptor,
): FileDescriptor {
  if (descriptor.type === "stream" || isPipe(descriptor)) {
    throw new WasiError("ESPIPE");
  }
  if (isStreaming(descriptor)) descriptor.file.seek(0, "current");
  return descriptor;
}

/** The cursor; that of a device, or after an append, is where the file has it. */
export function positionOf(descriptor: FileDescriptor): number | bigint {
  if (isStreaming(descriptor)) return descriptor.file.seek(0, "current");
  return descriptor.position ??= descriptor.file.seek(0, "current");
}

/** Whether nothing in it can be reached a second time. */
export function isPipe({ kind }: FileDescriptor): boolean {
  return kind === "fifo" || kind === "socket";
}

/** Whether its file, a pipe or a device, reads and writes where it is. */
export function isStreaming({ kind }: FileDescriptor): boolean {
  return kind !== "file" && kind !== "blockDevice";
}

/** Errors: EBADF, as in POSIX, if the descriptor was not opened for this. */
function checkRight({ rights }: Descriptor, wanted: number): void {
  if ((rights & wanted) === 0) throw new WasiError("EBADF");
}

function readNext(
  from: StreamDescriptor | FileDescriptor,
  piece: Uint8Array,
): number {
  if (from.type === "stream") {
    const answer = from.input ? from.input.read(piece) : null;
    from.isAtEnd = answer === null;
    return readCount(answer, piece.length, "stdin.read");
  }
  if (isStreaming(from)) {
    return readCount(from.file.read(piece), piece.length, "read");
  }
  const position = positionOf(from);
  if (isBeyond(position)) return 0;
  const answer = from.file.readAt(piece, position);
  const received = readCount(answer, piece.length, "readAt");
  from.position = position + received;
  return received;
}

function writeNext(to: Descriptor, piece: Uint8Array): number {
  if (to.type === "stream") {
    if (!to.output) throw new WasiError("EBADF");
    const answer = to.output.write(piece);
    return writtenCount(answer, piece.length, `${to.name}.write`);
  }
  if (to.type === "directory") throw new WasiError("EBADF");
  if (isStreaming(to)) return write(to, piece);
  if (to.flags & fdflag.append) return append(to, piece);
  const position = reachable(positionOf(to));
  const written = writeAt(to, piece, position);
  to.position = position + written;
  return written;
}

function write({ file }: FileDescriptor, piece: Uint8Array): number {
  return writtenCount(file.write(piece), piece.length, "write");
}

function writeAt(
  { file }: FileDescriptor,
  piece: Uint8Array,
  position: number,
): number {
  const answer = file.writeAt(piece, position);
  return writtenCount(answer, piece.length, "writeAt");
}

/** Writes at the end, in one step if the file was opened for appending. */
function append(to: FileDescriptor, piece: Uint8Array): number {
  if (to.opensAtEnd) {
    const written = write(to, piece);
    to.position = undefined;
    return written;
  }
  const end = to.file.stat().size;
  const written = writeAt(to, piece, end);
  to.position = end + written;
  return written;
}

/** A file offset of the guest. Errors: EINVAL if it is negative. */
function toPosition(offset: bigint): number | bigint {
  if (offset < 0n) throw new WasiError("EINVAL");
  return narrow(offset);
}

/** A position as a number, unless it lies beyond the largest possible file. */
function narrow(position: bigint): number | bigint {
  return position <= Number.MAX_SAFE_INTEGER ? Number(position) : position;
}

/** Whether a position lies beyond the largest possible file. */
function isBeyond(position: number | bigint): position is bigint {
  return typeof position === "bigint";
}

/** A position that can be written to. Errors: EFBIG. */
function reachable(position: number | bigint): number {
  if (isBeyond(position)) throw new WasiError("EFBIG");
  return position;
}
