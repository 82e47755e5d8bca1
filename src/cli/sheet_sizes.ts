// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Call, ValueOption } from "./command.ts";
import { whole } from "./values.ts";

const columns: ValueOption<number> = {
  name: "columns",
  value: "NUMBER",
  kind: whole(1, 100),
  summary: "how many lie side by side",
};

const rows: ValueOption<number> = {
  name: "rows",
  value: "NUMBER",
  kind: whole(1, 100),
  summary: "how many rows there are",
};

const width: ValueOption<number> = {
  name: "width",
  value: "PIXELS",
  kind: whole(1, 4096),
  summary: "the width of each",
};

/** The options for how pictures lie on a sheet. */
export const sheetSizes: readonly ValueOption<number>[] = [
  columns,
  rows,
  width,
];

/** How a call has pictures lie on a sheet. */
export function sheetSizesOf(
  call: Call,
): Record<"columns" | "rows" | "width", number | undefined> {
  return {
    columns: call.read(columns),
    rows: call.read(rows),
    width: call.read(width),
  };
}
