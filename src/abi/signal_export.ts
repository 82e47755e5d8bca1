// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * The exported variable through which a guest receives signals: it holds the index,
 * in the exported table, of a function to call with the number of the signal. The
 * function is not exported itself, because the linker would wrap it to run the
 * destructors of the program.
 */
export const signalExport = "afmpeg_raise";

/** Whether guests of `module` support signals. */
export function takesSignals(module: WebAssembly.Module): boolean {
  return WebAssembly.Module.exports(module).some(({ name, kind }) =>
    name === signalExport && kind === "global"
  );
}
