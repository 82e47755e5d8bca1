import { FDFLAGS, RIFLAGS, SDFLAGS, SIFLAGS } from "./abi.ts";
import type { WasiContext, WasiFunctions } from "./context.ts";
import { errno } from "./errno.ts";

/** `sock_*`: there are no sockets, so every open descriptor is ENOTSOCK. */
export function sockFunctions({ descriptors }: WasiContext): WasiFunctions {
  return {
    sock_accept: (fd: number, flags: number) => refuse(fd, flags & ~FDFLAGS),
    sock_recv: (fd: number, _iovs: number, _count: number, flags: number) =>
      refuse(fd, flags & ~RIFLAGS),
    sock_send: (fd: number, _iovs: number, _count: number, flags: number) =>
      refuse(fd, flags & ~SIFLAGS),
    sock_shutdown: (fd: number, how: number) => refuse(fd, how & ~SDFLAGS),
  };

  function refuse(fd: number, unknownFlags: number): number {
    if (unknownFlags !== 0) return errno.EINVAL;
    descriptors.get(fd);
    return errno.ENOTSOCK;
  }
}
