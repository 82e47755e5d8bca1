// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Fs } from "../../../vfs/fs.ts";
import type { Runner } from "../../run/runner.ts";
import { containerOf, outputArgs } from "../recipe/container.ts";
import { type Facts, factsOf } from "../recipe/facts.ts";
import { type DroppedStream, keepStreams } from "../recipe/keep_streams.ts";
import { FFMPEG, type Plan } from "../recipe/plan.ts";
import { PlanNames } from "../recipe/plan_names.ts";
import {
  checkRecipe,
  type RecipeOptions,
  recipeTable,
} from "../recipe/recipe_options.ts";
import { carryOut } from "../recipe/run_plan.ts";

/** What {@linkcode remux} has done, or would do. */
export interface RemuxPlan extends Plan {
  /** The streams that the output does not have, as its format cannot hold them. */
  readonly dropped: readonly DroppedStream[];
}

/**
 * Puts the streams of a file into another container without encoding them again, as
 * the ending of `output` says; subtitles that are text are converted. An MP4 can be
 * played while it is loaded (`faststart`).
 *
 * @throws {MediaError} when the container cannot hold the video or the sound.
 * @throws {FsError} when a file cannot be opened or written.
 * @throws {ExitError} when ffmpeg fails.
 * @throws {TypeError} when an argument or an option is invalid.
 *
 * @example
 * ```ts
 * import { MemoryFs, Runtime } from "@afmpeg/afmpeg";
 * import { remux } from "@afmpeg/afmpeg/media";
 * import { assertEquals } from "@std/assert";
 *
 * await using runtime = await Runtime.create({ module: { file: "ffmpeg.wasm" } });
 * const fs = new MemoryFs();
 * await runtime.run(fs, ["-f", "lavfi", "-i", "testsrc=d=1", "-c:v", "mpeg4", "in.mkv"]);
 *
 * const { dropped } = await remux(runtime, fs, "in.mkv", "out.mp4");
 * assertEquals(dropped, []);
 * const [video] = (await runtime.probe(fs, "out.mp4")).streams;
 * assertEquals(video?.codec, "mpeg4");
 * ```
 */
export async function remux(
  runner: Runner,
  fs: Fs,
  input: string,
  output: string,
  options: RecipeOptions = {},
): Promise<RemuxPlan> {
  options = checkRecipe("remux", fs, input, output, options, recipeTable);
  containerOf(output);
  const plan = planRemux(await factsOf(runner, fs, input, options), output);
  await carryOut(runner, fs, plan, options);
  return plan;
}

/** Plans {@linkcode remux}. */
export function planRemux(facts: Facts, output: string): RemuxPlan {
  const names = new PlanNames();
  const container = containerOf(output);
  const { args, before, dropped } = keepStreams("remux", facts, container, {
    names,
  });
  const { durationSec } = facts.probe;
  return {
    steps: [...before, {
      argv: [
        ...[...FFMPEG, "-fflags", "+genpts", "-i", names.url(facts.path)],
        ...[...args, ...outputArgs(container, names.url(output))],
      ],
      ...(durationSec !== undefined && { durationSec }),
    }],
    outputs: [names.path(output)],
    ...names.toPlan(),
    dropped,
  };
}
