// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { join } from "@std/path/posix";
import { BuildError } from "./build_error.ts";

/**
 * A change of what somebody else wrote: what is replaced, by what, and how often
 * it is there. All of it is replaced, whether or not the pattern is global.
 */
export type Edit = readonly [
  pattern: RegExp | string,
  replacement: string | ((...groups: string[]) => string),
  count: number,
];

/** A change does not fit any more what it was written for. */
export class EditError extends BuildError {
  override readonly name = "EditError";
  /** What was to be changed. */
  readonly place: string;
  /** What was to be replaced. */
  readonly pattern: string;
  /** How often it should have been there. */
  readonly expected: number;
  /** How often it was. */
  readonly received: number;

  /** Makes the error. */
  constructor(
    place: string,
    pattern: string,
    expected: number,
    received: number,
  ) {
    super(
      `Cannot change ${place}: expected ${pattern} ${expected} times, received ${received}`,
    );
    this.place = place;
    this.pattern = pattern;
    this.expected = expected;
    this.received = received;
  }
}

/** Changes a text, which `place` names. Errors: {@linkcode EditError}. */
export function editText(
  text: string,
  edits: readonly Edit[],
  place: string,
): string {
  const [changed] = editTexts([text], edits, place);
  return changed!;
}

/**
 * Changes files in a folder, all or none. Of a name such as `"a.c b.c"` there is
 * one or the other, or both, and what is counted is in any of them.
 *
 * Errors: {@linkcode EditError}.
 */
export async function editFiles(
  folder: string,
  edits: Readonly<Record<string, readonly Edit[]>>,
): Promise<void> {
  const changed = new Map<string, string>();
  for (const [names, changes] of Object.entries(edits)) {
    const paths: string[] = [];
    const texts: string[] = [];
    for (const name of names.split(" ")) {
      const path = join(folder, name);
      const text = changed.get(path) ?? await readIfThere(path);
      if (text === undefined) continue;
      paths.push(path);
      texts.push(text);
    }
    const place = names.replaceAll(" ", " or ");
    editTexts(texts, changes, place)
      .forEach((text, i) => changed.set(paths[i]!, text));
  }
  for (const [path, text] of changed) await Deno.writeTextFile(path, text);
}

function editTexts(
  texts: readonly string[],
  edits: readonly Edit[],
  place: string,
): string[] {
  let current = [...texts];
  for (const [pattern, replacement, expected] of edits) {
    const everywhere = globally(pattern);
    const received = current.reduce(
      (sum, text) => sum + [...text.matchAll(everywhere)].length,
      0,
    );
    if (received !== expected) {
      throw new EditError(place, String(pattern), expected, received);
    }
    current = current.map((text) =>
      // The types of the two kinds of replacements know nothing of each other.
      text.replace(everywhere, replacement as string)
    );
  }
  return current;
}

function globally(pattern: RegExp | string): RegExp {
  if (typeof pattern === "string") {
    return new RegExp(RegExp.escape(pattern), "g");
  }
  return new RegExp(pattern, pattern.flags.replace("g", "") + "g");
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
