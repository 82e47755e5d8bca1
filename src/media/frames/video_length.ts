// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { parseDuration } from "../../ffmpeg/duration.ts";
import { runTable } from "../../run/check_run.ts";
import { assertSuccess } from "../../ffmpeg/assert_success.ts";
import { pickOptions } from "../../util/option_table.ts";
import { MINUTE_MS } from "../minute.ts";
import { probe, probeRunTable } from "../probe/probe.ts";
import type { Probe } from "../probe/probe_result.ts";
import type { VideoStream } from "../probe/stream.ts";
import type { FrameSource } from "./frame_source.ts";
import { type HdrTransfer, mappable } from "./tone_map.ts";
import { inputArgs } from "./picture_input.ts";

/** How long a video is. */
export interface VideoLength {
  /** When it starts, in seconds from the start of the file: sound may come before. */
  readonly startSec: number;
  readonly seconds: number;
  readonly frames: number;
  /** What HDR it has, if it can be mapped. */
  readonly hdr?: HdrTransfer | undefined;
}

/** How long the video is, as far as that is known without decoding it; else 0. */
export async function videoLength(
  source: FrameSource,
): Promise<VideoLength> {
  const { runner, fs, path, options } = source;
  const about = await probe(
    runner,
    fs,
    path,
    pickOptions(options, probeRunTable),
  );
  const videos = about.streams.filter((stream): stream is VideoStream =>
    stream.type === "video"
  );
  const video = videos.find(({ disposition }) => !disposition.attachedPic);
  // A cover is one picture, as long as the sound.
  if (!video) return { startSec: 0, seconds: 0, frames: 0 };
  const hdr = mappable(video.hdr);
  const { startSec, seconds } = videoSpan(about, video);
  const { num, den } = video.frameRate ?? { num: 0, den: 1 };
  const frames = video.frameCount ?? Math.floor(seconds * num / den);
  if (seconds > 0 && frames > 0 && Number.isFinite(frames)) {
    return { startSec, seconds, frames, hdr };
  }
  return { ...await measure(source), hdr };
}

/** When a video starts, and how long it lasts: `Infinity` if that is unknown. */
export function videoSpan(
  { startSec: fileStart = 0, durationSec }: Probe,
  video: VideoStream,
): { startSec: number; seconds: number } {
  const startSec = Math.max(0, (video.startSec ?? fileStart) - fileStart);
  // Matroska stores in a tag when a stream ends; other streams may be longer.
  const endSec = parseDuration(video.tags.DURATION ?? "");
  const seconds = Math.min(
    video.durationSec ?? (endSec ?? Infinity) - startSec,
    (durationSec ?? Infinity) - startSec,
  );
  return { startSec, seconds };
}

/** Measures a video by reading all its packets, which is faster than to decode them. */
async function measure(
  { runner, fs, url, stream, options }: FrameSource,
): Promise<VideoLength> {
  const args = [...inputArgs(url, stream), "-c", "copy", "-f", "null", "-"];
  let seconds = 0;
  let frames = 0;
  const result = await runner.run(fs, args, {
    ...pickOptions(options, runTable),
    timeout: options.timeout ?? MINUTE_MS,
    onProgress({ outTimeSec, frame }) {
      seconds = outTimeSec ?? seconds;
      frames = frame ?? frames;
    },
  });
  assertSuccess(["ffmpeg", ...args], result);
  return { startSec: 0, seconds, frames };
}
