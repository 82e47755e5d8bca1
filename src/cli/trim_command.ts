// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { trim } from "../media/trim/trim.ts";
import type { TrimMode, TrimPlan } from "../media/trim/trim_options.ts";
import type { Command, ValueOption } from "./command.ts";
import { crfOption, speedOption } from "./encode_options.ts";
import { recipeCommand, type RecipeVerb } from "./recipe_command.ts";
import { sayDropped } from "./say_dropped.ts";
import { endOption, startOption, timeForms } from "./time_options.ts";
import { oneOf } from "./values.ts";

const modeOption: ValueOption<TrimMode> = {
  name: "mode",
  value: "MODE",
  kind: oneOf("copy", "smart", "exact"),
  summary: "copy, smart or exact (copy)",
};

/** What `afmpeg trim` does. */
const trimVerb: RecipeVerb = {
  name: "trim",
  summary: "cut out a piece",
  details:
    `Cuts a piece out of INPUT. The mode "copy" encodes nothing, and begins at the
key frame before --start-sec; "smart" encodes only the edges (H.264), "exact"
all.
${timeForms}`,
  options: [startOption, endOption, modeOption, crfOption, speedOption],
  make: ({ runtime, fs, inputs: [input], output, options }) =>
    trim(runtime, fs, input, output, options),
  say: (plan) => [
    `begins at ${(plan as TrimPlan).startSec} s of the input`,
    ...sayDropped(plan),
  ],
};

/** `afmpeg trim`. */
export const trimCommand: Command = recipeCommand(trimVerb);
