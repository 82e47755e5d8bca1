// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { runTable } from "../../run/check_run.ts";
import { assertSuccess } from "../../ffmpeg/assert_success.ts";
import { GuestError } from "../../util/errors.ts";
import { pickOptions } from "../../util/option_table.ts";
import type { Frame } from "./frame.ts";
import type { FrameSource } from "./frame_source.ts";
import { inputArgs, roundTime } from "./picture_input.ts";
import { sizeFilter } from "./picture_options.ts";
import { frameBytes, type PixelFormat } from "./pixel_format.ts";
import { toneMapFilter, toneMapMounts } from "./tone_map.ts";
import { SHOW, type ShownFrame, ShownFrames } from "./shown_frames.ts";

/** Which frames to decode. */
export interface Selection {
  readonly sec?: number | undefined;
  /** The filter that selects frames from there on; the default is all. */
  readonly filter?: string;
  /** How many frames to decode at most. */
  readonly limit?: number;
}

/** Decodes frames as fast as they are consumed. */
export async function* decode(
  { runner, fs, url, stream, stallTimeout, hdr, options }: FrameSource,
  { sec, filter, limit }: Selection,
): AsyncGenerator<Frame, void, undefined> {
  const { pixelFormat = "rgba", onLog } = options;
  // Only selected frames are scaled, and "showinfo" reports what is written.
  const filters = [
    ...(filter === undefined ? [] : [filter]),
    ...[sizeFilter(options), ...(hdr ? [toneMapFilter(hdr)] : [])],
    ...[`format=${pixelFormat}`, SHOW],
  ];
  const args = [
    ...[...inputArgs(url, stream, sec), "-vf", filters.join(",")],
    ...(limit === undefined ? [] : ["-frames:v", `${limit}`]),
    ...["-f", "rawvideo", "pipe:1"],
  ];
  const start = roundTime(sec ?? 0);
  const waiting: ShownFrame[] = [];
  const shown = new ShownFrames((frame) => waiting.push(frame));
  await using job = runner.spawn(fs, args, {
    ...pickOptions(options, runTable),
    ...(hdr && { mounts: { ...options.mounts, ...toneMapMounts(hdr) } }),
    stallTimeout,
    stdout: "piped",
    onLog(record) {
      if (!shown.learn(record)) return onLog?.(record);
    },
  });
  let frame: Frame | undefined;
  let filled = 0;
  for await (const chunk of job.stdout) {
    for (let at = 0; at < chunk.length;) {
      if (!frame) {
        frame = emptyFrame(waiting.shift(), pixelFormat, start);
        filled = 0;
      }
      const piece = chunk.subarray(at, at + frame.data.length - filled);
      frame.data.set(piece, filled);
      filled += piece.length;
      at += piece.length;
      if (filled < frame.data.length) continue;
      yield frame;
      frame = undefined;
    }
  }
  assertSuccess(["ffmpeg", ...args], await job.status);
}

function emptyFrame(
  shown: ShownFrame | undefined,
  format: PixelFormat,
  start: number,
): Frame {
  if (!shown) {
    throw new GuestError(
      "Cannot decode a frame: received pixels without a size; use a module " +
        "of ffmpeg with the filter `showinfo`",
    );
  }
  const { width, height, seconds } = shown;
  return {
    data: new Uint8ClampedArray(frameBytes(format, width, height)),
    width,
    height,
    timestampSec: start + seconds,
  };
}
