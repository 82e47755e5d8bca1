// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { type Files, runNative } from "./native.ts";

/** The times of all packets of a kind, in order, as native ffprobe reads them. */
export async function packetTimes(
  bytes: Uint8Array,
  kind: "v" | "a",
): Promise<string[]> {
  const { stdout } = await runNative("ffprobe", [
    ...["-select_streams", kind, "-show_entries", "packet=pts_time"],
    ...["-of", "csv=p=0", "x"],
  ], { x: bytes });
  const times = stdout.trim().split("\n").map((line) => line.replace(/,/g, ""));
  return times.sort((a, b) => Number(a) - Number(b));
}

/** How unlike their source the frames of a video are: the mean square error of each. */
export async function frameErrors(
  source: string,
  bytes: Uint8Array,
  files: Files,
): Promise<number[]> {
  const graph = "[0:v]setpts=N[a];[1:v]setpts=N[b];[a][b]psnr=stats_file=-";
  const { stdout } = await runNative("ffmpeg", [
    ...["-i", source, "-i", "x", "-lavfi", graph, "-f", "null", "-"],
  ], { ...files, x: bytes });
  return Array.from(
    stdout.matchAll(/mse_avg:([\d.]+)/g),
    ([, error]) => Number(error),
  );
}

/** Mean square errors as a ratio to the peak, in decibels. */
export function decibels(errors: readonly number[]): number {
  const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length;
  return 10 * Math.log10(255 ** 2 / mean);
}
