// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * `deno task components`: writes what the engines contain, as they report it
 * themselves, to `engine/COMPONENTS.md` and to the table in the README.
 *
 * @module
 */
import { inspectModule } from "../mod.ts";
import { buildEngine } from "../engine/build.ts";
import {
  componentsPage,
  componentsTable,
  type Programs,
  withTable,
} from "./components_page.ts";
import { recipeFile } from "../engine/recipe.ts";

const programs: Programs = {
  lgpl: await programOf("lgpl"),
  gpl: await programOf("gpl"),
};
const page = recipeFile("COMPONENTS.md");
const readme = recipeFile("../README.md");
const text = await Deno.readTextFile(readme);
await Deno.writeTextFile(page, componentsPage(programs));
await Deno.writeTextFile(readme, withTable(text, componentsTable(programs)));
await new Deno.Command(Deno.execPath(), { args: ["fmt", "-q", page, readme] })
  .output();

async function programOf(variant: "lgpl" | "gpl") {
  const { path } = await buildEngine(variant);
  return (await inspectModule({ file: path })).program!;
}
