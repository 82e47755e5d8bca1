// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Fs } from "../../../vfs/fs.ts";
import { number, type OptionTable, that } from "../../../vfs/check.ts";
import type { Runner } from "../../run/runner.ts";
import { containerOf } from "../recipe/container.ts";
import { factsOf, videoOf } from "../recipe/facts.ts";
import {
  checkRecipe,
  type RecipeOptions,
  recipeTable,
} from "../recipe/recipe_options.ts";
import { carryOut } from "../recipe/run_plan.ts";
import { videoPackets } from "../recipe/video_packets.ts";
import { encoderFor } from "../transcode/encode_args.ts";
import { encodersOf } from "../transcode/encoders.ts";
import {
  codecFor,
  type EncodeOptions,
  encodeTable,
} from "../transcode/transcode.ts";
import { planSplit, type SplitPlan } from "./plan_split.ts";

/** Options of {@linkcode transcodeParallel}. */
export interface TranscodeParallelOptions extends RecipeOptions, EncodeOptions {
  /**
   * Into how many parts the video is split, at most; each begins at a key frame. The
   * default is the size of the pool.
   */
  parts?: number | undefined;
  /**
   * The directory of what is passed between the steps of the plan, as a path of the
   * guest. It matters only where the steps run elsewhere: here, what is passed lies
   * beside the output.
   *
   * @default {"/afmpeg-work"}
   */
  work?: string | undefined;
}

const parallelTable: OptionTable<TranscodeParallelOptions> = {
  ...recipeTable,
  ...encodeTable,
  parts: number({ least: 1, isWhole: true }),
  work: that(
    (value) => typeof value === "string" && /^\/[^%]*[^/%]$/.test(value),
    "an absolute path without `%`",
  ),
};

/**
 * Like {@linkcode transcode}, but encodes the video in parts, at the same time, over a
 * {@linkcode RuntimePool}: for videos that one encoder does not fill all processors with.
 * The result has the same frames at the same times as that of one run.
 *
 * Its plan is plain data. A queue can run the steps on other machines that see the same
 * files: those that make parts at any time, the last one when all others have ended.
 *
 * @throws {MediaError} when the file has neither video nor sound.
 * @throws {FsError} when a file cannot be opened or written.
 * @throws {ExitError} when ffmpeg fails.
 * @throws {TypeError} when an argument or an option is invalid.
 *
 * @example
 * ```ts
 * import { MemoryFs, RuntimePool } from "@afmpeg/afmpeg";
 * import { transcodeParallel } from "@afmpeg/afmpeg/media";
 * import { assertEquals } from "@std/assert";
 *
 * await using pool = await RuntimePool.create({
 *   module: { file: "ffmpeg.wasm" },
 *   size: 2,
 * });
 * const fs = new MemoryFs();
 * await pool.run(fs, "-f lavfi -i testsrc=d=4 -c:v mpeg4 -g 25 in.mp4".split(" "));
 *
 * const { parts } = await transcodeParallel(pool, fs, "in.mp4", "out.mp4");
 * assertEquals(parts, [{ startSec: 0, endSec: 2 }, { startSec: 2 }]);
 * const { streams } = await pool.probe(fs, "out.mp4", { count: "frames" });
 * assertEquals(streams[0]?.frameCount, 100);
 * ```
 */
export async function transcodeParallel(
  runner: Runner,
  fs: Fs,
  input: string,
  output: string,
  options: TranscodeParallelOptions = {},
): Promise<SplitPlan> {
  options = checkRecipe(
    "transcodeParallel",
    fs,
    input,
    output,
    options,
    parallelTable,
  );
  const container = containerOf(output);
  const facts = await factsOf(runner, fs, input, options);
  const codec = codecFor(container, options.codec);
  const encoder = encoderFor(codec, await encodersOf(runner));
  const video = container.video?.length === 0 ? undefined : videoOf(facts);
  const packets = video &&
    await videoPackets(runner, fs, facts, video, options);
  const parts = options.parts ?? sizeOf(runner);
  const target = { output, encoder, ...options, parts };
  const plan = planSplit(facts, packets, target);
  await carryOut(runner, fs, plan, options);
  return plan;
}

/** How many runs a runner executes at the same time. */
function sizeOf(runner: Runner): number {
  const { stats } = runner as { stats?: { size?: unknown } };
  return typeof stats?.size === "number" ? stats.size : 1;
}
