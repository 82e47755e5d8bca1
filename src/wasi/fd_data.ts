import type { WasiContext, WasiFunctions } from "./context.ts";
import type { Descriptor, FileDescriptor } from "./descriptors.ts";
import { fdflag } from "./abi.ts";
import { errno, WasiError } from "./errno.ts";
import { Iovecs } from "./iovecs.ts";
import { right } from "./rights.ts";

/** The functions that move the bytes of files and streams. */
export function fdDataFunctions(context: WasiContext): WasiFunctions {
  const { memory, descriptors, dialect } = context;
  const iovecs = new Iovecs(memory);
  return {
    fd_read(fd: number, iovs: number, count: number, result: number): number {
      const from = descriptors.get(fd);
      checkRight(from, right.fdRead);
      memory.setU32(result, 0);
      const read = iovecs.scatter(
        iovs,
        count,
        (piece) => readNext(from, piece),
      );
      memory.setU32(result, read);
      return errno.SUCCESS;
    },
    fd_pread(
      fd: number,
      iovs: number,
      count: number,
      offset: bigint,
      result: number,
    ): number {
      const from = seekable(fd, right.fdRead);
      let position = toPosition(offset);
      memory.setU32(result, 0);
      // No file is so long.
      if (position > Number.MAX_SAFE_INTEGER) return errno.SUCCESS;
      const read = iovecs.scatter(iovs, count, (piece) => {
        const received = from.file.readAt(piece, position) ?? 0;
        position += received;
        return received;
      });
      memory.setU32(result, read);
      return errno.SUCCESS;
    },
    fd_write(fd: number, iovs: number, count: number, result: number): number {
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
    fd_pwrite(
      fd: number,
      iovs: number,
      count: number,
      offset: bigint,
      result: number,
    ): number {
      const to = seekable(fd, right.fdWrite);
      let position = toPosition(offset);
      if (position > Number.MAX_SAFE_INTEGER) return errno.EFBIG;
      memory.setU32(result, 0);
      const written = iovecs.gather(iovs, count, (piece) => {
        const taken = to.file.writeAt(piece, position);
        position += taken;
        return taken;
      });
      memory.setU32(result, written);
      return errno.SUCCESS;
    },
    fd_seek(
      fd: number,
      offset: bigint,
      whence: number,
      result: number,
    ): number {
      const from = dialect.whence[whence];
      if (from === undefined) return errno.EINVAL;
      const descriptor = seekable(fd);
      let base = 0;
      if (from === "current") base = positionOf(descriptor);
      else if (from === "end") base = descriptor.file.stat().size;
      const position = BigInt(base) + offset;
      if (position < 0n) return errno.EINVAL;
      if (position > BigInt(Number.MAX_SAFE_INTEGER)) return errno.EOVERFLOW;
      memory.setU64(result, position);
      descriptor.position = Number(position);
      return errno.SUCCESS;
    },
    fd_tell(fd: number, result: number): number {
      memory.setU64(result, positionOf(seekable(fd)));
      return errno.SUCCESS;
    },
  };

  /** What has positions. Errors: EBADF, also for a directory; ESPIPE. */
  function seekable(fd: number, wanted?: number): FileDescriptor {
    const descriptor = descriptors.get(fd);
    if (wanted !== undefined) checkRight(descriptor, wanted);
    if (descriptor.type === "directory") throw new WasiError("EBADF");
    if (descriptor.type === "stream" || isStreaming(descriptor)) {
      throw new WasiError("ESPIPE");
    }
    return descriptor;
  }
}

/** The cursor; behind an append, where the file system left it. */
export function positionOf(descriptor: FileDescriptor): number {
  return descriptor.position ??= descriptor.file.seek(0, "current");
}

/** Whether it has no positions: a pipe, or a device. */
function isStreaming({ kind }: FileDescriptor): boolean {
  return kind !== "file" && kind !== "blockDevice";
}

/** A descriptor that lacks the right was not opened for this: EBADF, as in POSIX. */
function checkRight({ rights }: Descriptor, wanted: number): void {
  if ((rights & wanted) === 0) throw new WasiError("EBADF");
}

function readNext(from: Descriptor, piece: Uint8Array): number {
  if (from.type === "stream") return from.input?.read(piece) ?? 0;
  if (from.type === "directory") throw new WasiError("EBADF");
  if (isStreaming(from)) return from.file.read(piece) ?? 0;
  const position = positionOf(from);
  const received = from.file.readAt(piece, position) ?? 0;
  from.position = position + received;
  return received;
}

function writeNext(to: Descriptor, piece: Uint8Array): number {
  if (to.type === "stream") {
    if (!to.output) throw new WasiError("EBADF");
    return to.output.write(piece);
  }
  if (to.type === "directory") throw new WasiError("EBADF");
  if (isStreaming(to)) return to.file.write(piece);
  if ((to.flags & fdflag.append) && to.opensAtEnd) {
    to.position = undefined;
    return to.file.write(piece);
  }
  const position = to.flags & fdflag.append
    ? to.file.stat().size
    : positionOf(to);
  const written = to.file.writeAt(piece, position);
  to.position = position + written;
  return written;
}

/** A file offset of the guest. Errors: EINVAL where it is negative. */
function toPosition(offset: bigint): number {
  if (offset < 0n) throw new WasiError("EINVAL");
  return Number(offset);
}
