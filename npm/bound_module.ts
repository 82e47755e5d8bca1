// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { longjmpTag } from "../src/abi/env_names.ts";
import { rewrite } from "../src/wasm/mod.ts";

/**
 * How far the memory of a published engine can grow: whoever runs it as a
 * `WebAssembly.Module` has no other limit, and whoever gives the file still chooses one
 * below.
 */
const MAX_MEMORY_BYTES = 2 * 2 ** 30;

/** The module of an engine as it is in packages: bounded, and stoppable. */
export function boundModule(
  module: Uint8Array<ArrayBuffer>,
): Uint8Array<ArrayBuffer> {
  return rewrite(module, {
    interrupt: true,
    maxMemoryBytes: MAX_MEMORY_BYTES,
    exportTag: longjmpTag,
  });
}
