// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Fs } from "../../../vfs/fs.ts";
import {
  checkOptions,
  fileSystem,
  flag,
  list,
  type OptionTable,
  text,
} from "../../../vfs/check.ts";
import { canonicalPath } from "../../../vfs/path.ts";
import { pickOptions } from "../../util/option_table.ts";
import { type HelperOptions, helperTable } from "../helper_options.ts";

/** The options that all recipes have. */
export interface RecipeOptions extends HelperOptions {
  /**
   * Whether only to plan: the inputs are looked at, but nothing is made, and the result
   * says what would be run.
   *
   * @default {false}
   */
  dryRun?: boolean | undefined;
}

/** The checks of {@linkcode RecipeOptions}. */
export const recipeTable: OptionTable<RecipeOptions> = {
  ...helperTable,
  dryRun: flag,
};

/**
 * Checks the arguments of a recipe, before anything is opened.
 *
 * @returns The options as they are now, whatever the caller makes of them later.
 * @throws {TypeError} unless they are a file system, paths and valid options, and no
 * output is an input.
 */
export function checkRecipe<T extends object>(
  owner: string,
  fs: Fs,
  input: string | readonly string[],
  output: string,
  options: T,
  table: OptionTable<T>,
): T {
  fileSystem("fs", fs);
  if (Array.isArray(input)) list(text)("inputs", input);
  else text("input", input);
  text("output", output);
  checkOptions(owner, options, table);
  assertOther(owner, [input].flat(), output);
  return pickOptions(options ?? {}, table);
}

/** @throws {TypeError} when an output is an input. */
export function assertOther(
  owner: string,
  inputs: readonly string[],
  output: string,
): void {
  const target = canonicalPath(output, "open");
  if (!inputs.some((input) => canonicalPath(input, "open") === target)) return;
  throw new TypeError(
    `Cannot use \`output\`: received "${output}", which ${owner} reads; name another ` +
      "file",
  );
}
