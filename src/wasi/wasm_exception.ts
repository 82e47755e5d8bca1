// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** TypeScript's library does not know the exceptions of WebAssembly yet. */
const { Exception } = WebAssembly as unknown as {
  Exception?: new (...args: never[]) => Error;
};

/** Whether `error` is an exception of the guest, thrown by wasm code. */
export function isWasmException(error: unknown): boolean {
  return Exception !== undefined && error instanceof Exception;
}
