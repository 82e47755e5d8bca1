// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Check, OptionTable } from "../../vfs/check.ts";

/** What is checked where it is used. */
export const checkedLater: Check = () => {};

/** Those of `options` that `table` has: what is passed on to something else. */
export function pickOptions<T>(options: object, table: OptionTable<T>): T {
  const picked: Record<string, unknown> = {};
  for (const name of Object.keys(table)) {
    const value = (options as Record<string, unknown>)[name];
    if (value !== undefined) picked[name] = value;
  }
  return picked as T;
}

/** A table without some of its options. */
export function without<T, Name extends keyof T>(
  table: OptionTable<T>,
  ...names: readonly Name[]
): OptionTable<Omit<T, Name>> {
  const rest = Object.entries(table)
    .filter(([name]) => !names.some((other) => other === name));
  return Object.fromEntries(rest) as OptionTable<Omit<T, Name>>;
}
