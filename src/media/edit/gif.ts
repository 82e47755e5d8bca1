// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { extname } from "@std/path/posix";
import type { Fs } from "../../../vfs/fs.ts";
import { number, type OptionTable, that } from "../../../vfs/check.ts";
import type { Runner } from "../../run/runner.ts";
import { MissingStreamError } from "../missing_stream_error.ts";
import { videoSpan } from "../frames/video_length.ts";
import { type Facts, factsOf, seeksToKeys, videoOf } from "../recipe/facts.ts";
import { MediaError } from "../recipe/media_error.ts";
import { FFMPEG, type Plan } from "../recipe/plan.ts";
import { PlanNames } from "../recipe/plan_names.ts";
import {
  checkRecipe,
  type RecipeOptions,
  recipeTable,
} from "../recipe/recipe_options.ts";
import { carryOut } from "../recipe/run_plan.ts";
import { timeArg } from "../recipe/video_packets.ts";
import { shownSize } from "../transcode/encode_args.ts";

/** Options of {@linkcode gif}. */
export interface GifOptions extends RecipeOptions {
  /**
   * Where to begin, in seconds.
   *
   * @default {0}
   */
  startSec?: number | undefined;
  /** How long it lasts, in seconds. The default is to the end. */
  durationSec?: number | undefined;
  /**
   * The largest width in pixels.
   *
   * @default {480}
   */
  maxWidth?: number | undefined;
  /**
   * Frames per second, from 0.1 to 50.
   *
   * @default {12}
   */
  frameRate?: number | undefined;
  /**
   * How many colours, from 4 to 256.
   *
   * @default {256}
   */
  colors?: number | undefined;
  /**
   * How often it is played; 0 is for ever.
   *
   * @default {0}
   */
  plays?: number | undefined;
}

const within = (least: number, most: number, isWhole: boolean) =>
  that(
    (value) =>
      typeof value === "number" && value >= least && value <= most &&
      (!isWhole || Number.isInteger(value)),
    `a ${isWhole ? "whole " : ""}number from ${least} to ${most}`,
  );

const gifTable: OptionTable<GifOptions> = {
  ...recipeTable,
  startSec: number(),
  durationSec: number({ least: 1e-3 }),
  maxWidth: within(2, 65_535, true),
  frameRate: within(0.1, 50, false),
  colors: within(4, 256, true),
  plays: within(0, 65_535, true),
};

/**
 * Makes an animated GIF of a video, with colours chosen for it. It is decoded twice, so
 * that no frames are kept in memory.
 *
 * @throws {MissingStreamError} when there is no video.
 * @throws {MediaError} when it ends before `startSec`.
 * @throws {FsError} when a file cannot be opened or written.
 * @throws {ExitError} when ffmpeg fails.
 * @throws {TypeError} when an argument or an option is invalid.
 *
 * @example
 * ```ts
 * import { MemoryFs, Runtime } from "@afmpeg/afmpeg";
 * import { gif } from "@afmpeg/afmpeg/media";
 * import { assertEquals } from "@std/assert";
 *
 * await using runtime = await Runtime.create({ module: { file: "ffmpeg.wasm" } });
 * const fs = new MemoryFs();
 * await runtime.run(fs, ["-f", "lavfi", "-i", "testsrc=d=2:s=320x240", "in.mp4"]);
 *
 * await gif(runtime, fs, "in.mp4", "out.gif", { startSec: 1, maxWidth: 160 });
 * const { streams } = await runtime.probe(fs, "out.gif", { count: "frames" });
 * assertEquals(streams[0]?.frameCount, 12);
 * ```
 */
export async function gif(
  runner: Runner,
  fs: Fs,
  input: string,
  output: string,
  options: GifOptions = {},
): Promise<Plan> {
  options = checkRecipe("gif", fs, input, output, options, gifTable);
  if (extname(output).toLowerCase() !== ".gif") {
    throw new TypeError(
      `Cannot use \`output\`: received "${output}"; give a name that ends in .gif`,
    );
  }
  const facts = await factsOf(runner, fs, input, options);
  const plan = planGif(facts, { output, ...options });
  await carryOut(runner, fs, plan, options);
  return plan;
}

/** Plans {@linkcode gif}. */
export function planGif(
  facts: Facts,
  options: GifOptions & { readonly output: string },
): Plan {
  const { output, startSec = 0, durationSec, maxWidth = 480 } = options;
  const { frameRate = 12, colors = 256, plays = 0 } = options;
  const video = videoOf(facts);
  if (!video) {
    throw new MissingStreamError("make a GIF of", facts.path, {
      type: "video",
    });
  }
  const span = videoSpan(facts.probe, video);
  const end = span.startSec + span.seconds;
  if (startSec >= end) {
    throw new MediaError(
      "make a GIF of",
      facts.path,
      `video of ${end} s, which ends before ${startSec} s`,
      "lower `startSec`",
    );
  }
  const names = new PlanNames();
  const { width, height } = shownSize(video, { maxWidth });
  // Where to seek would lose pictures, all is decoded.
  const isSought = startSec === 0 || seeksToKeys(facts);
  const input = [
    ...[...FFMPEG, ...(isSought ? ["-ss", timeArg(startSec)] : [])],
    ...(isSought && durationSec !== undefined
      ? ["-t", timeArg(durationSec)]
      : []),
    ...["-i", names.url(facts.path)],
  ];
  const piece = isSought
    ? ""
    : `trim=start=${timeArg(startSec)}${
      durationSec === undefined ? "" : `:duration=${timeArg(durationSec)}`
    },setpts=PTS-STARTPTS,`;
  const palette = `file:${names.inWork("palette.png")}`;
  const frames = `[0:${video.index}]${piece}fps=${frameRate}:eof_action=pass,` +
    `scale=${width}:${height}:flags=lanczos`;
  const seconds = Math.min(durationSec ?? Infinity, end - startSec);
  const timing = Number.isFinite(seconds) && { durationSec: seconds };
  return {
    steps: [
      {
        argv: [
          ...[...input, "-filter_complex"],
          `${frames},palettegen=max_colors=${colors}:stats_mode=diff`,
          ...["-frames:v", "1", "-update", "1", "-f", "image2", palette],
        ],
        ...timing,
      },
      {
        argv: [
          ...[...input, "-i", palette, "-filter_complex"],
          `${frames}[x];[x][1:v]paletteuse=dither=bayer:bayer_scale=4:` +
          "diff_mode=rectangle",
          // What ffmpeg counts is how often it is played again.
          ...["-loop", `${plays === 0 ? 0 : plays === 1 ? -1 : plays - 1}`],
          ...["-f", "gif", names.url(output)],
        ],
        ...timing,
      },
    ],
    outputs: [names.path(output)],
    ...names.toPlan(),
  };
}
