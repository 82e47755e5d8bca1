// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { transcode } from "../media/transcode/transcode.ts";
import { transcodeParallel } from "../media/parallel/transcode_parallel.ts";
import type { CliOption, Command, ValueOption } from "./command.ts";
import { encodeOptions } from "./encode_options.ts";
import { recipeCommand, type RecipeVerb } from "./recipe_command.ts";
import { sayDropped } from "./say_dropped.ts";
import { UsageError } from "./usage_error.ts";
import { size, whole } from "./values.ts";

const partsOption: ValueOption<number> = {
  name: "parts",
  value: "NUMBER",
  kind: whole(1, 1024),
  summary: "encode so many parts, on all processors",
};

const amounts: readonly CliOption[] = [
  {
    name: "bit-rate",
    value: "BITS",
    kind: whole(1000, 1_000_000_000),
    summary: "of the video, in bits per second",
  },
  {
    name: "target-bytes",
    value: "SIZE",
    kind: size(1),
    summary: "how large OUTPUT may be: 8MiB",
  },
];

/** What `afmpeg transcode` does. */
const transcodeVerb: RecipeVerb = {
  name: "transcode",
  summary: "encode for the web: MP4 or WebM",
  details:
    `Encodes H.264 and AAC to MP4, or VP9 and Opus to WebM, as OUTPUT ends. Give one
of --crf, --bit-rate and --target-bytes. The INPUT "-" is stdin.`,
  options: [...encodeOptions, ...amounts, partsOption],
  size: (call) =>
    call.has(partsOption.name)
      ? Math.min(call.read(partsOption)!, navigator.hardwareConcurrency)
      : 1,
  check(call) {
    const names = ["crf", ...amounts.map(({ name }) => name)];
    const given = names.filter((name) => call.has(name));
    const isSplit = call.has(partsOption.name) &&
      given.some((name) => name !== "crf");
    if (given.length <= 1 && !isSplit) return;
    const all = isSplit ? [...given, partsOption.name] : given;
    throw new UsageError(
      `Cannot transcode: received ${
        all.map((name) => `--${name}`).join(" and ")
      }; give one of them`,
    );
  },
  make: ({ runtime, fs, inputs: [input], output, options }) =>
    options.parts === undefined
      ? transcode(runtime, fs, input, output, options)
      : transcodeParallel(runtime, fs, input, output, options),
  say: sayDropped,
};

/** `afmpeg transcode`. */
export const transcodeCommand: Command = recipeCommand(transcodeVerb);
