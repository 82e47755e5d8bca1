// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** An argument of a filter. */
export interface GraphValue {
  /** Its name, if it has one. */
  readonly name: string | undefined;
  readonly value: string;
}

/**
 * The arguments of the filters in a graph, without quotes and escapes. A text that is
 * no graph is read as far as it looks like one.
 */
export function graphValues(graph: string): GraphValue[] {
  return split(graph, "[],;").flatMap((filter) => {
    const [, args = ""] = /^[^=]*=(.*)$/s.exec(filter) ?? [];
    return split(args, ":").flatMap((value) => {
      const [, name, rest] = /^(\w+)=(.*)$/s.exec(value) ?? [];
      // It may be a value without a name that has an equals sign.
      const whole = { name: undefined, value };
      return rest === undefined ? [whole] : [whole, { name, value: rest }];
    });
  });
}

/** Splits a text at some characters, and removes one level of quotes and escapes. */
function split(text: string, ends: string): string[] {
  const parts: string[] = [];
  let part = "";
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!;
    if (ends.includes(char)) {
      parts.push(part.trim());
      part = "";
    } else if (char === "\\" && at + 1 < text.length) {
      part += text[++at]!;
    } else if (char === "'") {
      const end = text.indexOf("'", at + 1);
      part += text.slice(at + 1, end < 0 ? undefined : end);
      at = end < 0 ? text.length : end;
    } else {
      part += char;
    }
  }
  return [...parts, part.trim()].filter((part) => part !== "");
}
