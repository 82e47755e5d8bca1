// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import {
  type Container,
  containerOf,
  outputArgs,
} from "../recipe/container.ts";
import { type Facts, videoOf } from "../recipe/facts.ts";
import { keepStreams, withoutStream } from "../recipe/keep_streams.ts";
import { MediaError } from "../recipe/media_error.ts";
import { FFMPEG } from "../recipe/plan.ts";
import { PlanNames } from "../recipe/plan_names.ts";
import {
  isBroken,
  timeArg,
  timedList,
  type VideoPackets,
} from "../recipe/video_packets.ts";
import {
  hasCrf,
  shownSize,
  videoArgs,
  type VideoCodec,
} from "../transcode/encode_args.ts";
import { keyBefore, pieceArgs, ROUNDING } from "./piece.ts";
import { planExact } from "./plan_exact.ts";
import type { Cut, TrimOptions, TrimPlan } from "./trim_options.ts";

/**
 * The codec of smart cuts.
 *
 * @throws {TypeError} when another one is asked for.
 * @throws {MediaError} when the output cannot hold it.
 */
export function smartCodec(
  { path }: Facts,
  { muxer, video }: Container,
  { codec = "h264" }: TrimOptions,
): VideoCodec {
  if (codec !== "h264") {
    throw new TypeError(
      `Cannot use \`codec\`: received "${codec}" for the mode "smart", which copies ` +
        'H.264; give the mode "exact"',
    );
  }
  if (video?.includes(codec) !== false) return codec;
  throw new MediaError(
    "trim",
    path,
    `video in H.264, which ${muxer} cannot hold`,
    'give the mode "exact", or another output',
  );
}

/** The quality of what is encoded beside what is copied: no difference is seen. */
const EDGE_CRF = 18;

export function planSmart(
  facts: Facts,
  packets: VideoPackets,
  cut: Cut,
): TrimPlan {
  const video = videoOf(facts)!;
  if (
    video.codec !== "h264" || (video.pixelFormat ?? "yuv420p") !== "yuv420p"
  ) {
    throw new MediaError(
      "trim",
      facts.path,
      `video in ${video.codec} (${video.pixelFormat}), of which pieces cannot be joined`,
      'give the mode "copy" or "exact"',
    );
  }
  if (isBroken(packets)) {
    throw new MediaError(
      "trim",
      facts.path,
      "video whose times jump",
      "repair it first",
    );
  }
  const { times } = packets;
  const isAfter = (sec: number) => sec >= cut.start - ROUNDING;
  // Videos have more packets than a call can have arguments.
  const start = times.reduce(
    (least, sec) => isAfter(sec) && sec < least ? sec : least,
    Infinity,
  );
  const closed = closedKeys(packets);
  const first = closed.find((key) => times[key]! >= start - ROUNDING);
  const last = closed.findLast((key) => times[key]! <= cut.end + ROUNDING);
  const [own, wanted] = [shownSize(video), shownSize(video, cut)];
  if (
    first === undefined || last === undefined || first >= last ||
    own.width !== wanted.width || own.height !== wanted.height
  ) {
    return planExact(facts, packets, cut);
  }
  const names = new PlanNames();
  const input = names.url(facts.path);
  const [from, to] = [times[first]!, times[last]!];
  const { width = 0, height = 0 } = video;
  const crf = cut.crf ?? (hasCrf(cut.encoder) ? EDGE_CRF : undefined);
  const encode = videoArgs(
    cut.encoder,
    { speed: cut.speed, crf },
    { width, height },
    video.timeBase,
  );
  const map = ["-map", `0:${video.index}`];
  const part = (name: string) => [
    // One unit of time for all: they are joined without a look at it.
    ...["-video_track_timescale", `${video.timeBase?.den ?? 90_000}`],
    ...["-f", "mp4", `file:${names.inWork(name)}`],
  ];
  const piece = (key: number, from: number, to: number) => {
    const [before, after] = pieceArgs(key, from, to);
    return [...before, "-i", input, ...after];
  };
  const edge = (name: string, from: number, to: number) => ({
    name,
    durationSec: to - from,
    argv: [
      ...FFMPEG,
      // The stored pictures, not as they are shown: copied ones are not turned, either.
      "-noautorotate",
      ...piece(keyBefore(packets, from) ?? 0, from, to),
      ...[...map, ...encode, ...part(name)],
    ],
  });
  const parts = [
    ...(from - start > ROUNDING ? [edge("head.mp4", start, from)] : []),
    {
      name: "body.mp4",
      durationSec: to - from,
      argv: [
        ...[...FFMPEG, ...piece(from, from, Infinity), ...map],
        ...["-c", "copy", "-frames:v", `${last - first}`, ...part("body.mp4")],
      ],
    },
    ...(cut.end - to > ROUNDING ? [edge("tail.mp4", to, cut.end)] : []),
  ];
  const list = names.text(
    "list.txt",
    timedList(parts.map(({ name, durationSec }) => ({
      name: names.inWork(name),
      durationSec,
    }))),
  );
  // The pieces are as they are stored; how to turn them, the first one does not say.
  const turned = video.rotationDeg === 0
    ? []
    : ["-display_rotation:v", `${360 - video.rotationDeg}`];
  const container = containerOf(cut.output);
  const { args } = keepStreams("trim", facts, container, {
    input: 1,
    isWanted: ({ type }) => type === "audio",
    isOptional: true,
  });
  return {
    steps: [
      ...parts.map(({ argv, durationSec }) => ({
        argv,
        durationSec,
        after: [],
      })),
      {
        argv: [
          ...[...FFMPEG, ...turned, "-f", "concat", "-safe", "0", "-i", list],
          ...[
            "-ss",
            timeArg(start),
            "-t",
            timeArg(cut.end - start),
            "-i",
            input,
          ],
          // Of the sound, what is before is not copied, as to hide it would be.
          ...["-map", "0:v", "-c:v", "copy", ...args, "-copypriorss:a", "0"],
          ...["-map_metadata", "1"],
          ...outputArgs(container, names.url(cut.output)),
        ],
        weight: 0.1,
      },
    ],
    outputs: [names.path(cut.output)],
    ...names.toPlan(),
    startSec: start,
    endSec: cut.end,
    dropped: facts.probe.streams
      .filter((stream) => stream !== video && stream.type !== "audio")
      .map(withoutStream),
  };
}

/** The key frames at which pieces can begin and end: nothing after one is shown before. */
function closedKeys({ times, keys, cleanKeys = keys }: VideoPackets): number[] {
  const clean = new Set(cleanKeys);
  return keys.filter((key, i) => {
    if (!clean.has(key)) return false;
    const next = keys[i + 1] ?? times.length;
    for (let at = key + 1; at < next; at++) {
      if (times[at]! < times[key]!) return false;
    }
    return true;
  });
}
