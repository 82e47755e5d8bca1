// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { containerOf, outputArgs } from "../recipe/container.ts";
import { type Facts, isCover, soundOf, videoOf } from "../recipe/facts.ts";
import { keepStreams } from "../recipe/keep_streams.ts";
import { FFMPEG, type PlanStep } from "../recipe/plan.ts";
import { PlanNames } from "../recipe/plan_names.ts";
import {
  isBroken,
  timeArg,
  timedList,
  type VideoPackets,
} from "../recipe/video_packets.ts";
import {
  shownSize,
  sizeFilters,
  soundArgs,
  videoArgs,
} from "../transcode/encode_args.ts";
import {
  anyCodec,
  type EncodeOptions,
  planTranscode,
  type TranscodePlan,
} from "../transcode/transcode.ts";

/** A part of a video: see {@linkcode SplitPlan}. */
export interface SplitPart {
  /** Where it begins, in seconds from the start of the input: at a key frame. */
  readonly startSec: number;
  /** Where it ends; absent for the last one. */
  readonly endSec?: number;
}

/**
 * What {@linkcode transcodeParallel} has done, or would do. First come the steps for the
 * parts and the one for the sound, which need nothing but the input, and then the one
 * that joins them.
 */
export interface SplitPlan extends TranscodePlan {
  /** The parts; a single one if there are no key frames to split at. */
  readonly parts: readonly SplitPart[];
}

/** What {@linkcode planSplit} is told. */
export interface SplitTarget extends EncodeOptions {
  readonly output: string;
  /** The encoder of the video. */
  readonly encoder: string;
  readonly parts: number;
  readonly work?: string | undefined;
}

/** How much less time sound takes than video. */
const SOUND_SPEED = 20;

/** How much less time it takes to copy. */
const COPY_SPEED = 200;

/** Plans {@linkcode transcodeParallel}. */
export function planSplit(
  facts: Facts,
  packets: VideoPackets | undefined,
  { work, parts: most, ...target }: SplitTarget,
): SplitPlan {
  const cuts = packets ? cutsOf(packets, most) : [];
  if (cuts.length < 2) {
    return { ...planTranscode(facts, target), parts: [{ startSec: 0 }] };
  }
  const { output, encoder } = target;
  const names = new PlanNames(work);
  const container = containerOf(output);
  const video = videoOf(facts)!;
  const sound = soundOf(facts);
  const input = ["-i", names.url(facts.path)];
  const size = shownSize(video, target);
  const filters = sizeFilters(video, size);
  const end = facts.probe.durationSec ?? packets!.times.at(-1)!;
  const parts = cuts.map((startSec, i): SplitPart => {
    const endSec = cuts[i + 1];
    return { startSec, ...(endSec !== undefined && { endSec }) };
  });
  const inWork = (name: string) => `file:${names.inWork(name)}`;
  const partName = (i: number) => `part${i}.mp4`;
  const partSteps = parts.map(({ startSec, endSec }, i): PlanStep => {
    const durationSec = (endSec ?? end) - startSec;
    return {
      argv: [
        ...FFMPEG,
        ...(startSec === 0 ? [] : ["-ss", timeArg(startSec)]),
        ...input,
        ...(endSec === undefined ? [] : ["-t", timeArg(durationSec)]),
        ...["-map", `0:${video.index}`, "-map_chapters", "-1"],
        ...(filters.length > 0 ? ["-vf", filters.join(",")] : []),
        ...videoArgs(encoder, target, size, video.timeBase),
        ...["-f", "mp4", inWork(partName(i))],
      ],
      after: [],
      durationSec,
      weight: durationSec,
    };
  });
  const soundSteps: PlanStep[] = sound.length === 0 ? [] : [{
    argv: [
      ...[...FFMPEG, ...input],
      ...sound.flatMap(({ index }) => ["-map", `0:${index}`]),
      ...["-map_chapters", "-1"],
      ...soundArgs(container.encoder, sound, target.soundBitRate),
      ...["-f", "mp4", inWork("sound.mp4")],
    ],
    after: [],
    durationSec: end,
    weight: end / SOUND_SPEED,
  }];
  const list = names.text(
    "list.txt",
    timedList(parts.map(({ startSec, endSec }, i) => ({
      name: names.inWork(partName(i)),
      ...(endSec !== undefined && { durationSec: endSec - startSec }),
    }))),
  );
  const original = 1 + soundSteps.length;
  const { args: others, dropped } = keepStreams(
    "transcode",
    facts,
    anyCodec(container),
    {
      input: original,
      isWanted: (stream) =>
        stream.type !== "audio" &&
        (stream.type !== "video" || isCover(stream)),
      isOptional: true,
    },
  );
  const { startSec = 0 } = facts.probe;
  const join: PlanStep = {
    argv: [
      // All times are those of the input from its start on, as in one run.
      ...[...FFMPEG, "-copyts", "-itsoffset", timeArg(parts[0]!.startSec)],
      ...["-f", "concat", "-safe", "0", "-i", list],
      ...(sound.length > 0 ? ["-i", inWork("sound.mp4")] : []),
      ...["-itsoffset", timeArg(-startSec), ...input],
      ...["-map", "0:v", ...(sound.length > 0 ? ["-map", "1:a"] : [])],
      ...["-c:v", "copy", "-c:a", "copy"],
      ...[...others, "-map_metadata", `${original}`],
      ...["-map_chapters", `${original}`],
      ...outputArgs(container, names.url(output)),
    ],
    durationSec: end,
    weight: end / COPY_SPEED,
  };
  return {
    steps: [...partSteps, ...soundSteps, join],
    outputs: [names.path(output)],
    ...names.toPlan(),
    dropped,
    parts,
  };
}

/** Of so many packets, those that are shown first are among those decoded first. */
const REORDERED = 64;

/** The times at which to split: those of key frames that divide the packets evenly. */
function cutsOf(packets: VideoPackets, most: number): number[] {
  const { times, keys } = packets;
  if (times.length === 0 || isBroken(packets)) return [];
  const first = Math.min(...times.slice(0, REORDERED));
  const cuts = [Math.max(0, first)];
  let at = 0;
  // More parts than packets are the same.
  const parts = Math.min(most, times.length);
  for (let i = 1; i < parts; i++) {
    const ideal = times.length * i / parts;
    // Both ascend.
    while (
      at + 1 < keys.length &&
      Math.abs(keys[at + 1]! - ideal) <= Math.abs(keys[at]! - ideal)
    ) at++;
    const sec = times[keys[at] ?? 0]!;
    if (sec > cuts.at(-1)!) cuts.push(sec);
  }
  return cuts;
}
