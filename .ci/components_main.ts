// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * `deno task components`: writes what the engines contain, as they report it
 * themselves, to `engine/COMPONENTS.md`, to the tables in its README, and to the module that tells
 * which variant has a component.
 *
 * @module
 */
import { inspectModule } from "../mod.ts";
import { buildEngine } from "../engine/build.ts";
import { type VariantName, variants } from "../engine/versions.ts";
import {
  componentsPage,
  componentsTable,
  groupsModule,
  type Programs,
  variantsTable,
  withTable,
} from "./components_page.ts";
import { recipeFile } from "../engine/recipe.ts";

const engines = [];
const programs: Record<string, Programs[string]> = {};
for (const variant of Object.keys(variants) as VariantName[]) {
  const { path, ...engine } = await buildEngine(variant);
  engines.push(engine);
  programs[variant] = (await inspectModule({ file: path })).program!;
}
// The presets are for those who know what they leave out.
const main = Object.fromEntries(
  Object.entries(programs).filter(([name]) => /lean|gpl|full/.test(name)),
);
const page = recipeFile("COMPONENTS.md");
const readme = recipeFile("README.md");
const groups = recipeFile("../src/ffmpeg/component_groups.generated.ts");
const { lgpl, gpl, full } = programs as Record<VariantName, Programs[string]>;
const table = componentsTable({ lgpl, gpl, full });
await Deno.writeTextFile(page, componentsPage(main));
await Deno.writeTextFile(groups, groupsModule(main));
await Deno.writeTextFile(
  readme,
  withTable(
    withTable(await Deno.readTextFile(readme), table),
    variantsTable(engines),
    "variants",
  ),
);
const files = [page, readme, groups];
await new Deno.Command(Deno.execPath(), { args: ["fmt", "-q", ...files] })
  .output();
