// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { WasmFormatError } from "../wasm/mod.ts";
import { boundModule } from "./bound_module.ts";
import type { PrepareAnswer, PrepareRequest } from "./messages.ts";

/**
 * Rewrites a module and compiles it: here and not in the caller's thread, which it
 * would block for half a second.
 */
export function prepare(request: PrepareRequest): PrepareAnswer {
  let { bytes } = request;
  try {
    const { bound, sharedPages } = boundModule(bytes, request);
    // There is nothing else left of it then.
    if (bound.buffer === bytes.buffer) bytes = bound;
    return {
      type: "prepared",
      module: new WebAssembly.Module(bound),
      ...(sharedPages !== undefined && { sharedPages }),
    };
  } catch (error) {
    const format = error instanceof WasmFormatError
      ? { kind: error.kind, what: error.what, offset: error.offset }
      : undefined;
    return { type: "rejected", error: error as Error, format, bytes };
  }
}
