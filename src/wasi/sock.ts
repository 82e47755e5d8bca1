// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { FDFLAGS, RIFLAGS, SDFLAGS, SIFLAGS } from "./abi.ts";
import type { WasiContext } from "./context.ts";
import { errno } from "./errno.ts";
import type { WasiFunctions } from "./functions.ts";

/** `sock_*`: there are no sockets, so every open descriptor fails with ENOTSOCK. */
export function sockFunctions(
  { descriptors }: WasiContext,
): WasiFunctions<`sock_${string}`> {
  return {
    /** {@link https://github.com/WebAssembly/WASI/blob/main/legacy/preview1/docs.md#sock_accept} */
    sock_accept: (fd, flags) => refuse(fd, flags & ~FDFLAGS),
    /** {@link https://github.com/WebAssembly/WASI/blob/main/legacy/preview1/docs.md#sock_recv} */
    sock_recv: (fd, _iovs, _count, flags) => refuse(fd, flags & ~RIFLAGS),
    /** {@link https://github.com/WebAssembly/WASI/blob/main/legacy/preview1/docs.md#sock_send} */
    sock_send: (fd, _iovs, _count, flags) => refuse(fd, flags & ~SIFLAGS),
    /** {@link https://github.com/WebAssembly/WASI/blob/main/legacy/preview1/docs.md#sock_shutdown} */
    sock_shutdown: (fd, how) => refuse(fd, how & ~SDFLAGS),
  };

  function refuse(fd: number, unknownFlags: number): number {
    if (unknownFlags !== 0) return errno.EINVAL;
    descriptors.get(fd);
    return errno.ENOTSOCK;
  }
}
