// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { hasRealThreads, spawnImport } from "../abi/real_threads.ts";
import { threadsModule } from "../abi/threads_module.ts";
import type { ImportInfo } from "../wasm/mod.ts";

/**
 * How the threads of a module run. `"real"`: at the same time, on as many processors as
 * there are. `"green"`: they take turns on one. `"none"`: it has none.
 */
export type ThreadKind = "none" | "green" | "real";

/** How the threads of a module run, by what it imports. */
export function threadKindOf(imports: readonly ImportInfo[]): ThreadKind {
  if (hasRealThreads(imports)) return "real";
  return imports.some(({ module }) => module === threadsModule)
    ? "green"
    : "none";
}

/** More than the imports of an engine, and what is before them, take. */
export const HEAD_BYTES: number = 256 * 1024;

/**
 * The same by the names in the beginning of a module, where its imports stand: a guess,
 * for lists of modules that nobody wants to read whole.
 */
export function threadKindIn(head: Uint8Array): ThreadKind {
  const text = new TextDecoder("latin1").decode(head);
  if (text.includes(spawnImport.name)) return "real";
  return text.includes(threadsModule) ? "green" : "none";
}
