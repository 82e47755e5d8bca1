// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { signalExport } from "../abi/signal_export.ts";

/** Makes a guest handle a signal; ignored by one that does not support signals. */
export function raise(
  { exports }: WebAssembly.Instance,
  number: number,
): void {
  const { [signalExport]: variable, memory } = exports;
  const table = exports.__indirect_function_table;
  if (
    variable instanceof WebAssembly.Global &&
    memory instanceof WebAssembly.Memory && table instanceof WebAssembly.Table
  ) {
    const view = new DataView(memory.buffer);
    table.get(view.getUint32(variable.value, true))?.(number);
  }
}
