// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import {
  type NewChapter,
  writeMetadata,
} from "../media/edit/write_metadata.ts";
import { parseDuration } from "../ffmpeg/duration.ts";
import type { Call, Command, ValueOption } from "./command.ts";
import { readingCommand } from "./reading_command.ts";
import type { RecipeVerb } from "./recipe_command.ts";
import { UsageError } from "./usage_error.ts";
import { text } from "./values.ts";
import { visible } from "./visible.ts";

const fromOption: ValueOption<string> = {
  name: "from",
  value: "FILE",
  kind: text,
  summary: "a list of the new ones",
};

/** What `afmpeg chapters` does with an output. */
const chaptersVerb: RecipeVerb = {
  name: "chapters",
  summary: "read or change chapters",
  details:
    `Prints the chapters of INPUT, a line each: the time and the title. With OUTPUT,
writes it with those of such a list, and encodes nothing. With --json, prints an
array.`,
  options: [fromOption, { name: "remove", summary: "remove all chapters" }],
  check(call) {
    if (call.has("remove") !== call.has(fromOption.name)) return;
    throw new UsageError(
      `Cannot change the chapters: received ${
        call.has("remove") ? "both" : "none"
      } of --from and --remove; give one of them`,
    );
  },
  async make({ runtime, fs, inputs: [input], output, options, call }) {
    const { remove: _, from: __, ...own } = options;
    const chapters = await chaptersOf(call);
    return await writeMetadata(runtime, fs, input, output, {
      ...own,
      chapters,
    });
  },
};

async function chaptersOf(call: Call): Promise<NewChapter[]> {
  const path = call.read(fromOption);
  if (path === undefined) return [];
  const lines = (await Deno.readTextFile(path)).split(/\r?\n/)
    .filter((line) => line.trim() !== "");
  return lines.map((line) => {
    const [, time = "", title = ""] = /^\s*(\S+)\s*(.*)$/.exec(line) ?? [];
    const startSec = parseDuration(time);
    if (startSec !== undefined && startSec >= 0) return { startSec, title };
    throw new UsageError(
      `Cannot read the chapters: received "${
        visible(line)
      }" in "${path}"; give a ` +
        "time and a title in each line, as 1:30 The middle",
    );
  });
}

/** `afmpeg chapters`. */
export const chaptersCommand: Command = readingCommand(
  chaptersVerb,
  ({ chapters }) => ({
    json: chapters,
    lines: chapters.map(({ startSec, title = "" }) =>
      `${clockText(startSec)} ${title}`.trimEnd()
    ),
  }),
);

/** A time as it is read again: `1:02:03.500`. */
function clockText(seconds: number): string {
  const ms = Math.round(seconds * 1000);
  const two = (value: number) => `${Math.floor(value)}`.padStart(2, "0");
  const rest = `${ms % 1000}`.padStart(3, "0");
  return `${Math.floor(ms / 3_600_000)}:${two(ms / 60_000 % 60)}:${
    two(ms / 1000 % 60)
  }.${rest}`;
}
