// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Fs } from "../../../vfs/fs.ts";
import { number, oneOf, type OptionTable } from "../../../vfs/check.ts";
import type { Progress } from "../../ffmpeg/progress.ts";
import type { Runner } from "../../run/runner.ts";
import type { AudioStream, VideoStream } from "../probe/stream.ts";
import {
  type Container,
  containerOf,
  outputArgs,
} from "../recipe/container.ts";
import {
  type Facts,
  factsOf,
  isCover,
  soundOf,
  videoOf,
} from "../recipe/facts.ts";
import { type DroppedStream, keepStreams } from "../recipe/keep_streams.ts";
import { MediaError } from "../recipe/media_error.ts";
import { FFMPEG, type Plan, type PlanStep } from "../recipe/plan.ts";
import { PlanNames } from "../recipe/plan_names.ts";
import {
  checkRecipe,
  type RecipeOptions,
  recipeTable,
} from "../recipe/recipe_options.ts";
import { carryOut } from "../recipe/run_plan.ts";
import {
  encoderFor,
  type EncodeSpeed,
  hasPasses,
  shownSize,
  sizeFilters,
  soundArgs,
  soundRate,
  videoArgs,
  type VideoCodec,
  videoCodecs,
} from "./encode_args.ts";
import { encodersOf } from "./encoders.ts";

/** How recipes encode: the options of {@linkcode transcode} and others. */
export interface EncodeOptions {
  /**
   * The codec of the video. The default is `"vp9"` in WebM, or else `"h264"`.
   */
  codec?: VideoCodec | undefined;
  /**
   * The quality of the video as a constant rate factor: lower is better and larger. The
   * default is the usual one of the encoder: 23 for H.264, 32 for VP9.
   */
  crf?: number | undefined;
  /**
   * How much time the encoder may take: more makes smaller files of the same quality.
   *
   * @default {"fast"}
   */
  speed?: EncodeSpeed | undefined;
  /** The largest width in pixels. The default is that of the video. */
  maxWidth?: number | undefined;
  /** The largest height in pixels. The default is that of the video. */
  maxHeight?: number | undefined;
  /**
   * The bit rate of each stream of sound, in bits per second. The default depends on
   * the encoder: 64,000 for each channel of AAC.
   */
  soundBitRate?: number | undefined;
}

/** Options of {@linkcode transcode}: at most one of `crf`, `bitRate` and `targetBytes`. */
export interface TranscodeOptions extends RecipeOptions, EncodeOptions {
  /** The bit rate of the video, in bits per second. */
  bitRate?: number | undefined;
  /**
   * How large the output may be, in bytes: as much quality as fits, in two passes where
   * the encoder can.
   */
  targetBytes?: number | undefined;
}

/** The checks of {@linkcode EncodeOptions}. */
export const encodeTable: OptionTable<EncodeOptions> = {
  codec: oneOf(...videoCodecs),
  crf: number(),
  speed: oneOf("fast", "medium", "slow"),
  maxWidth: number({ least: 2, isWhole: true }),
  maxHeight: number({ least: 2, isWhole: true }),
  soundBitRate: number({ least: 500, isWhole: true }),
};

const transcodeTable: OptionTable<TranscodeOptions> = {
  ...recipeTable,
  ...encodeTable,
  bitRate: number({ least: 1000, isWhole: true }),
  targetBytes: number({ least: 1, isWhole: true }),
};

/** What {@linkcode transcode} has done, or would do. */
export interface TranscodePlan extends Plan {
  /** The streams that the output does not have, such as a cover beside a video. */
  readonly dropped: readonly DroppedStream[];
}

/** How often an output that is too large is made again, smaller. */
const TRIES = 4;

/**
 * Encodes a file for the web: H.264 and AAC in MP4, VP9 and Opus in WebM, or AV1 in
 * either, at a quality, a bit rate or within a size. Rotation is applied, pixels become
 * square, every frame keeps its time; subtitles, chapters and tags are kept.
 *
 * @throws {MediaError} when the file has neither video nor sound, or cannot be made as
 * small as `targetBytes`.
 * @throws {FsError} when a file cannot be opened or written.
 * @throws {ExitError} when ffmpeg fails.
 * @throws {TypeError} when an argument or an option is invalid.
 *
 * @example
 * ```ts
 * import { MemoryFs, Runtime } from "@afmpeg/afmpeg";
 * import { transcode } from "@afmpeg/afmpeg/media";
 * import { assert, assertEquals } from "@std/assert";
 *
 * await using runtime = await Runtime.create({ module: { file: "ffmpeg.wasm" } });
 * const fs = new MemoryFs();
 * await runtime.run(fs, ["-f", "lavfi", "-i", "testsrc=d=1", "-c:v", "mpeg4", "in.avi"]);
 *
 * await transcode(runtime, fs, "in.avi", "out.mp4", { maxHeight: 120, crf: 30 });
 * const [video] = (await runtime.probe(fs, "out.mp4")).streams;
 * assert(video?.type === "video");
 * assertEquals([video.codec, video.width, video.height], ["h264", 160, 120]);
 * ```
 */
export async function transcode(
  runner: Runner,
  fs: Fs,
  input: string,
  output: string,
  options: TranscodeOptions = {},
): Promise<TranscodePlan> {
  options = checkRecipe(
    "transcode",
    fs,
    input,
    output,
    options,
    transcodeTable,
  );
  checkQuality(options);
  const container = containerOf(output);
  const facts = await factsOf(runner, fs, input, options);
  const codec = codecFor(container, options.codec);
  const encoder = encoderFor(codec, await encodersOf(runner));
  const { targetBytes } = options;
  const target = { output, encoder };
  const hasVideo = encodedVideo(facts, container) !== undefined;
  if (targetBytes === undefined) {
    const plan = planTranscode(facts, { ...target, ...options });
    await carryOut(runner, fs, plan, options);
    return plan;
  }
  const { onProgress } = options;
  let reached = 0;
  const ascending = onProgress && {
    // It never goes back, even if the output is made again.
    onProgress(progress: Progress) {
      reached = Math.max(reached, progress.fraction ?? 0);
      return onProgress({ ...progress, fraction: reached });
    },
  };
  for (let bytes = targetBytes, left = TRIES;; left--) {
    const bitRate = rateFor(facts, container, bytes, options);
    const plan = planTranscode(facts, { ...target, ...options, bitRate });
    let size = 0;
    try {
      const own = { ...options, ...ascending };
      await carryOut(runner, fs, plan, own, async (staged) => {
        ({ size } = await staged.stat(plan.outputs[0]!));
        if (size > targetBytes) throw new TooLarge();
      });
      return plan;
    } catch (error) {
      if (!(error instanceof TooLarge)) throw error;
      // Only video is made smaller.
      if (left === 0 || !hasVideo) {
        throw new MediaError(
          "transcode",
          input,
          `${size} bytes at the lowest bit rate tried, more than ${targetBytes}`,
          `raise \`targetBytes\`, or lower \`${
            hasVideo ? "maxWidth" : "soundBitRate"
          }\``,
        );
      }
      bytes = Math.floor(bytes * (targetBytes / size) * 0.97);
    }
  }
}

/** An output does not fit. */
class TooLarge extends Error {}

/** How {@linkcode planTranscode} encodes. */
export interface TranscodeTarget extends TranscodeOptions {
  readonly output: string;
  /** The encoder of the video. */
  readonly encoder: string;
}

/** Plans {@linkcode transcode}. */
export function planTranscode(
  facts: Facts,
  { output, encoder, ...options }: TranscodeTarget,
): TranscodePlan {
  const names = new PlanNames();
  const container = containerOf(output);
  const video = encodedVideo(facts, container);
  const sound = soundOf(facts);
  if (!video && sound.length === 0) {
    throw new MediaError(
      "transcode",
      facts.path,
      "a file that has nothing to encode, neither video nor sound",
    );
  }
  const { args: kept, before, dropped } = keepStreams(
    "transcode",
    facts,
    anyCodec(container),
    {
      // Beside a video that is encoded, a cover would be, too.
      ...(!video && { names }),
      isWanted: (stream) =>
        stream.type !== "video" || stream === video || isCover(stream),
      encoded: video ? ["video", "audio"] : ["audio"],
    },
  );
  const { durationSec } = facts.probe;
  const size = video && shownSize(video, options);
  const filters = video && size ? sizeFilters(video, size) : [];
  const input = [...FFMPEG, "-i", names.url(facts.path)];
  const encode = video && size
    ? [
      ...(filters.length > 0 ? ["-vf", filters.join(",")] : []),
      ...videoArgs(encoder, options, size, video.timeBase),
    ]
    : [];
  const isTwice = options.targetBytes !== undefined && video &&
    hasPasses(encoder);
  const pass = (number: number) =>
    isTwice ? ["-pass", `${number}`, "-passlogfile", names.inWork("pass")] : [];
  const timing = durationSec !== undefined && { durationSec };
  const first: PlanStep[] = isTwice
    ? [{
      argv: [
        ...[...input, "-map", `0:${video.index}`, ...encode, ...pass(1)],
        ...["-f", "null", "-"],
      ],
      ...timing,
    }]
    : [];
  return {
    steps: [...before, ...first, {
      argv: [
        ...[...input, ...kept, ...encode, ...pass(2)],
        ...soundArgs(container.encoder, sound, options.soundBitRate),
        ...outputArgs(container, names.url(output)),
      ],
      ...timing,
      // The first pass is the shorter one.
      ...(isTwice && { weight: 2 }),
    }],
    outputs: [names.path(output)],
    ...names.toPlan(),
    dropped,
  };
}

/** The video that an output will have. */
function encodedVideo(
  facts: Facts,
  { video }: Container,
): VideoStream | undefined {
  return video?.length === 0 ? undefined : videoOf(facts);
}

/** A container as if it could hold what is going to be encoded. */
export function anyCodec(container: Container): Container {
  const { video, audio: _, ...rest } = container;
  return video?.length === 0 ? { ...rest, video } : rest;
}

/** The codec for a container. */
export function codecFor(
  { muxer }: Container,
  codec: VideoCodec | undefined,
): VideoCodec {
  const isWebm = muxer === "webm";
  if (isWebm && (codec === "h264" || codec === "hevc")) {
    throw new TypeError(
      `Cannot use \`codec\`: received "${codec}" for WebM, which cannot hold it; ` +
        'give "vp9" or "av1", or another output',
    );
  }
  return codec ?? (isWebm ? "vp9" : "h264");
}

function checkQuality({ crf, bitRate, targetBytes }: TranscodeOptions): void {
  const given = Object.entries({ crf, bitRate, targetBytes })
    .filter(([, value]) => value !== undefined);
  if (given.length <= 1) return;
  const names = given.map(([name]) => `\`${name}\``).join(" and ");
  throw new TypeError(
    `Cannot choose a quality: received ${names}; give one of them`,
  );
}

/** The bit rate of the video with which an output has a size. */
function rateFor(
  facts: Facts,
  container: Container,
  bytes: number,
  { targetBytes, soundBitRate }: TranscodeOptions,
): number {
  const { encoder, muxer } = container;
  const { durationSec } = facts.probe;
  if (!durationSec) {
    throw new MediaError(
      "transcode",
      facts.path,
      "a file whose duration is unknown, so that no bit rate follows from `targetBytes`",
      "give `bitRate` or `crf`",
    );
  }
  const sound = soundOf(facts).reduce(
    (sum: number, stream: AudioStream) =>
      sum + (soundRate(encoder, stream, soundBitRate) ?? 1_411_000),
    0,
  );
  // What the container adds: some bytes for each packet.
  const overhead = 2000 + durationSec * (muxer === "mpegts" ? 20_000 : 600);
  const rate = (bytes - overhead) * 8 / durationSec - sound;
  if (rate >= 1000 || !encodedVideo(facts, container)) {
    return Math.max(1000, Math.floor(rate));
  }
  throw new MediaError(
    "transcode",
    facts.path,
    `${durationSec} s, which leave too little of ${targetBytes} bytes for video`,
    "raise `targetBytes`, or lower `soundBitRate`",
  );
}
