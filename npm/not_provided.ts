// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { Deno as provided } from "./deno.ts";

/** What a source uses of Deno, but for types, and its stand-in lacks. */
export function notProvided(source: string): string[] {
  const code = source.replace(/\/\*[^]*?\*\/|\/\/.*$/gm, "");
  const used = code.matchAll(/\bDeno\.([a-z]\w*(?:\.\w+)?)/g);
  return Array.from(used).filter(([, names]) => {
    let value: unknown = provided;
    for (const name of names!.split(".")) value = Object(value)[name];
    return value === undefined;
  }).map(([name]) => name);
}
