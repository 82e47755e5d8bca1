// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** Whether a module can read the environment: only then can it know `PWD`. */
export function readsEnviron(module: WebAssembly.Module): boolean {
  return WebAssembly.Module.imports(module).some(({ name }) =>
    name === "environ_get"
  );
}
