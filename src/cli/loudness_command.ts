// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { analyze } from "../media/analyze/analyze.ts";
import { timeUnits } from "./guest_options.ts";
import type { Command } from "./command.ts";
import { inputFile } from "./input_file.ts";
import { loudnessText } from "./loudness_text.ts";
import { print } from "./terminal.ts";
import {
  helperOptions,
  jsonText,
  operandsOf,
  useHelper,
} from "./use_helper.ts";

/** `afmpeg loudness`. */
export const loudnessCommand: Command = {
  name: "loudness",
  summary: "measure how loud sound is (EBU R 128)",
  group: "measure",
  operands: "[options] FILE",
  details:
    `Prints the integrated loudness, its range, the true peak, and the loudest three
seconds; with --json, the peaks of each channel, too. The FILE "-" is stdin.
${timeUnits}`,
  options: helperOptions,
  async run(call) {
    const [file] = operandsOf(call, ["a file"]);
    return await useHelper(call, [file], [], async ({ guest, options }) => {
      const { fs, path } = await inputFile(file, guest);
      const { loudness } = await analyze(guest.runtime, fs, path, {
        ...options,
        loudness: true,
      });
      print(
        call.has("json") ? jsonText(loudness) : `${loudnessText(loudness)}\n`,
      );
    });
  },
};
