// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Fs } from "../../../vfs/fs.ts";
import { concatList } from "../../ffmpeg/concat_list.ts";
import type { Runner } from "../../run/runner.ts";
import type { VideoStream } from "../probe/stream.ts";
import type { Facts } from "./facts.ts";
import { printed } from "./printed.ts";
import type { RecipeOptions } from "./recipe_options.ts";

/** The packets of a video, in the order in which they are decoded: plain data. */
export interface VideoPackets {
  /** When each is shown, in seconds from the start of the file; NaN if unknown. */
  readonly times: readonly number[];
  /** The numbers of those at which decoding can begin. */
  readonly keys: readonly number[];
  /** The numbers of those key frames that need nothing at all of what is before. */
  readonly cleanKeys?: readonly number[];
}

/** How much may be read of the list: about ten million packets. */
const LIST_BYTES = 2 ** 28;

/** Lists the packets of a video without decoding them. */
export async function videoPackets(
  runner: Runner,
  fs: Fs,
  { path, probe }: Facts,
  video: VideoStream,
  options: RecipeOptions,
): Promise<VideoPackets> {
  const list = await printed(runner, fs, path, options, (url) => [
    ...["ffprobe", "-loglevel", "error"] as const,
    ...["-select_streams", `${video.index}`],
    ...["-show_entries", "packet=pts,flags", "-of", "csv=p=0", "-i", url],
  ], LIST_BYTES);
  const { num = 1, den = 1 } = video.timeBase ?? {};
  return packetsOf(list, num / den, probe.startSec ?? 0);
}

/**
 * Finds the key frames of H.264 that reset the decoder (IDR). At others decoding can begin,
 * too, but not in the middle of what another encoder made.
 */
export async function withCleanKeys(
  runner: Runner,
  fs: Fs,
  { path }: Facts,
  video: VideoStream,
  { times, keys }: VideoPackets,
  options: RecipeOptions,
): Promise<VideoPackets> {
  const list = await printed(runner, fs, path, options, (url) => [
    ...["ffmpeg", "-nostdin", "-loglevel", "error", "-i", url] as const,
    ...["-map", `0:${video.index}`, "-c", "copy"],
    ...["-bsf:v", "filter_units=pass_types=5", "-f", "framecrc", "pipe:1"],
  ], LIST_BYTES);
  const clean = timesIn(list).sort((a, b) => a - b);
  const cleanKeys = keys.filter((key) => hasNear(clean, times[key]!));
  return { times, keys, cleanKeys };
}

/** How far times may be apart that are of one frame: formats round them. */
const SAME_SEC = 2e-3;

/** Whether one of some times, in their order, is that of a frame. */
function hasNear(times: readonly number[], sec: number): boolean {
  let [from, to] = [0, times.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (times[middle]! <= sec - SAME_SEC) from = middle + 1;
    else to = middle;
  }
  return Math.abs(times[from]! - sec) < SAME_SEC;
}

/** The times in what the muxer `framecrc` writes. */
function timesIn(text: string): number[] {
  const [, num, den] = /^#tb 0: (\d+)\/(\d+)$/m.exec(text) ?? [];
  const unitSec = Number(num ?? 1) / Number(den ?? 1);
  return Array.from(
    text.matchAll(/^0, *-?\d+, *(-?\d+),/gm),
    ([, pts]) => Number(pts) * unitSec,
  );
}

/** Reads the list of ffprobe: `1001,K__` for each packet. */
export function packetsOf(
  text: string,
  unitSec: number,
  startSec: number,
): VideoPackets {
  const times: number[] = [];
  const keys: number[] = [];
  for (const [, pts, flag] of text.matchAll(/^(-?\d+|N\/A),(\w)/gm)) {
    if (flag === "K") keys.push(times.length);
    times.push(Number(pts) * unitSec - startSec);
  }
  return { times, keys };
}

/** A longer pause between two pictures is taken for a fault. */
const LONGEST_PAUSE = 10;

/**
 * Whether times jump, or are unknown. To seek to one then leads elsewhere, while a run
 * over all of it corrects them.
 */
export function isBroken({ times }: VideoPackets): boolean {
  return times.some((sec, i) =>
    Number.isNaN(sec) ||
    (i > 0 && Math.abs(sec - times[i - 1]!) > LONGEST_PAUSE)
  );
}

/** A time as ffmpeg reads it: to the microsecond, without an exponent. */
export function timeArg(sec: number): string {
  // Never "-0.000000".
  return (Math.round(sec * 1e6) / 1e6 + 0).toFixed(6);
}

/** What the demuxer `concat` reads: files, and how long each lasts. */
export function timedList(
  parts: readonly { readonly name: string; readonly durationSec?: number }[],
): string {
  const [header, ...lines] = concatList(parts.map(({ name }) => name))
    .split("\n");
  return `${header}\n` + parts.map(({ durationSec }, i) =>
    `${lines[i]}\n` +
    (durationSec === undefined ? "" : `duration ${timeArg(durationSec)}\n`)
  ).join("");
}
