// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { withoutCredentials } from "./without_credentials.ts";

/** So much of a text is shown. */
const LENGTH = 60;

/** What was received in place of what was asked for, for a message. */
export function received(value: unknown): string {
  switch (typeof value) {
    case "string": {
      const text = withoutCredentials(value);
      return JSON.stringify(
        text.length > LENGTH ? `${text.slice(0, LENGTH)}…` : text,
      );
    }
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
