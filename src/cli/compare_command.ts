// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { compare } from "../media/compare/compare.ts";
import type { Similarity } from "../media/compare/metric.ts";
import { timeUnits } from "./guest_options.ts";
import type { Command } from "./command.ts";
import { inputFile } from "./input_file.ts";
import { print } from "./terminal.ts";
import {
  helperOptions,
  jsonText,
  operandsOf,
  useHelper,
} from "./use_helper.ts";

/** `afmpeg compare`. */
export const compareCommand: Command = {
  name: "compare",
  summary: "measure how alike two videos are (PSNR, SSIM, XPSNR)",
  group: "measure",
  operands: "[options] FILE REFERENCE",
  details:
    `Compares each frame of FILE with that of REFERENCE at the same time. Without the
first three options, PSNR and SSIM.
${timeUnits}`,
  options: [
    { name: "psnr", summary: "peak signal-to-noise ratio, in dB" },
    { name: "ssim", summary: "structural similarity, up to 1" },
    { name: "xpsnr", summary: "PSNR weighted by what people see, in dB" },
    { name: "resize", summary: "scale FILE to the size of REFERENCE" },
    ...helperOptions,
  ],
  async run(call) {
    const [file, reference] = operandsOf(call, ["a file", "a reference"]);
    const files = [file, reference];
    return await useHelper(call, files, [], async ({ guest, options }) => {
      const one = await inputFile(file, guest);
      const other = await inputFile(reference, guest);
      const isMounted = other.fs !== one.fs;
      const found = await compare(
        guest.runtime,
        one.fs,
        one.path,
        isMounted ? `/reference${other.path}` : other.path,
        {
          ...options,
          ...(isMounted && { mounts: { "/reference": other.fs } }),
          psnr: call.has("psnr") || undefined,
          ssim: call.has("ssim") || undefined,
          xpsnr: call.has("xpsnr") || undefined,
          resize: call.has("resize"),
        },
      );
      if (call.has("json")) return print(jsonText(found));
      print(`frames  ${found.frames}\n`);
      for (const name of ["psnr", "ssim", "xpsnr"] as const) {
        const measured = found[name];
        if (measured) print(`${name.padEnd(8)}${similarityText(measured)}\n`);
      }
    });
  },
};

function similarityText(
  { average, min, minAtSec, components }: Similarity,
): string {
  const text = (value: number) => `${Number(value.toFixed(4))}`;
  const parts = Object.entries(components)
    .map(([name, value]) => `${name} ${text(value)}`);
  return `${text(average)} (${parts.join(", ")}), least ${text(min)} ` +
    `at ${Number(minAtSec.toFixed(3))} s`;
}
