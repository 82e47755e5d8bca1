// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { extname } from "@std/path/posix";
import { peaksToDat, peaksToJson } from "../media/waveform/peak_files.ts";
import { peaks } from "../media/waveform/peaks.ts";
import { waveform } from "../media/waveform/waveform.ts";
import { timeUnits } from "./guest_options.ts";
import type { Command, ValueOption } from "./command.ts";
import { inputFile } from "./input_file.ts";
import { UsageError } from "./usage_error.ts";
import { makerOptions, operandsOf, useHelper } from "./use_helper.ts";
import { oneOf, whole } from "./values.ts";

const widthOption: ValueOption<number> = {
  name: "width",
  value: "PIXELS",
  kind: whole(1, 16_384),
  summary: "the width of a picture (1024)",
};

const heightOption: ValueOption<number> = {
  name: "height",
  value: "PIXELS",
  kind: whole(1, 16_384),
  summary: "the height of a picture (256)",
};

const fineOption: ValueOption<number> = {
  name: "samples-per-pixel",
  value: "N",
  kind: whole(1, 2 ** 31 - 1),
  summary: "how fine .json and .dat are (512)",
};

const bitsOption: ValueOption<"8" | "16"> = {
  name: "bits",
  value: "8|16",
  kind: oneOf("8", "16"),
  summary: "how many bits a value of them has (16)",
};

/** `afmpeg waveform`. */
export const waveformCommand: Command = {
  name: "waveform",
  summary: "draw sound, or write its peaks for a player",
  group: "measure",
  operands: "[options] FILE OUTPUT",
  details:
    `Draws the waveform of FILE as OUTPUT if that ends in .png or .svg; writes its
peaks as audiowaveform does if it ends in .json or .dat.
${timeUnits}`,
  options: [
    ...[widthOption, heightOption, fineOption, bitsOption],
    { name: "split-channels", summary: "each channel by itself" },
    { name: "normalize", summary: "let the loudest sample reach the edge" },
    ...makerOptions,
  ],
  async run(call) {
    const [file, output] = operandsOf(call, ["a file", "an output"]);
    const format = extname(output).toLowerCase();
    if (![".png", ".svg", ".json", ".dat"].includes(format)) {
      throw new UsageError(
        `Cannot write a waveform: received "${output}"; give a name that ends in ` +
          ".png, .svg, .json or .dat",
      );
    }
    return await useHelper(call, [file], [output], async (use) => {
      const { guest: { runtime }, guest, options, outputs } = use;
      const { fs, path } = await inputFile(file, guest);
      const splitChannels = call.has("split-channels");
      if (format === ".png" || format === ".svg") {
        const picture = await waveform(runtime, fs, path, {
          ...options,
          format: format === ".png" ? "png" : "svg",
          ...{ width: call.read(widthOption), height: call.read(heightOption) },
          ...{ splitChannels, normalize: call.has("normalize") },
        });
        return await outputs.write(output, picture);
      }
      const found = await peaks(runtime, fs, path, {
        ...options,
        ...{ splitChannels, samplesPerPixel: call.read(fineOption) },
        bits: call.read(bitsOption) === "8" ? 8 : 16,
      });
      const bytes = format === ".dat"
        ? peaksToDat(found)
        : new TextEncoder().encode(peaksToJson(found));
      await outputs.write(output, bytes);
    });
  },
};
