// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { extractAudio } from "../media/sound/extract_audio.ts";
import { soundBitRateOption, trackOption } from "./encode_options.ts";
import type { Command } from "./command.ts";
import { recipeCommand, type RecipeVerb } from "./recipe_command.ts";

/** What `afmpeg extract` does. */
const extractVerb: RecipeVerb = {
  name: "extract",
  summary: "take the sound out of a file",
  details:
    `Writes the sound of INPUT; it is copied if OUTPUT can hold it, unless a bit rate
is given. OUTPUT ends in .m4a, .mp3, .opus, .flac, .wav and so on.`,
  options: [trackOption, soundBitRateOption],
  make: ({ runtime, fs, inputs: [input], output, options }) =>
    extractAudio(runtime, fs, input, output, options),
};

/** `afmpeg extract`. */
export const extractCommand: Command = recipeCommand(extractVerb);
