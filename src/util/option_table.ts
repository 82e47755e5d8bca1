// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Check, OptionTable } from "../../vfs/check.ts";

/** What is checked where it is used. */
export const checkedLater: Check = () => {};

/**
 * Those of `options` that `table` has, as they are now: the caller may change later what
 * was given, also in lists and records.
 */
export function pickOptions<T>(options: object, table: OptionTable<T>): T {
  const picked: Record<string, unknown> = {};
  for (const name of Object.keys(table)) {
    const value = (options as Record<string, unknown>)[name];
    if (value !== undefined) picked[name] = copyOfData(value);
  }
  return picked as T;
}

/**
 * A copy of lists and records; all else is the same: bytes, which may be many, and what
 * has functions or a class, such as a file system.
 */
function copyOfData(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyOfData);
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, copyOfData(member)]),
  );
}

function isRecord(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return (prototype === Object.prototype || prototype === null) &&
    Object.values(value).every((member) => typeof member !== "function");
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
