// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { type Files, runNative } from "./native.ts";

/**
 * How alike two pictures are, in decibels: `Infinity` if they are the same. `inputs` names
 * both to native ffmpeg, which compares them.
 */
export async function psnr(inputs: string, files: Files): Promise<number> {
  const args = `${inputs} -lavfi [0:v]format=rgb24[a];[1:v]format=rgb24[b];` +
    "[a][b]psnr=stats_file=- -f null -";
  const { stdout } = await runNative("ffmpeg", args.split(" "), files);
  const each = Array.from(
    stdout.matchAll(/psnr_avg:(inf|[\d.]+)/g),
    ([, value]) => value === "inf" ? Infinity : Number(value),
  );
  if (each.length === 0) throw new Error(`nothing was compared: ${inputs}`);
  return Math.min(...each);
}
