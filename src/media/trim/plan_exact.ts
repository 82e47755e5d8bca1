// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { containerOf, outputArgs } from "../recipe/container.ts";
import {
  type Facts,
  isCover,
  seeksToKeys,
  soundOf,
  videoOf,
} from "../recipe/facts.ts";
import { keepStreams } from "../recipe/keep_streams.ts";
import { FFMPEG } from "../recipe/plan.ts";
import { PlanNames } from "../recipe/plan_names.ts";
import { timeArg, type VideoPackets } from "../recipe/video_packets.ts";
import {
  shownSize,
  sizeFilters,
  soundArgs,
  videoArgs,
} from "../transcode/encode_args.ts";
import { anyCodec } from "../transcode/transcode.ts";
import { keyBefore, pieceArgs } from "./piece.ts";
import type { Cut, TrimPlan } from "./trim_options.ts";

/** Plans a cut that encodes everything. */
export function planExact(
  facts: Facts,
  packets: VideoPackets | undefined,
  cut: Cut,
): TrimPlan {
  const { output, encoder, start, end } = cut;
  const names = new PlanNames();
  const container = containerOf(output);
  const video = videoOf(facts)!;
  const { args, dropped } = keepStreams("trim", facts, anyCodec(container), {
    isWanted: (stream) =>
      stream.type !== "video" || stream === video || isCover(stream),
    encoded: ["video", "audio"],
  });
  const size = shownSize(video, cut);
  const filters = sizeFilters(video, size);
  const [before, after] = seeksToKeys(facts)
    ? [
      ["-ss", timeArg(start)],
      end === Infinity ? [] : ["-t", timeArg(end - start)],
    ]
    : pieceArgs(keyBefore(packets, start) ?? 0, start, end);
  return {
    steps: [{
      argv: [
        ...[
          ...FFMPEG,
          ...before,
          "-i",
          names.url(facts.path),
          ...after,
          ...args,
        ],
        ...(filters.length > 0 ? ["-vf", filters.join(",")] : []),
        ...videoArgs(encoder, cut, size, video.timeBase),
        ...soundArgs(container.encoder, soundOf(facts), cut.soundBitRate),
        ...outputArgs(container, names.url(output)),
      ],
      ...(end < Infinity && { durationSec: end - start }),
    }],
    outputs: [names.path(output)],
    ...names.toPlan(),
    startSec: start,
    endSec: end,
    dropped,
  };
}
