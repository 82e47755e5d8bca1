// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { WasiContext } from "./context.ts";
import { errno } from "./errno.ts";
import type { WasiFunctions } from "./functions.ts";

/** How much is filled between two checkpoints: all memory would take seconds. */
const PIECE_BYTES = 1024 * 1024;

/** `random_get`. */
export function randomFunctions(
  context: WasiContext,
): WasiFunctions<"random_get"> {
  const { memory, random } = context;
  return {
    /** {@link https://github.com/WebAssembly/WASI/blob/main/legacy/preview1/docs.md#random_get} */
    random_get(pointer, length) {
      const bytes = memory.bytes(pointer, length);
      if (length <= PIECE_BYTES) random(bytes);
      else {
        for (let at = 0; at < length; at += PIECE_BYTES) {
          context.checkpoint();
          random(bytes.subarray(at, at + PIECE_BYTES));
        }
      }
      return errno.SUCCESS;
    },
  };
}

/** The most that `crypto.getRandomValues` accepts at once. */
const CHUNK_BYTES = 65_536;

/** Where random bytes for shared memory are made, which browsers refuse to fill. */
let made: Uint8Array<ArrayBuffer> | undefined;

/** The randomness of the host. */
export function hostRandom(buffer: Uint8Array): void {
  if (buffer.length <= CHUNK_BYTES) return fill(buffer);
  for (let at = 0; at < buffer.length; at += CHUNK_BYTES) {
    fill(buffer.subarray(at, at + CHUNK_BYTES));
  }
}

function fill(chunk: Uint8Array): void {
  if (isUnshared(chunk)) {
    crypto.getRandomValues(chunk);
    return;
  }
  made ??= new Uint8Array(CHUNK_BYTES);
  chunk.set(crypto.getRandomValues(made.subarray(0, chunk.length)));
}

/** Not by `SharedArrayBuffer`, which pages may not have. */
function isUnshared(bytes: Uint8Array): bytes is Uint8Array<ArrayBuffer> {
  return bytes.buffer instanceof ArrayBuffer;
}
