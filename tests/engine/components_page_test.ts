// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import {
  assert,
  assertEquals,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import {
  componentsPage,
  componentsTable,
  groupsModule,
  type Programs,
  variantsTable,
  withTable,
} from "../../.ci/components_page.ts";
import { buildEngine, type Engine } from "../../engine/build.ts";
import { inspectModule } from "../../mod.ts";
import { componentGroups } from "../../src/ffmpeg/component_groups.generated.ts";
import { prepare } from "../support/prepare.ts";

/** The engines that the tests build; the pages describe more. */
const tested = ["lgpl", "gpl"] as const;

let programs!: Programs;
let engines!: Engine[];
prepare(async () => {
  engines = await Promise.all(tested.map((variant) => buildEngine(variant)));
  programs = Object.fromEntries(
    await Promise.all(engines.map(async ({ variant, path }) => [
      variant,
      (await inspectModule({ file: path })).program!,
    ])),
  );
});

const read = (name: string) =>
  Deno.readTextFile(new URL(`../../${name}`, import.meta.url));

/** Markdown without the formatter's layout. */
const plain = (markdown: string) =>
  markdown.replace(/-{3,}/g, "-").replace(/\s+/g, " ");

/** The names that a page has for a variant, by section. */
function namesFor(page: string, variant: string): Record<string, string[]> {
  const sections = page.split(/^## /m).slice(1).map((section) => {
    const [title, ...paragraphs] = section.split("\n\n");
    const names = paragraphs.map(plain)
      .map((text) => /^In ([^:]*): (.*)$/.exec(text))
      .filter((match) => match?.[1]?.includes(`\`${variant}\``))
      .flatMap((match) => match![2]!.match(/`[^`]+`/g) ?? []);
    return [title!.trim(), names.sort()] as const;
  });
  return Object.fromEntries(sections.filter(([, names]) => names.length > 0));
}

Deno.test("COMPONENTS.md lists what the engines report themselves", async () => {
  const page = await read("engine/COMPONENTS.md");
  const expected = componentsPage(programs);
  for (const variant of tested) {
    assertEquals(namesFor(page, variant), namesFor(expected, variant));
  }
  const untested = (text: string) => plain(text.split("## What is not")[1]!);
  assertEquals(untested(page), untested(expected));
});

Deno.test("engine/README.md has a true row for each variant that is tested", async () => {
  const page = plain(await read("engine/README.md"));
  for (const row of variantsTable(engines).split("\n").slice(2)) {
    assertStringIncludes(page, plain(row));
  }
});

Deno.test("engine/README.md counts what the engines contain", async () => {
  const readme = plain(await read("engine/README.md"));
  const rows = componentsTable(programs).split("\n").slice(2).map(plain);
  for (const row of rows) {
    const [, title, lgpl, gpl] = row.split(" | ").join("|").split("|");
    assertStringIncludes(
      readme,
      `| ${title!.trim()} | ${lgpl!.trim()} | ${gpl!.trim()} |`,
    );
  }
});

Deno.test("the module that finds variants knows what the engines contain", () => {
  const expected = groupsModule(programs);
  for (const variant of tested) {
    const having = (groups: Readonly<Record<string, string>>) =>
      Object.entries(groups)
        .filter(([variants]) => variants.split(" ").includes(variant))
        .flatMap(([, names]) => names.split(" ")).sort();
    const made: typeof componentGroups = JSON.parse(
      expected.slice(expected.indexOf("= {") + 2, expected.lastIndexOf(";")),
    );
    for (const [kind, groups] of Object.entries(made)) {
      assertEquals(having(componentGroups[kind]!), having(groups), kind);
    }
  }
});

Deno.test("componentsPage() says which engines have a component", () => {
  const [, encoders] = componentsPage(programs).split("## Encoders");
  const [both, gpl] = encoders!.split("In `gpl`:");
  assertStringIncludes(both!, "In `lgpl`, `gpl`: `a64multi`,");
  assertEquals(both!.includes("`libx264`"), false);
  assertStringIncludes(gpl!.split("##")[0]!, "`libx264`");
});

Deno.test("inspectModule() names what other engines have", () => {
  const missing = programs.lgpl!.missing;
  assert(
    missing.some(({ kind, name, variants }) =>
      kind === "encoder" && name === "libx264" && variants.includes("gpl")
    ),
  );
  assertEquals(
    programs.gpl!.missing.filter(({ variants }) => variants.includes("gpl")),
    [],
  );
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
