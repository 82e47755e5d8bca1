// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import {
  componentsPage,
  componentsTable,
  type Programs,
  withTable,
} from "../../.ci/components_page.ts";
import { inspectModule } from "../../mod.ts";
import { engineBytes } from "../support/engine.ts";
import { prepare } from "../support/prepare.ts";

const programOf = async (variant: "lgpl" | "gpl") =>
  (await inspectModule({ bytes: await engineBytes(variant) })).program!;

let programs!: Programs;
prepare(async () => {
  programs = {
    lgpl: await programOf("lgpl"),
    gpl: await programOf("gpl"),
  };
});

const read = (name: string) =>
  Deno.readTextFile(new URL(`../../${name}`, import.meta.url));

/** Markdown without the formatter's layout. */
const plain = (markdown: string) =>
  markdown.replace(/-{3,}/g, "-").replace(/\s+/g, " ");

Deno.test("COMPONENTS.md lists what the engines report themselves", async () => {
  assertEquals(
    plain(await read("engine/COMPONENTS.md")),
    plain(componentsPage(programs)),
  );
});

Deno.test("the README counts what the engines contain", async () => {
  const readme = await read("README.md");
  assertEquals(
    plain(withTable(readme, componentsTable(programs))),
    plain(readme),
  );
});

Deno.test("componentsPage() says which engines have a component", () => {
  const [, encoders] = componentsPage(programs).split("## Encoders");
  const [both, gpl] = encoders!.split("In `gpl`:");
  assertStringIncludes(both!, "In `lgpl`, `gpl`: `aac`,");
  assertEquals(both!.includes("`libx264`"), false);
  assertStringIncludes(gpl!.split("##")[0]!, "`libx264`");
});

Deno.test("withTable() replaces the previous table", () => {
  const text = "a\n<!-- components -->\nold\n<!-- /components -->\nb\n";
  const changed = withTable(text, "| new |");
  assertEquals(
    changed,
    "a\n<!-- components -->\n\n| new |\n\n<!-- /components -->\nb\n",
  );
  assertEquals(withTable(changed, "| new |"), changed);
  assertThrows(() => withTable("no place", ""), Error, "without its marks");
});
