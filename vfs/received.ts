// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** So much of a text is shown. */
const LENGTH = 60;

/** What was received in place of what was asked for, for a message. */
export function received(value: unknown): string {
  switch (typeof value) {
    case "string":
      return JSON.stringify(
        value.length > LENGTH ? `${value.slice(0, LENGTH)}…` : value,
      );
    case "bigint":
      return `${value}n`;
    case "function":
      return "a function";
    case "symbol":
      return "a symbol";
    case "object":
      if (value === null) return "null";
      return value.constructor?.name ?? "an object";
    default:
      return String(value);
  }
}
