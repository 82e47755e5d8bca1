// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * What a module whose threads run on threads of the host agrees on with it: the
 * proposal wasi-threads. Each thread has an instance of its own, over one shared memory
 * that the module imports under any name.
 *
 * @module
 */

/** The function with which a guest starts a thread. */
export const spawnImport = { module: "wasi", name: "thread-spawn" } as const;

/** The function that is called in the instance of a new thread. */
export const threadStartExport = "wasi_thread_start";

/** The variable that tells a guest with threads how many processors it has. */
export const processorsVariable = "AFMPEG_THREADS";

/** An import of any module, as far as it matters here. */
interface Wanted {
  readonly module: string;
  readonly name: string;
  readonly kind: string;
}

/** Whether an import is the function that starts a thread. */
export function isSpawn({ module, name, kind }: Wanted): boolean {
  return kind === "function" && module === spawnImport.module &&
    name === spawnImport.name;
}

/** Whether a guest with these imports has threads of the host. */
export function hasRealThreads(
  imports: WebAssembly.Module | readonly Wanted[],
): boolean {
  const all = imports instanceof WebAssembly.Module
    ? WebAssembly.Module.imports(imports)
    : imports;
  return all.some(isSpawn);
}
