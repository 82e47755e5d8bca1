// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Fs } from "../../../vfs/fs.ts";
import { number, oneOf, type OptionTable } from "../../../vfs/check.ts";
import type { Runner } from "../../run/runner.ts";
import {
  type Container,
  containerOf,
  outputArgs,
} from "../recipe/container.ts";
import {
  type Facts,
  factsOf,
  isCover,
  seeksToKeys,
  soundOf,
  videoOf,
} from "../recipe/facts.ts";
import {
  type DroppedStream,
  keepStreams,
  withoutStream,
} from "../recipe/keep_streams.ts";
import { MediaError } from "../recipe/media_error.ts";
import { FFMPEG, type Plan } from "../recipe/plan.ts";
import { PlanNames } from "../recipe/plan_names.ts";
import {
  checkRecipe,
  type RecipeOptions,
  recipeTable,
} from "../recipe/recipe_options.ts";
import { carryOut } from "../recipe/run_plan.ts";
import {
  isBroken,
  timeArg,
  timedList,
  type VideoPackets,
  videoPackets,
  withCleanKeys,
} from "../recipe/video_packets.ts";
import {
  encoderFor,
  hasCrf,
  shownSize,
  sizeFilters,
  soundArgs,
  videoArgs,
  type VideoCodec,
} from "../transcode/encode_args.ts";
import { encodersOf } from "../transcode/encoders.ts";
import {
  anyCodec,
  codecFor,
  type EncodeOptions,
  encodeTable,
} from "../transcode/transcode.ts";

/** How {@linkcode trim} cuts. */
export type TrimMode = "copy" | "smart" | "exact";

/** Options of {@linkcode trim}; those of encoding are of no use in the mode `"copy"`. */
export interface TrimOptions extends RecipeOptions, EncodeOptions {
  /**
   * Where to begin, in seconds from the start of the file.
   *
   * @default {0}
   */
  startSec?: number | undefined;
  /** Where to end, in seconds from the start of the file. The default is its end. */
  endSec?: number | undefined;
  /**
   * How to cut video. `"copy"`: nothing is encoded; it begins at the key frame at or
   * before `startSec`. `"smart"`: only from `startSec` to the next key frame and from
   * the last one to `endSec` is encoded, and what is between copied; for H.264 only.
   * `"exact"`: all is encoded. Sound is cut at its packets, some 20 ms long.
   *
   * @default {"copy"}
   */
  mode?: TrimMode | undefined;
}

const trimTable: OptionTable<TrimOptions> = {
  ...recipeTable,
  ...encodeTable,
  startSec: number(),
  endSec: number(),
  mode: oneOf("copy", "smart", "exact"),
};

/** What {@linkcode trim} has done, or would do. */
export interface TrimPlan extends Plan {
  /** Where it begins, in seconds from the start of the input: at a frame. */
  readonly startSec: number;
  /** Where it ends, in seconds from the start of the input. */
  readonly endSec: number;
  /** The streams that the output does not have. */
  readonly dropped: readonly DroppedStream[];
}

/**
 * Cuts a piece out of a file, at key frames or exactly.
 *
 * @throws {MediaError} when there is nothing between the times, or a video that is not
 * H.264 is to be cut in the mode `"smart"`.
 * @throws {FsError} when a file cannot be opened or written.
 * @throws {ExitError} when ffmpeg fails.
 * @throws {TypeError} when an argument or an option is invalid.
 *
 * @example
 * ```ts
 * import { MemoryFs, Runtime } from "@afmpeg/afmpeg";
 * import { trim } from "@afmpeg/afmpeg/media";
 * import { assertEquals } from "@std/assert";
 *
 * await using runtime = await Runtime.create({ module: { file: "ffmpeg.wasm" } });
 * const fs = new MemoryFs();
 * const source = "-f lavfi -i testsrc2=d=4:r=25 -g 25 in.mp4".split(" ");
 * await runtime.run(fs, source);
 *
 * const cut = { startSec: 1.5, endSec: 3.2 };
 * const { startSec } = await trim(runtime, fs, "in.mp4", "rough.mp4", cut);
 * assertEquals(startSec, 1);
 *
 * await trim(runtime, fs, "in.mp4", "out.mp4", { ...cut, mode: "smart" });
 * const { streams } = await runtime.probe(fs, "out.mp4", { count: "frames" });
 * assertEquals(streams[0]?.frameCount, 42);
 * ```
 */
export async function trim(
  runner: Runner,
  fs: Fs,
  input: string,
  output: string,
  options: TrimOptions = {},
): Promise<TrimPlan> {
  options = checkRecipe("trim", fs, input, output, options, trimTable);
  const { startSec = 0, endSec = Infinity, mode = "copy" } = options;
  if (!(endSec > startSec)) {
    throw new TypeError(
      `Cannot use \`endSec\`: received ${endSec}; give a time after \`startSec\`, ` +
        `${startSec}`,
    );
  }
  const container = containerOf(output);
  const facts = await factsOf(runner, fs, input, options);
  const video = videoOf(facts);
  const packets = video && (mode !== "exact" || !seeksToKeys(facts))
    ? await videoPackets(runner, fs, facts, video, options)
    : undefined;
  const clean = packets && mode === "smart" && video?.codec === "h264"
    ? await withCleanKeys(runner, fs, facts, video, packets, options)
    : packets;
  const encoder = mode === "copy" ? "" : encoderFor(
    mode === "smart" && video
      ? smartCodec(facts, container, options)
      : codecFor(container, options.codec),
    await encodersOf(runner),
  );
  const plan = planTrim(facts, clean, { output, encoder, ...options });
  await carryOut(runner, fs, plan, options);
  return plan;
}

/**
 * The codec of smart cuts.
 *
 * @throws {TypeError} when another one is asked for.
 * @throws {MediaError} when the output cannot hold it.
 */
function smartCodec(
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

/** What {@linkcode planTrim} is told. */
export interface TrimTarget extends TrimOptions {
  readonly output: string;
  /** The encoder of the video. */
  readonly encoder: string;
}

/** Half a frame, as far as times may be rounded. */
const ROUNDING = 1e-4;
/** How long before a key frame it is looked for: packets are not in the order of times. */
const LEAD_SEC = 1;
/** Plans {@linkcode trim}. */
export function planTrim(
  facts: Facts,
  packets: VideoPackets | undefined,
  options: TrimTarget,
): TrimPlan {
  const { startSec = 0, endSec = Infinity, mode = "copy" } = options;
  const end = Math.min(endSec, facts.probe.durationSec ?? Infinity);
  if (!(end > startSec)) {
    throw new MediaError(
      "trim",
      facts.path,
      `${facts.probe.durationSec} s, which end before ${startSec} s`,
      "lower `startSec`",
    );
  }
  const cut = { ...options, start: startSec, end };
  const plan = mode === "smart" && packets
    ? planSmart(facts, packets, cut)
    : mode !== "copy" && videoOf(facts)
    ? planExact(facts, packets, cut)
    : planCopy(facts, packets, cut);
  // As precise as ffmpeg reads times.
  return { ...plan, startSec: Number(timeArg(plan.startSec)) };
}

/** A cut within the file. */
interface Cut extends TrimTarget {
  readonly start: number;
  readonly end: number;
}

/**
 * The arguments before and after an input that take a piece of it, beginning with the
 * packets or frames at `from`. Reading begins some time before, because to seek to a key
 * frame itself may lead to what is after it, or to the one before; what is earlier than
 * `from` then has negative times, and is left out.
 *
 * @param key The time of a key frame at or before `from`.
 */
function pieceArgs(
  key: number,
  from: number,
  to: number,
): [before: string[], after: string[]] {
  const before = Math.max(0, key - LEAD_SEC);
  // Rounded to a unit of time, the first one may be earlier.
  const offset = before - Math.max(0, from - ROUNDING);
  return [
    from === 0 ? [] : ["-ss", timeArg(before), "-itsoffset", timeArg(offset)],
    [
      ...(from === 0 ? [] : ["-copypriorss:v", "0", "-copypriorss:a", "0"]),
      ...(to === Infinity ? [] : ["-t", timeArg(to - from)]),
    ],
  ];
}

/** What has been shown before a piece is left out, and what is shown when it begins cut. */
const CLIPPED = "noise=drop=lte(pts+duration\\,0)," +
  "setts=ts=max(PTS\\,0):duration=DURATION+min(PTS\\,0)";

function planCopy(
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

/** The time of the last key frame at or before a time; `undefined` if there is none. */
function keyBefore(
  packets: VideoPackets | undefined,
  sec: number,
): number | undefined {
  const { times, keys } = packets ?? { times: [], keys: [] };
  const key = keys.findLast((key) => times[key]! <= sec + ROUNDING);
  return key === undefined ? undefined : times[key];
}

function planExact(
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

/** The quality of what is encoded beside what is copied: no difference is seen. */
const EDGE_CRF = 18;

function planSmart(facts: Facts, packets: VideoPackets, cut: Cut): TrimPlan {
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
  return cleanKeys.filter((key) => {
    const next = keys.find((other) => other > key) ?? times.length;
    for (let at = key + 1; at < next; at++) {
      if (times[at]! < times[key]!) return false;
    }
    return true;
  });
}
