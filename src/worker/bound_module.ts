// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { longjmpTag } from "../abi/env_names.ts";
import { hasRealThreads } from "../abi/real_threads.ts";
import { readOutline, rewrite, WasmFormatError } from "../wasm/mod.ts";
import type { PrepareRequest } from "./messages.ts";

/** A module that can be compiled for guests. */
export interface BoundModule {
  /** It may be in the buffer of what was given, which then is no module any more. */
  readonly bound: Uint8Array<ArrayBuffer>;
  /** The size of the memory that its threads share, in pages. */
  readonly sharedPages: number | undefined;
}

/**
 * Bounds the memory of a module, makes it interruptible, and exports the tag that
 * `longjmp` throws: in place, where there is room for it.
 *
 * @throws {WasmFormatError} when it cannot be rewritten.
 */
export function boundModule(
  bytes: Uint8Array<ArrayBuffer>,
  { interruptible, maxMemoryBytes }: Pick<
    PrepareRequest,
    "interruptible" | "maxMemoryBytes"
  >,
): BoundModule {
  const sharedPages = pagesToShare(bytes, maxMemoryBytes);
  const bound = rewrite(bytes, {
    interrupt: interruptible,
    maxMemoryBytes,
    // All of it is there from the beginning: see `ThreadHost`.
    ...(sharedPages !== undefined &&
      { sharedMemoryBytes: sharedPages * PAGE_BYTES }),
    exportTag: longjmpTag,
    inPlace: true,
  });
  return { bound, sharedPages };
}

const PAGE_BYTES = 65_536;

/** How large the memory is that the threads of a module share, if they share one. */
function pagesToShare(
  bytes: Uint8Array,
  maxMemoryBytes: number,
): number | undefined {
  const { imports, memories } = readOutline(bytes);
  const memory = memories.find(({ isImported }) => isImported);
  if (!memory || !hasRealThreads(imports)) return undefined;
  const { initialBytes, maximumBytes = 2 ** 32 } = memory;
  if (initialBytes > maxMemoryBytes) {
    throw new WasmFormatError(
      `a memory of at least ${initialBytes} bytes, which is more than the ` +
        `${maxMemoryBytes} allowed,`,
      { kind: "memory-limit", offset: 0 },
    );
  }
  return Math.floor(Math.min(maxMemoryBytes, maximumBytes) / PAGE_BYTES);
}
