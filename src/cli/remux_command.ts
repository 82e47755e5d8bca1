// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { remux } from "../media/remux/remux.ts";
import type { Command } from "./command.ts";
import { recipeCommand, type RecipeVerb } from "./recipe_command.ts";
import { sayDropped } from "./say_dropped.ts";

/** What `afmpeg remux` does. */
const remuxVerb: RecipeVerb = {
  name: "remux",
  summary: "change the container, and encode nothing",
  details:
    `Copies the streams of INPUT into the container that OUTPUT ends in. An MP4 can
be played while it is loaded (faststart). The INPUT "-" is stdin.`,
  options: [],
  make: ({ runtime, fs, inputs: [input], output, options }) =>
    remux(runtime, fs, input, output, options),
  say: sayDropped,
};

/** `afmpeg remux`. */
export const remuxCommand: Command = recipeCommand(remuxVerb);
