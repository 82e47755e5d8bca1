// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { FrameCountError } from "../../util/errors.ts";
import { decode } from "./decode.ts";
import type { Frame } from "./frame.ts";
import type { FrameSource } from "./frame_source.ts";
import { listFrames } from "./list_frames.ts";
import { videoLength } from "./video_length.ts";

/**
 * With fewer frames for each that is wanted, times are too coarse: the next frame at
 * or after two of them may be the same.
 */
const FRAMES_EACH = 4;

/** How much times of one frame may differ, in seconds: each seek rounds anew. */
const ROUNDING = 1e-4;

/**
 * Decodes `count` frames that are spread evenly over the video, no frame twice.
 *
 * Looks for the frame at each time, if that is known to work; else decodes all.
 *
 * @throws {FrameCountError} when there are fewer frames.
 */
export async function* spread(
  source: FrameSource,
  count: number,
): AsyncGenerator<Frame, void, undefined> {
  let given = 0;
  let latest = -Infinity;
  const { startSec, seconds, frames } = await videoLength(source);
  const distance = seconds / count;
  const frameAt = async (i: number) => {
    const sec = startSec + (i + 0.5) * distance;
    const frame = await firstFrom(source, sec);
    return frame && frame.timestampSec < sec + distance / 2 ? frame : undefined;
  };
  if (frames >= count * FRAMES_EACH) {
    // It shows first whether the duration is true, and whether ffmpeg can seek.
    const last = await frameAt(count - 1);
    while (last && given < count) {
      const frame = given === count - 1 ? last : await frameAt(given);
      if (!frame || frame.timestampSec <= latest) break;
      yield frame;
      given++;
      latest = frame.timestampSec;
    }
  }
  if (given < count) yield* spreadOverAll(source, count, given, latest);
}

/** Decodes everything twice: to learn which frames there are, and to get some of them. */
async function* spreadOverAll(
  source: FrameSource,
  count: number,
  given: number,
  latest: number,
): AsyncGenerator<Frame, void, undefined> {
  const times = (await listFrames(source)).map(({ seconds }) => seconds);
  // A time that stands still or goes back tells nothing.
  const isOrdered = times.every((time, i) => i === 0 || time > times[i - 1]!);
  const skipped = isOrdered
    ? times.filter((time) => time <= latest + ROUNDING).length
    : 0;
  const rest = isOrdered ? times.slice(skipped) : times.map((_, i) => i);
  const wanted = spreadTimes(rest, count - given);
  if (!wanted) {
    throw new FrameCountError(source.path, { count, available: times.length });
  }
  let next = 0;
  let number = -skipped;
  for await (const frame of decode(source, {})) {
    if (number++ !== wanted[next]) continue;
    yield frame;
    if (++next === wanted.length) return;
  }
}

/**
 * Chooses `count` of `times`, which increase: the first at or after each of as many
 * moments at even distances; none twice, so where there are none, the next best.
 *
 * @returns Their indices; `undefined` if there are fewer.
 */
export function spreadTimes(
  times: readonly number[],
  count: number,
): number[] | undefined {
  const spare = times.length - count;
  if (spare < 0 || count < 1) return undefined;
  const first = times[0]!;
  const last = times.at(-1)!;
  // The last frame is shown as long as the others are on average.
  const length = (last - first) * times.length / Math.max(1, times.length - 1);
  const chosen: number[] = [];
  let at = -1;
  for (let i = 0; i < count; i++) {
    const moment = first + (i + 0.5) * length / count;
    for (at++; at < spare + i && times[at]! < moment - ROUNDING;) at++;
    chosen.push(at);
  }
  return chosen;
}

async function firstFrom(
  source: FrameSource,
  sec: number,
): Promise<Frame | undefined> {
  for await (const frame of decode(source, { sec, limit: 1 })) return frame;
  return undefined;
}
