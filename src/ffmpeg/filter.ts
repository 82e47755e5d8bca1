// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { refusal } from "../../vfs/check.ts";
import { escapeFilterValue } from "./escape.ts";

/**
 * Writes a filter for a filter graph: its name, and options with any values.
 *
 * @throws {TypeError} when the name is not that of a filter, or a value neither a string
 * nor a finite number.
 *
 * @example
 * ```ts
 * import { filter } from "@afmpeg/afmpeg/media";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(filter("scale", { w: 640, h: -2 }), "scale=w=640:h=-2");
 * ```
 */
export function filter(
  name: string,
  options: Readonly<Record<string, string | number>> = {},
): string {
  checkName("the name of a filter", name);
  if (typeof options !== "object" || options === null) {
    throw refusal("the options of a filter", options, "an object");
  }
  const parts = Object.entries(options).map(([key, value]) => {
    checkName("an option of a filter", key);
    if (typeof value === "number" && Number.isFinite(value)) {
      return `${key}=${value}`;
    }
    if (typeof value !== "string") {
      throw refusal(`\`${key}\``, value, "a string or a finite number");
    }
    return `${key}=${escapeFilterValue(value)}`;
  });
  return parts.length === 0 ? name : `${name}=${parts.join(":")}`;
}

function checkName(what: string, name: unknown): void {
  if (typeof name === "string" && /^[\w-]+(@\w+)?$/.test(name)) return;
  throw refusal(what, name, "letters, digits and underscores");
}
