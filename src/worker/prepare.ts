// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { longjmpTag } from "../abi/env_names.ts";
import { rewrite, WasmFormatError } from "../wasm/mod.ts";
import type { PrepareAnswer, PrepareRequest } from "./messages.ts";

/**
 * Bounds the memory of a module, makes it interruptible, exports the tag that
 * `longjmp` throws, and compiles it: here and not in the caller's thread, which
 * it would block for half a second.
 */
export function prepare(request: PrepareRequest): PrepareAnswer {
  const { bytes } = request;
  try {
    const rewritten = rewrite(bytes, {
      interrupt: request.interruptible,
      maxMemoryBytes: request.maxMemoryBytes,
      exportTag: longjmpTag,
    });
    return { type: "prepared", module: new WebAssembly.Module(rewritten) };
  } catch (error) {
    const format = error instanceof WasmFormatError
      ? { kind: error.kind, what: error.what, offset: error.offset }
      : undefined;
    return { type: "rejected", error: error as Error, format, bytes };
  }
}
