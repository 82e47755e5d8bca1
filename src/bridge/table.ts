// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Operation, Rows } from "./operation.ts";

/**
 * Makes a table of operations: each has the name of its row, and its code is its
 * place, counted from the end of the tables before it.
 */
export function table<Table extends Record<keyof Table, Operation>>(
  rows: Rows<Table>,
  ...before: object[]
): Table {
  const first = before.flatMap(Object.keys).length;
  const entries = Object.entries(rows).map(([name, row], i) => [
    name,
    { ...row as object, name, code: first + i },
  ]);
  return Object.fromEntries(entries);
}
