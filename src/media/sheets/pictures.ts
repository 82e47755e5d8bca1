// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Fs } from "../../../vfs/fs.ts";
import type { Runner } from "../../run/runner.ts";
import { LimitError } from "../../util/errors.ts";
import { MissingStreamError } from "../missing_stream_error.ts";
import { decode, type Selection } from "../frames/decode.ts";
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

/**
 * Decodes frames for a sheet, as many as there are: those of one interval after another
 * in one run, or with a run for each where they are far apart.
 *
 * @throws {MissingStreamError} when none can be decoded.
 * @throws {LimitError} when there are more than anybody needs.
 */
export async function pictures(
  runner: Runner,
  { fs, path }: { fs: Fs; path: string },
  options: HelperOptions,
  { count, everySec, width }: PictureChoice,
  receive: (frame: Frame) => void,
): Promise<void> {
  let taken = 0;
  const note = (frame: Frame) => {
    if (++taken > MOST) {
      throw new LimitError(`take pictures of "${path}"`, {
        ...{ option: "everySec", limit: MOST },
      });
    }
    receive(frame);
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
    const { seconds, frames, hdr } = await videoLength(plain);
    const source: FrameSource = { ...plain, hdr };
    if (everySec !== undefined) {
      return await take(source, { filter: firstOfEach(everySec, 0) }, note);
    }
    const distance = seconds / Math.max(1, Math.min(count!, frames || 1));
    if (seconds === 0) return await take(source, { limit: 1 }, note);
    if (distance <= SEEK_SEC) {
      // The first that is still shown in the middle of each interval.
      const shown = 0.9 * seconds / Math.max(1, frames);
      const filter = firstOfEach(distance, distance / 2 - shown);
      return await take(source, { filter, limit: count! }, note);
    }
    for (let sec = distance / 2; sec < seconds; sec += distance) {
      await take(source, { sec, limit: 1 }, note);
    }
  });
  if (taken > 0) return;
  throw new MissingStreamError("take pictures of", path, {
    ...{ type: "video", isBroken: true },
  });
}

async function take(
  source: FrameSource,
  selection: Selection,
  receive: (frame: Frame) => void,
): Promise<void> {
  for await (const frame of decode(source, selection)) receive(frame);
}

/** The filter that selects the first frame of each interval after `from` seconds. */
function firstOfEach(everySec: number, from: number): string {
  // With a small margin, because times are multiples of a time base.
  const nth = (t: string) =>
    `floor((${t}-(${from.toFixed(6)}))/${everySec}+1e-6)`;
  return `select=gte(t\\,${
    (from - 1e-6).toFixed(6)
  })*(isnan(prev_selected_t)+` +
    `gt(${nth("t")}\\,${nth("prev_selected_t")}))`;
}
