// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { concat } from "../media/concat/concat.ts";
import { crfOption, speedOption } from "./encode_options.ts";
import type { Command } from "./command.ts";
import { recipeCommand } from "./recipe_command.ts";

/** `afmpeg concat`. */
export const concatCommand: Command = recipeCommand({
  name: "concat",
  summary: "join files, one after the other",
  details:
    `Joins the INPUTs, and encodes nothing; says what does not fit. With --encode,
files fit that are not alike: at the size of the first one that has video.`,
  options: [
    { name: "encode", summary: "encode everything again" },
    crfOption,
    speedOption,
  ],
  hasInputs: true,
  make: ({ runtime, fs, inputs, output, options }) =>
    concat(runtime, fs, inputs, output, options),
});
