// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { extname } from "@std/path/posix";
import { spectrogram } from "../media/waveform/spectrogram.ts";
import { timeUnits } from "./guest_options.ts";
import type { Command, ValueOption } from "./command.ts";
import { inputFile } from "./input_file.ts";
import { UsageError } from "./usage_error.ts";
import { makerOptions, operandsOf, useHelper } from "./use_helper.ts";
import { whole } from "./values.ts";

const widthOption: ValueOption<number> = {
  name: "width",
  value: "PIXELS",
  kind: whole(16, 16_384),
  summary: "the width (1024)",
};

const heightOption: ValueOption<number> = {
  name: "height",
  value: "PIXELS",
  kind: whole(16, 16_384),
  summary: "the height (512)",
};

/** `afmpeg spectrogram`. */
export const spectrogramCommand: Command = {
  name: "spectrogram",
  summary: "draw the frequencies of sound",
  group: "measure",
  operands: "[options] FILE PICTURE",
  details:
    `Draws which frequencies FILE has, and when, as PICTURE, which ends in .png.
${timeUnits}`,
  options: [
    ...[widthOption, heightOption],
    { name: "log-frequency", summary: "the height is the logarithm" },
    { name: "legend", summary: "draw axes and a scale around it" },
    { name: "split-channels", summary: "each channel by itself" },
    ...makerOptions,
  ],
  async run(call) {
    const [file, picture] = operandsOf(call, ["a file", "a picture"]);
    if (extname(picture).toLowerCase() !== ".png") {
      throw new UsageError(
        `Cannot draw a spectrogram: received "${picture}"; give a name that ends ` +
          "in .png",
      );
    }
    return await useHelper(call, [file], [picture], async (use) => {
      const { fs, path } = await inputFile(file, use.guest);
      const bytes = await spectrogram(use.guest.runtime, fs, path, {
        ...use.options,
        ...{ width: call.read(widthOption), height: call.read(heightOption) },
        logFrequency: call.has("log-frequency"),
        legend: call.has("legend"),
        splitChannels: call.has("split-channels"),
      });
      await use.outputs.write(picture, bytes);
    });
  },
};
