// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { gif } from "../media/edit/gif.ts";
import type { CliOption, Command } from "./command.ts";
import { maxWidthOption } from "./encode_options.ts";
import { recipeCommand, type RecipeVerb } from "./recipe_command.ts";
import { durationOption, startOption, timeForms } from "./time_options.ts";
import { decimal, whole } from "./values.ts";

const own: readonly CliOption[] = [
  {
    name: "frame-rate",
    value: "NUMBER",
    kind: decimal(0.1, 50),
    summary: "frames per second (12)",
  },
  {
    name: "colors",
    value: "NUMBER",
    kind: whole(4, 256),
    summary: "how many colours (256)",
  },
  {
    name: "plays",
    value: "NUMBER",
    kind: whole(0, 65_535),
    summary: "how often it is played (0: for ever)",
  },
];

/** What `afmpeg gif` does. */
const gifVerb: RecipeVerb = {
  name: "gif",
  summary: "make an animated GIF",
  details:
    `Makes an animated GIF of INPUT, at most 480 pixels wide unless told otherwise.
${timeForms}`,
  options: [startOption, durationOption, maxWidthOption, ...own],
  make: ({ runtime, fs, inputs: [input], output, options }) =>
    gif(runtime, fs, input, output, options),
};

/** `afmpeg gif`. */
export const gifCommand: Command = recipeCommand(gifVerb);
