// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** The module whose functions a guest with threads imports: see engine/threads. */
export const threadsModule = "afmpeg_threads";

/** The functions that are provided there. */
export const threadsFunctions: readonly string[] = ["switch"];

/** JavaScript Promise Integration, which TypeScript's library does not declare yet. */
const { promising, Suspending } = WebAssembly as unknown as {
  promising?: unknown;
  Suspending?: unknown;
};

/** Whether this engine can run guests with threads. */
export const providesThreads: boolean = promising !== undefined &&
  Suspending !== undefined;

/** Whether a guest has threads. */
export function hasThreads(module: WebAssembly.Module): boolean {
  return WebAssembly.Module.imports(module).some(({ module }) =>
    module === threadsModule
  );
}
