// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** A block of code in a page. */
export interface Block {
  /** The language, and what follows it: `"sh"`, `"ts ignore"`. */
  readonly info: string;
  readonly text: string;
}

const root = new URL("../../", import.meta.url);

/** The names of the guides, without their index. */
export function guides(): string[] {
  return Deno.readDirSync(new URL("guides/", root))
    .map(({ name }) => name)
    .filter((name) => name.endsWith(".md") && name !== "README.md")
    .toArray().sort();
}

/** The blocks of code in a guide, in their order. */
function blocksOf(guide: string): Block[] {
  const page = Deno.readTextFileSync(new URL(`guides/${guide}`, root));
  return page.matchAll(/^```(.*)\n([\s\S]*?)^```$/gm)
    .map(([, info, text]) => ({ info: info!, text: text! })).toArray();
}

/** What a guide has users type: its shell lines that need nothing from outside. */
export function linesOf(guide: string): string {
  return blocksOf(guide).filter(({ info }) => info === "sh")
    .map(({ text }) => text).join("");
}
