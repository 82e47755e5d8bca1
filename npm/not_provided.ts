// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { Deno as provided } from "./deno.ts";

/** What a source uses of Deno, but for types, and its stand-in lacks. */
export function notProvided(source: string): string[] {
  const used = withoutComments(source).matchAll(
    /\bDeno\.([a-z]\w*(?:\.\w+)?)/g,
  );
  return Array.from(used).filter(([, names]) => {
    let value: unknown = provided;
    for (const name of names!.split(".")) value = Object(value)[name];
    return value === undefined;
  }).map(([name]) => name);
}

/** A source as it is run, roughly. */
export function withoutComments(source: string): string {
  return source.replace(/\/\*[^]*?\*\/|\/\/.*$/gm, "");
}
