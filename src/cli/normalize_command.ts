// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import {
  normalizeLoudness,
  type NormalizeLoudnessPlan,
} from "../media/sound/normalize_loudness.ts";
import type { Command, ValueOption } from "./command.ts";
import { soundBitRateOption, trackOption } from "./encode_options.ts";
import { recipeCommand, type RecipeVerb } from "./recipe_command.ts";
import { decimal } from "./values.ts";

const lufsOption: ValueOption<number> = {
  name: "integrated-lufs",
  aliases: ["lufs"],
  value: "NUMBER",
  kind: decimal(-70, -5),
  summary: "the loudness (-16; or --lufs=-23)",
};

const rangeOption: ValueOption<number> = {
  name: "range-lu",
  value: "NUMBER",
  kind: decimal(1, 50),
  summary: "the largest range of loudness (11)",
};

/** What `afmpeg normalize` does. */
const normalizeVerb: RecipeVerb = {
  name: "normalize",
  summary: "bring sound to a loudness",
  details:
    `Measures the loudness of the sound (EBU R 128), and corrects it in a second
pass; video is copied. Usual values are -23 for broadcast and -14 to -16 for
streaming.`,
  options: [lufsOption, rangeOption, trackOption, soundBitRateOption],
  make: ({ runtime, fs, inputs: [input], output, options }) =>
    normalizeLoudness(runtime, fs, input, output, options),
  say(plan) {
    const { measured } = plan as NormalizeLoudnessPlan;
    return measured ? [`was at ${measured.integratedLufs} LUFS`] : [];
  },
};

/** `afmpeg normalize`. */
export const normalizeCommand: Command = recipeCommand(normalizeVerb);
