// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { containerOf, outputArgs } from "../recipe/container.ts";
import type { Facts } from "../recipe/facts.ts";
import { keepStreams } from "../recipe/keep_streams.ts";
import { FFMPEG } from "../recipe/plan.ts";
import { PlanNames } from "../recipe/plan_names.ts";
import type { VideoPackets } from "../recipe/video_packets.ts";
import { keyBefore, pieceArgs } from "./piece.ts";
import type { Cut, TrimPlan } from "./trim_options.ts";

/** What has been shown before a piece is left out, and what is shown when it begins cut. */
const CLIPPED = "noise=drop=lte(pts+duration\\,0)," +
  "setts=ts=max(PTS\\,0):duration=DURATION+min(PTS\\,0)";

/** Plans a cut that encodes nothing: it begins at a key frame. */
export function planCopy(
  facts: Facts,
  packets: VideoPackets | undefined,
  { output, start, end }: Cut,
): TrimPlan {
  const names = new PlanNames();
  const container = containerOf(output);
  // A cover has no time, and so would be cut off.
  const { args, before: earlier, dropped } = keepStreams(
    "trim",
    facts,
    container,
    {
      ...{ names, coverInput: 1 },
    },
  );
  const input = names.url(facts.path);
  const hasCover = args.some((arg) => arg.startsWith("1:"));
  const hasTexts = args.some((arg) => arg.startsWith("-c:s"));
  const from = keyBefore(packets, start) ?? start;
  const [before, after] = pieceArgs(from, from, end);
  return {
    steps: [...earlier, {
      argv: [
        ...[...FFMPEG, ...before, "-i", input],
        ...(hasCover ? ["-i", input] : []),
        ...[...after, ...args],
        ...(from > 0 && hasTexts ? ["-bsf:s", CLIPPED] : []),
        ...["-avoid_negative_ts", "make_zero"],
        ...outputArgs(container, names.url(output)),
      ],
      ...(end < Infinity && { durationSec: end - from }),
    }],
    outputs: [names.path(output)],
    ...names.toPlan(),
    startSec: from,
    endSec: end,
    dropped,
  };
}
