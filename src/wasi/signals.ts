// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { signalExport } from "../abi/signal_export.ts";

/** Makes a guest handle a signal; ignored by one that does not support signals. */
export function raise(
  exports: WebAssembly.Exports,
  memory: WebAssembly.Memory,
  number: number,
): void {
  const { [signalExport]: variable } = exports;
  const table = exports.__indirect_function_table;
  if (
    variable instanceof WebAssembly.Global &&
    table instanceof WebAssembly.Table
  ) {
    const view = new DataView(memory.buffer);
    table.get(view.getUint32(variable.value, true))?.(number);
  }
}
