// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { basename, extname } from "@std/path/posix";
import { sprites } from "../media/sheets/sprites.ts";
import type { Command, ValueOption } from "./command.ts";
import { inputFile } from "./input_file.ts";
import { sheetSizes, sheetSizesOf } from "./sheet_sizes.ts";
import { print } from "./terminal.ts";
import { UsageError } from "./usage_error.ts";
import { jsonText, makerOptions, operandsOf, useHelper } from "./use_helper.ts";
import { interval, oneOf, whole } from "./values.ts";

const everyOption: ValueOption<number> = {
  name: "every-sec",
  aliases: ["every"],
  value: "TIME",
  kind: interval,
  summary: "one per interval (or --every)",
};

const countOption: ValueOption<number> = {
  name: "count",
  value: "NUMBER",
  kind: whole(1, 10_000),
  summary: "this many, spread evenly",
};

const formatOption: ValueOption<"jpg" | "png" | "webp"> = {
  name: "format",
  value: "jpg|png|webp",
  kind: oneOf("jpg", "png", "webp"),
  summary: "the format of the sheets (jpg)",
};

/** `afmpeg sprite`. */
export const spriteCommand: Command = {
  name: "sprite",
  summary: "make sprite sheets and WebVTT for the time line of a player",
  group: "make files",
  operands: "[options] FILE OUTPUT.vtt",
  details:
    `Writes OUTPUT.vtt and, beside it, the sheets OUTPUT-0.jpg, OUTPUT-1.jpg and so
on. Without --every-sec and --count, a picture for each second, up to 100. TIME
is 90 (seconds) or 1500ms; of --timeout, milliseconds unless a unit follows.`,
  options: [
    ...[everyOption, countOption, ...sheetSizes, formatOption],
    ...makerOptions,
  ],
  async run(call) {
    const [file, output] = operandsOf(call, ["a file", "a .vtt"]);
    if (extname(output) !== ".vtt") {
      throw new UsageError(
        `Cannot make sprites: received "${output}"; give a name that ends in .vtt`,
      );
    }
    if (call.has("every-sec") && call.has("count")) {
      throw new UsageError(
        "Cannot make sprites: received --every-sec and --count; give one of them",
      );
    }
    const format = call.read(formatOption) ?? "jpg";
    const stem = output.slice(0, -".vtt".length);
    const nameOf = (sheet: number) => `${stem}-${sheet}.${format}`;
    const made = [output, ...sheetsAt(stem, format)];
    return await useHelper(call, [file], made, async (use) => {
      const { fs, path } = await inputFile(file, use.guest);
      const { sheets, vtt, cues } = await sprites(use.guest.runtime, fs, path, {
        ...use.options,
        ...sheetSizesOf(call),
        ...{ everySec: call.read(everyOption), count: call.read(countOption) },
        format,
        urlOf: (sheet) => encodeURIComponent(basename(nameOf(sheet))),
      });
      for (const [i, sheet] of sheets.entries()) {
        await use.outputs.write(nameOf(i), sheet);
      }
      await use.outputs.write(output, new TextEncoder().encode(vtt));
      if (call.has("json")) {
        const files = [output, ...sheets.map((_, i) => nameOf(i))];
        print(jsonText({ files, cues }));
      }
    });
  },
};

/** The sheets that are there already: those of an earlier call, and what is called so. */
function sheetsAt(stem: string, format: string): string[] {
  const start = `${basename(stem)}-`;
  const end = `.${format}`;
  const folder = stem.slice(0, stem.length - basename(stem).length);
  try {
    return Array.from(Deno.readDirSync(folder || "."), ({ name }) => name)
      .filter((name) =>
        name.startsWith(start) && name.endsWith(end) &&
        /^\d+$/.test(name.slice(start.length, -end.length))
      )
      .map((name) => folder + name);
  } catch (error) {
    const { NotFound, NotADirectory } = Deno.errors;
    if (error instanceof NotFound || error instanceof NotADirectory) return [];
    throw error;
  }
}
