import type { WasiContext, WasiFunctions } from "./context.ts";
import { errno } from "./errno.ts";

/** `sock_*`: there are no sockets, so every open descriptor is ENOTSOCK. */
export function sockFunctions({ descriptors }: WasiContext): WasiFunctions {
  const notSocket = (fd: number): number => {
    descriptors.get(fd);
    return errno.ENOTSOCK;
  };
  return {
    sock_accept: notSocket,
    sock_recv: notSocket,
    sock_send: notSocket,
    sock_shutdown: notSocket,
  };
}
