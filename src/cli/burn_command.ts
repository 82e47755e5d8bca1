// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { burnSubtitles } from "../media/edit/burn_subtitles.ts";
import type { Command, ValueOption } from "./command.ts";
import { crfOption, speedOption, trackOption } from "./encode_options.ts";
import { recipeCommand, type RecipeVerb } from "./recipe_command.ts";
import { text } from "./values.ts";

const subtitlesOption: ValueOption<string> = {
  name: "subtitles",
  value: "FILE",
  kind: text,
  summary: "a file with subtitles (those of INPUT)",
};

/** What `afmpeg burn` does. */
const burnVerb: RecipeVerb = {
  name: "burn",
  summary: "draw subtitles into the picture",
  details:
    `Draws subtitles into the pictures of INPUT: its own, or those of a file. To use
fonts of this machine, give --mount /usr/share/fonts:ro.`,
  options: [subtitlesOption, trackOption, crfOption, speedOption],
  reads: [subtitlesOption],
  make: ({ runtime, fs, inputs: [input], output, options }) =>
    burnSubtitles(runtime, fs, input, output, options),
};

/** `afmpeg burn`. */
export const burnCommand: Command = recipeCommand(burnVerb);
