// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Fs } from "../../../vfs/fs.ts";
import { number, type OptionTable } from "../../../vfs/check.ts";
import type { Runner } from "../../run/runner.ts";
import { MissingStreamError } from "../missing_stream_error.ts";
import type { AudioStream } from "../probe/stream.ts";
import { containerOf, outputArgs } from "../recipe/container.ts";
import { type Facts, factsOf, soundOf } from "../recipe/facts.ts";
import { FFMPEG, type Plan } from "../recipe/plan.ts";
import { PlanNames } from "../recipe/plan_names.ts";
import {
  checkRecipe,
  type RecipeOptions,
  recipeTable,
} from "../recipe/recipe_options.ts";
import { carryOut } from "../recipe/run_plan.ts";
import { soundArgs } from "../transcode/encode_args.ts";

/** Options of {@linkcode extractAudio}. */
export interface ExtractAudioOptions extends RecipeOptions {
  /**
   * Which of the streams of sound, counted from 0.
   *
   * @default {0}
   */
  track?: number | undefined;
  /**
   * The bit rate in bits per second. If it is given, the sound is always encoded;
   * otherwise it is copied if the output can hold it.
   */
  soundBitRate?: number | undefined;
}

const extractTable: OptionTable<ExtractAudioOptions> = {
  ...recipeTable,
  track: number({ isWhole: true }),
  soundBitRate: number({ least: 500, isWhole: true }),
};

/** What {@linkcode extractAudio} has done, or would do. */
export interface ExtractAudioPlan extends Plan {
  /** Whether the sound is copied, and not encoded again. */
  readonly isCopied: boolean;
}

/**
 * Writes the sound of a file to a file of its own; it is copied if that can hold it.
 *
 * @throws {MissingStreamError} when there is no such sound.
 * @throws {FsError} when a file cannot be opened or written.
 * @throws {ExitError} when ffmpeg fails.
 * @throws {TypeError} when an argument or an option is invalid.
 *
 * @example
 * ```ts
 * import { MemoryFs, Runtime } from "@afmpeg/afmpeg";
 * import { extractAudio } from "@afmpeg/afmpeg/media";
 * import { assertEquals } from "@std/assert";
 *
 * await using runtime = await Runtime.create({ module: { file: "ffmpeg.wasm" } });
 * const fs = new MemoryFs();
 * await runtime.run(fs, ["-f", "lavfi", "-i", "sine=d=1", "-c:a", "aac", "in.mp4"]);
 *
 * const { isCopied } = await extractAudio(runtime, fs, "in.mp4", "out.m4a");
 * assertEquals(isCopied, true);
 * await extractAudio(runtime, fs, "in.mp4", "out.wav");
 * const [sound] = (await runtime.probe(fs, "out.wav")).streams;
 * assertEquals(sound?.codec, "pcm_s16le");
 * ```
 */
export async function extractAudio(
  runner: Runner,
  fs: Fs,
  input: string,
  output: string,
  options: ExtractAudioOptions = {},
): Promise<ExtractAudioPlan> {
  options = checkRecipe(
    "extractAudio",
    fs,
    input,
    output,
    options,
    extractTable,
  );
  containerOf(output);
  const facts = await factsOf(runner, fs, input, options);
  const plan = planExtractAudio(facts, { output, ...options });
  await carryOut(runner, fs, plan, options);
  return plan;
}

/** Plans {@linkcode extractAudio}. */
export function planExtractAudio(
  facts: Facts,
  { output, track = 0, soundBitRate }: ExtractAudioOptions & {
    readonly output: string;
  },
): ExtractAudioPlan {
  const stream = trackOf("extract", facts, track);
  const names = new PlanNames();
  const container = containerOf(output);
  const { codec = "" } = stream;
  const isCopied = soundBitRate === undefined &&
    container.audio?.includes(codec) !== false;
  const { durationSec } = facts.probe;
  return {
    steps: [{
      argv: [
        ...[...FFMPEG, "-i", names.url(facts.path)],
        ...["-map", `0:${stream.index}`],
        ...(isCopied
          ? ["-c", "copy"]
          : soundArgs(container.encoder, [stream], soundBitRate)),
        ...outputArgs(container, names.url(output)),
      ],
      ...(durationSec !== undefined && { durationSec }),
    }],
    outputs: [names.path(output)],
    ...names.toPlan(),
    isCopied,
  };
}

/**
 * One of the streams of sound.
 *
 * @throws {MissingStreamError} when there is none of that number.
 */
export function trackOf(
  operation: string,
  facts: Facts,
  track: number,
): AudioStream {
  const all = soundOf(facts);
  const found = all[track];
  if (found) return found;
  throw new MissingStreamError(operation, facts.path, {
    type: "audio",
    index: all.length === 0 ? 0 : track,
  });
}
