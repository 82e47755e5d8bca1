// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { WasiContext } from "./context.ts";
import { errno } from "./errno.ts";
import type { WasiFunctions } from "./functions.ts";

/** `args_*` and `environ_*`: the command line and the environment. */
export function argsFunctions(
  { memory, args, env }: WasiContext,
): WasiFunctions<`args_${string}` | `environ_${string}`> {
  const sizes =
    (strings: readonly Uint8Array[]) =>
    (countPointer: number, sizePointer: number): number => {
      memory.setU32(countPointer, strings.length);
      memory.setU32(sizePointer, strings.reduce((sum, s) => sum + s.length, 0));
      return errno.SUCCESS;
    };
  const get =
    (strings: readonly Uint8Array[]) =>
    (pointers: number, buffer: number): number => {
      for (const string of strings) {
        memory.setU32(pointers, buffer);
        memory.bytes(buffer, string.length).set(string);
        pointers += 4;
        buffer += string.length;
      }
      return errno.SUCCESS;
    };
  return {
    /** {@link https://github.com/WebAssembly/WASI/blob/main/legacy/preview1/docs.md#args_get} */
    args_get: get(args),
    /** {@link https://github.com/WebAssembly/WASI/blob/main/legacy/preview1/docs.md#args_sizes_get} */
    args_sizes_get: sizes(args),
    /** {@link https://github.com/WebAssembly/WASI/blob/main/legacy/preview1/docs.md#environ_get} */
    environ_get: get(env),
    /** {@link https://github.com/WebAssembly/WASI/blob/main/legacy/preview1/docs.md#environ_sizes_get} */
    environ_sizes_get: sizes(env),
  };
}
