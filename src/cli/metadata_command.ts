// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { writeMetadata } from "../media/edit/write_metadata.ts";
import type { Command, ValueOption } from "./command.ts";
import { readingCommand } from "./reading_command.ts";
import type { RecipeVerb } from "./recipe_command.ts";
import type { ValueKind } from "./values.ts";

/** A name and what it stands for. */
type Pair = readonly [string, string];

const pair = (left: RegExp, form: string): ValueKind<Pair> => ({
  advice: `give ${form}`,
  read(value) {
    const at = value.indexOf("=");
    const name = value.slice(0, Math.max(0, at));
    return left.test(name) ? [name, value.slice(at + 1)] : undefined;
  },
});

const setOption: ValueOption<Pair> = {
  name: "set",
  value: "NAME=TEXT",
  kind: pair(
    /^[^=\0]+$/,
    "a name and a text, as title=Hello, or title= to remove it",
  ),
  summary: "set a tag, or remove it; repeatable",
  isRepeatable: true,
};

const languageOption: ValueOption<Pair> = {
  name: "language",
  value: "STREAM=CODE",
  kind: pair(/^\d+$/, "the number of a stream and a language, as 1=deu"),
  summary: "set the language of a stream; repeatable",
  isRepeatable: true,
};

/** What `afmpeg metadata` does with an output. */
const metadataVerb: RecipeVerb = {
  name: "metadata",
  summary: "read or change tags and languages",
  details:
    `Prints the tags of INPUT; with OUTPUT, writes it with other ones, and encodes
nothing. With --json, prints an object.`,
  options: [setOption, languageOption],
  make({ runtime, fs, inputs: [input], output, options, call }) {
    const { set: _, language: __, ...own } = options;
    return writeMetadata(runtime, fs, input, output, {
      ...own,
      tags: Object.fromEntries(
        call.readAll(setOption).map(([name, value]) => [name, value || null]),
      ),
      languages: Object.fromEntries(call.readAll(languageOption)),
    });
  },
};

/** `afmpeg metadata`. */
export const metadataCommand: Command = readingCommand(
  metadataVerb,
  ({ tags }) => ({
    json: tags,
    lines: Object.entries(tags).map(([name, value]) => `${name}=${value}`),
  }),
);
