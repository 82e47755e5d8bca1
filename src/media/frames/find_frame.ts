// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { FrameSource } from "./frame_source.ts";
import { listFrames } from "./list_frames.ts";
import { roundTime } from "./picture_input.ts";
import { videoLength } from "./video_length.ts";

/** How long before a time reading begins, so that there is a frame to fall back on. */
const LEAD_SEC = 5;

/** The place of a frame. */
export interface FramePlace {
  /** Where to start reading, in seconds. */
  readonly sec: number | undefined;
  /** The filter that selects it. */
  readonly filter: string | undefined;
}

/**
 * Finds the first frame at or after a time, or else the last one, where seeking to it
 * finds none; `undefined` if there is no frame at all.
 */
export async function findFrame(
  source: FrameSource,
  sec: number,
): Promise<FramePlace | undefined> {
  const { startSec, seconds } = await videoLength(source);
  const from = Math.min(sec, startSec + seconds) - LEAD_SEC;
  // Not all formats can be read from the middle.
  for (const start of from > 0 ? [roundTime(from), undefined] : [undefined]) {
    const frames = await listFrames(source, start);
    const found = frames.find(({ seconds }) => (start ?? 0) + seconds >= sec) ??
      frames.at(-1);
    if (!found) continue;
    const { pts } = found;
    // A picture without a time is the only one.
    return {
      sec: start,
      filter: pts === undefined ? undefined : `select=eq(pts\\,${pts})`,
    };
  }
  return undefined;
}
