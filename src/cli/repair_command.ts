// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { repair } from "../media/edit/repair.ts";
import type { Command } from "./command.ts";
import { recipeCommand, type RecipeVerb } from "./recipe_command.ts";
import { sayDropped } from "./say_dropped.ts";

/** What `afmpeg repair` does. */
const repairVerb: RecipeVerb = {
  name: "repair",
  summary: "rescue what can be read of a file",
  details:
    `Rescues what can be read of a file that was cut off, has no index, or broken
packets or times; nothing is encoded again.`,
  options: [],
  make: ({ runtime, fs, inputs: [input], output, options }) =>
    repair(runtime, fs, input, output, options),
  say: sayDropped,
};

/** `afmpeg repair`. */
export const repairCommand: Command = recipeCommand(repairVerb);
