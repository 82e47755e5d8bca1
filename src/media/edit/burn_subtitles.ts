// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Fs } from "../../../vfs/fs.ts";
import { number, type OptionTable, text } from "../../../vfs/check.ts";
import type { Runner } from "../../run/runner.ts";
import { inputOf } from "../input.ts";
import { MissingStreamError } from "../missing_stream_error.ts";
import { containerOf, outputArgs } from "../recipe/container.ts";
import {
  type Facts,
  factsOf,
  isPicture,
  isText,
  soundOf,
  subtitlesOf,
  videoOf,
} from "../recipe/facts.ts";
import { keepStreams } from "../recipe/keep_streams.ts";
import { MediaError } from "../recipe/media_error.ts";
import { FFMPEG, type Plan } from "../recipe/plan.ts";
import { PlanNames } from "../recipe/plan_names.ts";
import {
  assertOther,
  checkRecipe,
  type RecipeOptions,
  recipeTable,
} from "../recipe/recipe_options.ts";
import { carryOut } from "../recipe/run_plan.ts";
import {
  encoderFor,
  shownSize,
  sizeFilters,
  soundArgs,
  videoArgs,
} from "../transcode/encode_args.ts";
import { encodersOf } from "../transcode/encoders.ts";
import {
  anyCodec,
  codecFor,
  type EncodeOptions,
  encodeTable,
} from "../transcode/transcode.ts";

/** Options of {@linkcode burnSubtitles}: one of `subtitles` and `track`. */
export interface BurnSubtitlesOptions extends RecipeOptions, EncodeOptions {
  /** The path of a file with subtitles: SRT, WebVTT, ASS and others. */
  subtitles?: string | undefined;
  /**
   * Which of the subtitles in the input, counted from 0; they may be pictures.
   *
   * @default {0}
   */
  track?: number | undefined;
  /**
   * A directory with fonts. By default, ffmpeg finds those of the file system in
   * `/usr/share/fonts` and those in the input.
   */
  fontsDir?: string | undefined;
}

const burnTable: OptionTable<BurnSubtitlesOptions> = {
  ...recipeTable,
  ...encodeTable,
  subtitles: text,
  track: number({ isWhole: true }),
  fontsDir: text,
};

/**
 * Draws subtitles into the pictures of a video; its other subtitles are left out. Sound
 * is copied if the output can hold it.
 *
 * @throws {MissingStreamError} when there is no video.
 * @throws {MediaError} when there are no such subtitles.
 * @throws {FsError} when a file cannot be opened or written.
 * @throws {ExitError} when ffmpeg fails, or there are no fonts to draw text with.
 * @throws {TypeError} when an argument or an option is invalid.
 *
 * @example
 * ```ts
 * import { MemoryFs, Runtime } from "@afmpeg/afmpeg";
 * import { burnSubtitles } from "@afmpeg/afmpeg/media";
 * import { DenoFs } from "@afmpeg/afmpeg/vfs";
 * import { assertEquals } from "@std/assert";
 *
 * await using runtime = await Runtime.create({ module: { file: "ffmpeg.wasm" } });
 * const fs = new MemoryFs();
 * await runtime.run(fs, ["-f", "lavfi", "-i", "color=d=1:s=320x180", "in.mp4"]);
 * fs.writeFile("it's.srt", "1\n00:00:00,000 --> 00:00:01,000\nHello\n");
 *
 * await burnSubtitles(runtime, fs, "in.mp4", "out.mp4", {
 *   subtitles: "it's.srt",
 *   mounts: { "/fonts": new DenoFs("/usr/share/fonts") },
 * });
 * assertEquals((await runtime.probe(fs, "out.mp4")).streams.length, 1);
 * ```
 */
export async function burnSubtitles(
  runner: Runner,
  fs: Fs,
  input: string,
  output: string,
  options: BurnSubtitlesOptions = {},
): Promise<Plan> {
  options = checkRecipe("burnSubtitles", fs, input, output, options, burnTable);
  const { subtitles, track } = options;
  if (subtitles !== undefined && track !== undefined) {
    throw new TypeError(
      "Cannot burn subtitles: received `subtitles` and `track`; give one of them",
    );
  }
  const container = containerOf(output);
  if (subtitles !== undefined) {
    assertOther("burnSubtitles", [subtitles], output);
    // A missing file is an error of the caller's, not of the filter's.
    await inputOf(fs, subtitles, options.mounts);
  }
  const facts = await factsOf(runner, fs, input, options);
  const codec = codecFor(container, options.codec);
  const encoder = encoderFor(codec, await encodersOf(runner));
  const plan = planBurnSubtitles(facts, { output, encoder, ...options });
  await carryOut(runner, fs, plan, options);
  return plan;
}

/** What {@linkcode planBurnSubtitles} is told. */
export interface BurnTarget extends BurnSubtitlesOptions {
  readonly output: string;
  /** The encoder of the video. */
  readonly encoder: string;
}

/** Plans {@linkcode burnSubtitles}. */
export function planBurnSubtitles(facts: Facts, options: BurnTarget): Plan {
  const { output, encoder, subtitles, track = 0, fontsDir } = options;
  const operation = "burn subtitles into";
  const video = videoOf(facts);
  if (!video) {
    throw new MissingStreamError(operation, facts.path, { type: "video" });
  }
  const own = subtitlesOf(facts);
  const stream = own[track];
  if (subtitles === undefined && !stream) {
    throw new MediaError(
      operation,
      facts.path,
      own.length === 0
        ? "a file without subtitles"
        : `${own.length} subtitles, none of them number ${track}`,
      "give `subtitles`, the path of a file with some",
    );
  }
  if (subtitles === undefined && !isPicture(stream!) && !isText(stream!)) {
    throw new MediaError(
      operation,
      facts.path,
      `subtitles in ${
        stream!.codec ?? "an unknown codec"
      }, which cannot be read`,
      "give `subtitles`, the path of a file with some",
    );
  }
  const names = new PlanNames();
  const container = containerOf(output);
  const size = shownSize(video, options);
  const filters = sizeFilters(video, size);
  const isDrawn = subtitles === undefined && isPicture(stream!);
  const graph = isDrawn
    ? `[0:${video.index}][0:${stream!.index}]overlay${
      filters.map((filter) => `,${filter}`).join("")
    }[v]`
    : `[0:${video.index}]${
      [
        ...filters,
        subtitlesFilter(names, subtitles ?? facts.path, {
          ...(subtitles === undefined && { si: track }),
          ...(fontsDir !== undefined && {
            fontsdir: names.path(fontsDir, "filter"),
          }),
        }),
      ].join(",")
    }[v]`;
  const isCopied = soundOf(facts).every(({ codec = "" }) =>
    container.audio?.includes(codec) !== false
  );
  const { args } = keepStreams(operation, facts, anyCodec(container), {
    isWanted: ({ type }) => type === "audio" || type === "attachment",
    isOptional: true,
    encoded: isCopied ? [] : ["audio"],
  });
  const { durationSec } = facts.probe;
  return {
    steps: [{
      argv: [
        ...[...FFMPEG, "-i", names.url(facts.path)],
        ...["-filter_complex", graph, "-map", "[v]", ...args],
        ...videoArgs(encoder, options, size, video.timeBase),
        ...(isCopied
          ? []
          : soundArgs(container.encoder, soundOf(facts), options.soundBitRate)),
        ...outputArgs(container, names.url(output)),
      ],
      ...(durationSec !== undefined && { durationSec }),
    }],
    outputs: [names.path(output)],
    ...names.toPlan(),
  };
}

function subtitlesFilter(
  names: PlanNames,
  path: string,
  options: Readonly<Record<string, string | number>>,
): string {
  return [
    `subtitles=filename=${names.path(path, "filter")}`,
    ...Object.entries(options).map(([name, value]) => `${name}=${value}`),
  ].join(":");
}
