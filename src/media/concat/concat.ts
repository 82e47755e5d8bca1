// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Fs } from "../../../vfs/fs.ts";
import { flag, type OptionTable } from "../../../vfs/check.ts";
import type { Runner } from "../../run/runner.ts";
import type { ProbeStream, VideoStream } from "../probe/stream.ts";
import { containerOf, outputArgs } from "../recipe/container.ts";
import {
  type Facts,
  factsOf,
  isCover,
  soundOf,
  videoOf,
} from "../recipe/facts.ts";
import { keepStreams } from "../recipe/keep_streams.ts";
import { MediaError } from "../recipe/media_error.ts";
import { FFMPEG, type Plan } from "../recipe/plan.ts";
import { PlanNames } from "../recipe/plan_names.ts";
import {
  checkRecipe,
  type RecipeOptions,
  recipeTable,
} from "../recipe/recipe_options.ts";
import { carryOut } from "../recipe/run_plan.ts";
import { timedList } from "../recipe/video_packets.ts";
import {
  encoderFor,
  shownSize,
  soundArgs,
  videoArgs,
} from "../transcode/encode_args.ts";
import { encodersOf } from "../transcode/encoders.ts";
import {
  codecFor,
  type EncodeOptions,
  encodeTable,
} from "../transcode/transcode.ts";
import { streamSetups } from "./stream_setup.ts";

/** Options of {@linkcode concat}; those of encoding are of use only with `encode`. */
export interface ConcatOptions extends RecipeOptions, EncodeOptions {
  /**
   * Whether everything is encoded again, at the size and the frame rate of the first
   * file: so files fit that are not alike. Otherwise they are copied, and must fit.
   *
   * @default {false}
   */
  encode?: boolean | undefined;
}

const concatTable: OptionTable<ConcatOptions> = {
  ...recipeTable,
  ...encodeTable,
  encode: flag,
};

/**
 * Joins files, one after the other. What does not fit is said before anything is made.
 *
 * @throws {MediaError} when the files do not fit, naming each difference.
 * @throws {FsError} when a file cannot be opened or written.
 * @throws {ExitError} when ffmpeg fails.
 * @throws {TypeError} when an argument or an option is invalid.
 *
 * @example
 * ```ts
 * import { MemoryFs, Runtime } from "@afmpeg/afmpeg";
 * import { concat } from "@afmpeg/afmpeg/media";
 * import { assertEquals } from "@std/assert";
 *
 * await using runtime = await Runtime.create({ module: { file: "ffmpeg.wasm" } });
 * const fs = new MemoryFs();
 * for (const name of ["a.flac", "b.flac"]) {
 *   await runtime.run(fs, ["-f", "lavfi", "-i", "sine=d=1", name]);
 * }
 *
 * await concat(runtime, fs, ["a.flac", "b.flac"], "both.flac");
 * assertEquals((await runtime.probe(fs, "both.flac")).durationSec, 2);
 * ```
 */
export async function concat(
  runner: Runner,
  fs: Fs,
  inputs: readonly string[],
  output: string,
  options: ConcatOptions = {},
): Promise<Plan> {
  if (!Array.isArray(inputs) || inputs.length === 0) {
    throw new TypeError(
      "Cannot use `inputs`: received no files; give an array of paths",
    );
  }
  options = checkRecipe("concat", fs, inputs, output, options, concatTable);
  const container = containerOf(output);
  const all: Facts[] = [];
  for (const input of [...inputs]) {
    all.push(await factsOf(runner, fs, input, options));
  }
  let plan: Plan;
  if (options.encode) {
    const codec = codecFor(container, options.codec);
    const encoder = encoderFor(codec, await encodersOf(runner));
    plan = planConcatEncode(all, { output, encoder, ...options });
  } else {
    plan = planConcat(all, output);
    const setups: ReadonlyMap<number, string>[] = [];
    for (const { path } of all) {
      setups.push(await streamSetups(runner, fs, path, options));
    }
    assertSameSetups(all, setups);
  }
  await carryOut(runner, fs, plan, options);
  return plan;
}

/** How long all last together, as far as that is known. */
function totalOf(all: readonly Facts[]): { durationSec?: number } {
  const durationSec = all.reduce(
    (sum, { probe }) => sum + (probe.durationSec ?? NaN),
    0,
  );
  return Number.isNaN(durationSec) ? {} : { durationSec };
}

/** Plans {@linkcode concat} of files that fit. */
export function planConcat(all: readonly Facts[], output: string): Plan {
  const [first, ...others] = all as [Facts, ...Facts[]];
  for (const other of others) assertFits(first, other);
  const names = new PlanNames();
  const container = containerOf(output);
  const { args } = keepStreams("concat", first, container, {
    isWanted: isJoined,
    // The beginning of a FLAC says how long it is: copied, that of the first file.
    encoded: container.muxer === "flac" ? ["audio"] : [],
  });
  const list = names.text(
    "list.txt",
    timedList(all.map(({ path, probe: { durationSec } }) => ({
      name: names.path(path),
      ...(durationSec !== undefined && { durationSec }),
    }))),
  );
  return {
    steps: [{
      argv: [
        ...[...FFMPEG, "-f", "concat", "-safe", "0", "-i", list, ...args],
        ...(container.muxer === "flac" ? ["-c:a", "flac"] : []),
        ...outputArgs(container, names.url(output)),
      ],
      ...totalOf(all),
    }],
    outputs: [names.path(output)],
    ...names.toPlan(),
  };
}

function isJoined(stream: ProbeStream): boolean {
  return !isCover(stream) && stream.type !== "data" &&
    stream.type !== "attachment";
}

/** @throws {MediaError} with all that keeps a file from following another. */
function assertFits(first: Facts, other: Facts): void {
  const [a, b] = [first, other].map(({ probe }) =>
    probe.streams.filter(isJoined)
  ) as [ProbeStream[], ProbeStream[]];
  const kinds = (streams: ProbeStream[]) =>
    streams.map(({ type }) => type).join(" and ") || "nothing";
  const differences = kinds(a) !== kinds(b)
    ? [`${kinds(b)} instead of ${kinds(a)}`]
    : a.flatMap((stream, i) => differencesOf(stream, b[i]!));
  // The streams are found by their numbers.
  if (
    differences.length === 0 && a.some(({ index }, i) => index !== b[i]!.index)
  ) {
    differences.push("its streams in another order");
  }
  if (differences.length === 0) return;
  throw new MediaError(
    "concat",
    other.path,
    `${differences.join(", ")}, as "${first.path}" has`,
    "give `encode: true`",
  );
}

/** @throws {MediaError} when streams look alike, but are decoded in another way. */
function assertSameSetups(
  [first, ...others]: readonly Facts[],
  [setup, ...setups]: readonly ReadonlyMap<number, string>[],
): void {
  for (const [i, { path, probe }] of others.entries()) {
    const other = probe.streams.find((stream) =>
      isJoined(stream) &&
      setups[i]!.get(stream.index) !== setup!.get(stream.index)
    );
    if (!other) continue;
    throw new MediaError(
      "concat",
      path,
      `${other.type} in ${other.codec} with other parameters than ` +
        `"${first!.path}" has`,
      "give `encode: true`",
    );
  }
}

function differencesOf(a: ProbeStream, b: ProbeStream): string[] {
  const [left, right] = [featuresOf(a), featuresOf(b)];
  return Object.entries(right).filter(([name, value]) => left[name] !== value)
    .map(([name, value]) =>
      `${b.type} with the ${name} ${value} instead of ${left[name]}`
    );
}

/** What must be the same of streams that follow each other. */
function featuresOf(stream: ProbeStream): Record<string, string> {
  const { codec, timeBase } = stream;
  const common = { codec: `${codec}` };
  const unit = { "time base": `${timeBase?.num}/${timeBase?.den}` };
  switch (stream.type) {
    case "video": {
      const { width, height, pixelFormat, profile, rotationDeg } = stream;
      return {
        ...common,
        size: `${width}x${height}`,
        "pixel format": `${pixelFormat}`,
        profile: `${profile}`,
        rotation: `${rotationDeg}`,
        shape: `${stream.sampleAspectRatio?.value ?? 1}`,
        ...unit,
      };
    }
    case "audio":
      return {
        ...common,
        "sample rate": `${stream.sampleRate}`,
        channels: `${stream.channels}`,
        "sample format": `${stream.sampleFormat}`,
        ...unit,
      };
    default:
      return common;
  }
}

/** What {@linkcode planConcatEncode} is told. */
export interface ConcatTarget extends ConcatOptions {
  readonly output: string;
  /** The encoder of the video. */
  readonly encoder: string;
}

/** Plans {@linkcode concat} of files that need not fit. */
export function planConcatEncode(
  all: readonly Facts[],
  { output, encoder, ...options }: ConcatTarget,
): Plan {
  const names = new PlanNames();
  const container = containerOf(output);
  const main = all.map(videoOf).find((video) => video !== undefined);
  const hasVideo = main !== undefined && container.video?.length !== 0;
  const voice = all.flatMap(soundOf)[0];
  for (const facts of all) {
    if ((hasVideo && videoOf(facts)) || soundOf(facts).length > 0) continue;
    throw new MediaError("concat", facts.path, "neither video nor sound");
  }
  const size = main ? shownSize(main, options) : { width: 2, height: 2 };
  const rate = voice?.sampleRate ?? 48_000;
  const layout = voice?.channels === 1 ? "mono" : "stereo";
  const frames = main?.frameRate;
  const fps = frames ? `${frames.num}/${frames.den}` : "25";
  const { width, height } = size;
  const chains: string[] = [];
  const pads: string[] = [];
  for (const [i, facts] of all.entries()) {
    const video = videoOf(facts);
    const [sound] = soundOf(facts);
    const seconds = facts.probe.durationSec ?? 1;
    if (hasVideo) {
      chains.push(
        (video
          ? `[${i}:${video.index}]${fitted(video, size)},` +
            `pad=${width}:${height}:-1:-1,`
          : `color=s=${width}x${height}:d=${timeArgOf(seconds)},`) +
          `setsar=1,fps=${fps},format=yuv420p[v${i}]`,
      );
      pads.push(`[v${i}]`);
    }
    if (!voice) continue;
    chains.push(
      (sound ? `[${i}:${sound.index}]` : `anullsrc=d=${timeArgOf(seconds)},`) +
        `aresample=${rate},aformat=channel_layouts=${layout}[a${i}]`,
    );
    pads.push(`[a${i}]`);
  }
  chains.push(
    `${pads.join("")}concat=n=${all.length}:v=${hasVideo ? 1 : 0}:a=${
      voice ? 1 : 0
    }${hasVideo ? "[v]" : ""}${voice ? "[a]" : ""}`,
  );
  return {
    steps: [{
      argv: [
        ...FFMPEG,
        ...all.flatMap(({ path }) => ["-i", names.url(path)]),
        ...["-filter_complex", chains.join(";")],
        ...(hasVideo ? ["-map", "[v]"] : []),
        ...(voice ? ["-map", "[a]"] : []),
        ...(hasVideo ? videoArgs(encoder, options, size) : []),
        ...(voice
          ? soundArgs(container.encoder, [voice], options.soundBitRate)
          : []),
        ...outputArgs(container, names.url(output)),
      ],
      ...totalOf(all),
    }],
    outputs: [names.path(output)],
    ...names.toPlan(),
  };
}

/** The filter that makes the pictures of a video as large as fits. */
function fitted(
  video: VideoStream,
  { width, height }: { width: number; height: number },
): string {
  const own = shownSize(video);
  const factor = Math.min(width / own.width, height / own.height);
  const even = (pixels: number) => Math.max(2, Math.floor(pixels / 2) * 2);
  return `scale=${even(own.width * factor)}:${even(own.height * factor)}`;
}

function timeArgOf(seconds: number): string {
  return seconds.toFixed(6);
}
