// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { writeCover } from "../media/edit/write_cover.ts";
import type { Command, ValueOption } from "./command.ts";
import { recipeCommand, type RecipeVerb } from "./recipe_command.ts";
import { UsageError } from "./usage_error.ts";
import { text } from "./values.ts";

const pictureOption: ValueOption<string> = {
  name: "picture",
  value: "FILE",
  kind: text,
  summary: "the new cover, a JPEG or a PNG",
};

/** What `afmpeg cover` does. */
const coverVerb: RecipeVerb = {
  name: "cover",
  summary: "give a file a cover, or remove it",
  details:
    `Gives a file a cover in place of those that it has, or removes them. One is read
with \`afmpeg thumbnail\`.`,
  options: [pictureOption, { name: "remove", summary: "remove all covers" }],
  reads: [pictureOption],
  check(call) {
    if (call.has("remove") !== call.has(pictureOption.name)) return;
    throw new UsageError(
      `Cannot change the cover: received ${
        call.has("remove") ? "both" : "none"
      } of --picture and --remove; give one of them`,
    );
  },
  make({ runtime, fs, inputs: [input], output, options }) {
    const { remove: _, picture = null, ...own } = options;
    return writeCover(runtime, fs, input, output, { ...own, picture });
  },
};

/** `afmpeg cover`. */
export const coverCommand: Command = recipeCommand(coverVerb);
