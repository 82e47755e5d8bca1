// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { refusal } from "./check.ts";

/** How deep a chain of causes is followed. */
const DEPTH = 8;

/**
 * Returns an error as plain data, for logs and other processes: its name,
 * message, own fields, and likewise its cause. The stack is left out.
 *
 * @throws {TypeError} If it is not an error.
 *
 * @example
 * ```ts
 * import { errorToJSON } from "@afmpeg/afmpeg/vfs";
 * import { assertEquals } from "@std/assert";
 *
 * const error = new Error("no", { cause: new TypeError("because") });
 * assertEquals(errorToJSON(error), {
 *   name: "Error",
 *   message: "no",
 *   cause: { name: "TypeError", message: "because" },
 * });
 * ```
 */
export function errorToJSON(error: Error): Record<string, unknown> {
  if (!(error instanceof Error)) {
    throw refusal("`error`", error, "an Error");
  }
  return plainError(error, DEPTH);
}

function plainError(error: Error, depth: number): Record<string, unknown> {
  const { name, message, cause } = error;
  // Neither `message` nor `cause` is enumerable; the fields of a class are.
  const data: Record<string, unknown> = { name, message };
  for (const [key, value] of Object.entries(error)) {
    if (value !== undefined) data[key] = plain(value, depth - 1);
  }
  if (cause !== undefined) data.cause = plain(cause, depth - 1);
  return data;
}

/** The nearest value to `value` that JSON can represent. */
function plain(value: unknown, depth: number): unknown {
  if (value instanceof Error) {
    return depth < 0 ? String(value) : plainError(value, depth);
  }
  try {
    const text = JSON.stringify(value);
    return text === undefined ? String(value) : JSON.parse(text);
  } catch {
    // A cycle, a bigint.
    return String(value);
  }
}
