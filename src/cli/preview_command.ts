// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { extname } from "@std/path/posix";
import { preview } from "../media/preview/preview.ts";
import type { Command, ValueOption } from "./command.ts";
import { inputFile } from "./input_file.ts";
import { print } from "./terminal.ts";
import { UsageError } from "./usage_error.ts";
import { jsonText, makerOptions, operandsOf, useHelper } from "./use_helper.ts";
import { interval, size, whole } from "./values.ts";

const budgetOption: ValueOption<number> = {
  name: "budget-bytes",
  aliases: ["budget"],
  value: "SIZE",
  kind: size(1),
  summary: "how large it may be (or --budget)",
};

const widthOption: ValueOption<number> = {
  name: "width",
  value: "PIXELS",
  kind: whole(16, 4096),
  summary: "the width at most (320)",
};

const fpsOption: ValueOption<number> = {
  name: "fps",
  value: "NUMBER",
  kind: whole(1, 60),
  summary: "frames per second at most (12)",
};

const clipsOption: ValueOption<number> = {
  name: "clips",
  value: "NUMBER",
  kind: whole(1, 20),
  summary: "how many parts it shows (4)",
};

const clipOption: ValueOption<number> = {
  name: "clip-sec",
  value: "TIME",
  kind: interval,
  summary: "how long each part is (1)",
};

/** `afmpeg preview`. */
export const previewCommand: Command = {
  name: "preview",
  summary: "make a small moving picture, within a budget of bytes",
  group: "make files",
  operands: "[options] FILE PICTURE",
  details:
    `Writes parts from all over FILE as PICTURE, which ends in .webp or .gif. With a
budget, it is made again, smaller, until it meets that. SIZE is in bytes, unless
a unit follows: 200KiB. TIME is 90 (seconds) or 1500ms; of --timeout,
milliseconds unless a unit follows.`,
  options: [
    ...[budgetOption, widthOption, fpsOption, clipsOption, clipOption],
    ...makerOptions,
  ],
  async run(call) {
    const [file, picture] = operandsOf(call, ["a file", "a picture"]);
    const format = extname(picture).toLowerCase().slice(1);
    if (format !== "webp" && format !== "gif") {
      throw new UsageError(
        `Cannot make a preview: received "${picture}"; give a name that ends in ` +
          ".webp or .gif",
      );
    }
    return await useHelper(call, [file], [picture], async (use) => {
      const { fs, path } = await inputFile(file, use.guest);
      const { data, ...about } = await preview(use.guest.runtime, fs, path, {
        ...use.options,
        format,
        budgetBytes: call.read(budgetOption),
        ...{ width: call.read(widthOption), fps: call.read(fpsOption) },
        ...{ clips: call.read(clipsOption), clipSec: call.read(clipOption) },
      });
      await use.outputs.write(picture, data);
      if (call.has("json")) print(jsonText({ bytes: data.length, ...about }));
    });
  },
};
