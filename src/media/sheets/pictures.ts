// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Fs } from "../../../vfs/fs.ts";
import type { Runner } from "../../run/runner.ts";
import { LimitError } from "../../util/errors.ts";
import { MissingStreamError } from "../missing_stream_error.ts";
import { decode } from "../frames/decode.ts";
import type { Frame } from "../frames/frame.ts";
import type { FrameSource } from "../frames/frame_source.ts";
import { videoLength } from "../frames/video_length.ts";
import { withPicture } from "../frames/with_picture.ts";
import { pickOptions } from "../../util/option_table.ts";
import { type HelperOptions, lookTable } from "../helper_options.ts";
import { inputOf } from "../input.ts";

/** Which pictures to take: so many, evenly spread, or the first of each interval. */
export interface PictureChoice {
  readonly count?: number | undefined;
  readonly everySec?: number | undefined;
  readonly width: number;
}

/** All of them are kept until the sheets are encoded. */
const MOST = 10_000;

/** Seeking to a frame costs as much as to decode about so many seconds. */
const SEEK_SEC = 8;

/** Receives a picture, and from when on it stands for the video, in seconds. */
export type PictureListener = (frame: Frame, fromSec: number) => void;

/**
 * Decodes frames for a sheet, as many as there are: those of one interval after another
 * in one run, or with a run for each where they are far apart. An interval in which the
 * video stands still may have none.
 *
 * @throws {MissingStreamError} when none can be decoded.
 * @throws {LimitError} when there are more than anybody needs.
 */
export async function pictures(
  runner: Runner,
  { fs, path }: { fs: Fs; path: string },
  options: HelperOptions,
  { count, everySec, width }: PictureChoice,
  receive: PictureListener,
): Promise<void> {
  let taken = 0;
  const note: PictureListener = (frame, fromSec) => {
    if (++taken > MOST) {
      throw new LimitError(`take pictures of "${path}"`, {
        ...{ option: "everySec", limit: MOST },
      });
    }
    receive(frame, fromSec);
  };
  const { url, mounts } = await inputOf(fs, path, options.mounts);
  await withPicture(path, async (stream) => {
    const plain: FrameSource = {
      ...{ runner, fs, path, url, stream },
      options: {
        ...pickOptions(options, lookTable),
        ...{ mounts, width },
        pixelFormat: "rgb24",
      },
    };
    const { startSec, seconds, frames, hdr } = await videoLength(plain);
    const source: FrameSource = { ...plain, hdr };
    if (everySec !== undefined) {
      const filter = firstOfEach(everySec, 0);
      for await (const frame of decode(source, { filter })) {
        note(frame, frame.timestampSec);
      }
      return;
    }
    if (seconds === 0) {
      for await (const frame of decode(source, { limit: 1 })) note(frame, 0);
      return;
    }
    const distance = seconds / Math.max(1, Math.min(count!, frames || 1));
    if (distance <= SEEK_SEC) {
      // The first that is still shown in the middle of each interval.
      const shown = 0.9 * seconds / Math.max(1, frames);
      const from = startSec + distance / 2 - shown;
      const selection = { filter: firstOfEach(distance, from), limit: count! };
      for await (const frame of decode(source, selection)) {
        const number = intervalOf(frame.timestampSec, distance, from);
        note(frame, startSec + number * distance);
      }
      return;
    }
    for (let sec = 0; sec < seconds; sec += distance) {
      const middle = startSec + sec + distance / 2;
      const selection = { sec: middle, limit: 1 };
      for await (const frame of decode(source, selection)) {
        note(frame, startSec + sec);
      }
    }
  });
  if (taken > 0) return;
  throw new MissingStreamError("take pictures of", path, {
    ...{ type: "video", isBroken: true },
  });
}

/** Times are multiples of a time base: so much of an interval may be missing. */
const MARGIN = 1e-6;

/** The filter that selects the first frame of each interval after `from` seconds. */
function firstOfEach(everySec: number, from: number): string {
  const nth = (t: string) =>
    `floor((${t}-(${from.toFixed(6)}))/${everySec}+${MARGIN.toFixed(6)})`;
  return `select=gte(t\\,${
    (from - MARGIN).toFixed(6)
  })*(isnan(prev_selected_t)+` +
    `gt(${nth("t")}\\,${nth("prev_selected_t")}))`;
}

/** The number of the interval that a time is in, as the filter counts. */
function intervalOf(sec: number, everySec: number, from: number): number {
  return Math.floor((sec - from) / everySec + MARGIN);
}
