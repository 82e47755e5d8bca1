// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { decode } from "./decode.ts";
import type { Frame } from "./frame.ts";
import type { FrameSource } from "./frame_source.ts";
import { videoLength } from "./video_length.ts";

/** How many frames from all over the video are looked at. */
const CANDIDATES = 16;

/** Frames are compared as small as this. */
const WIDTH = 64;

/** How many steps of brightness are told apart. */
const STEPS = 32;

/** A frame that may be taken. */
interface Candidate {
  readonly sec: number;
  /** Which share of its pixels has each brightness. */
  readonly histogram: Float64Array;
  /** How much brightness varies in it. */
  readonly contrast: number;
}

/**
 * When the most representative of frames from all over the video is shown: the one most
 * like their average, of those that are not nearly of one colour; `undefined` if none is
 * found where it is looked for.
 */
export async function bestMoment(
  source: FrameSource,
): Promise<number | undefined> {
  const { startSec, seconds } = await videoLength(source);
  if (seconds === 0) return undefined;
  const small: FrameSource = {
    ...source,
    options: {
      ...source.options,
      width: WIDTH,
      height: WIDTH,
      pixelFormat: "gray",
    },
  };
  const candidates: Candidate[] = [];
  for (let i = 0; i < CANDIDATES; i++) {
    const sec = startSec + (i + 0.5) * seconds / CANDIDATES;
    for await (const frame of decode(small, { sec, limit: 1 })) {
      candidates.push(candidateOf(frame, sec));
    }
  }
  if (candidates.length === 0) return undefined;
  const most = Math.max(...candidates.map(({ contrast }) => contrast));
  const rich = candidates.filter(({ contrast }) => contrast >= most / 4);
  const average = new Float64Array(STEPS);
  for (const { histogram } of rich) {
    histogram.forEach((value, i) => average[i]! += value / rich.length);
  }
  const distance = ({ histogram }: Candidate) =>
    histogram.reduce((sum, value, i) => sum + Math.abs(value - average[i]!), 0);
  return rich.reduce((a, b) => distance(b) < distance(a) ? b : a).sec;
}

function candidateOf({ data }: Frame, sec: number): Candidate {
  const histogram = new Float64Array(STEPS);
  let [sum, squares] = [0, 0];
  for (const value of data) {
    histogram[Math.floor(value * STEPS / 256)]! += 1 / data.length;
    sum += value;
    squares += value ** 2;
  }
  const mean = sum / data.length;
  const contrast = Math.sqrt(Math.max(0, squares / data.length - mean ** 2));
  return { sec, histogram, contrast };
}
