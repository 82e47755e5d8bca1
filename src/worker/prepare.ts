// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { longjmpTag } from "../abi/env_names.ts";
import { hasRealThreads } from "../abi/real_threads.ts";
import { readOutline, rewrite, WasmFormatError } from "../wasm/mod.ts";
import type { PrepareAnswer, PrepareRequest } from "./messages.ts";

/**
 * Bounds the memory of a module, makes it interruptible, exports the tag that
 * `longjmp` throws, and compiles it: here and not in the caller's thread, which
 * it would block for half a second.
 */
export function prepare(request: PrepareRequest): PrepareAnswer {
  const { bytes } = request;
  try {
    const pages = sharedPages(bytes, request.maxMemoryBytes);
    const rewritten = rewrite(bytes, {
      interrupt: request.interruptible,
      maxMemoryBytes: request.maxMemoryBytes,
      // All of it is there from the beginning: see `ThreadHost`.
      ...(pages !== undefined && { sharedMemoryBytes: pages * PAGE_BYTES }),
      exportTag: longjmpTag,
    });
    return {
      type: "prepared",
      module: new WebAssembly.Module(rewritten),
      ...(pages !== undefined && { sharedPages: pages }),
    };
  } catch (error) {
    const format = error instanceof WasmFormatError
      ? { kind: error.kind, what: error.what, offset: error.offset }
      : undefined;
    return { type: "rejected", error: error as Error, format, bytes };
  }
}

const PAGE_BYTES = 65_536;

/** How large the memory is that the threads of a module share, if they share one. */
function sharedPages(
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
