// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Fs } from "../../../vfs/fs.ts";
import { ProbeError } from "../../ffmpeg/exit_error.ts";
import type { Runner } from "../../run/runner.ts";
import { containerOf, outputArgs } from "../recipe/container.ts";
import { type Facts, factsOf } from "../recipe/facts.ts";
import { type DroppedStream, keepStreams } from "../recipe/keep_streams.ts";
import { MediaError } from "../recipe/media_error.ts";
import { FFMPEG, type Plan } from "../recipe/plan.ts";
import { PlanNames } from "../recipe/plan_names.ts";
import {
  checkRecipe,
  type RecipeOptions,
  recipeTable,
} from "../recipe/recipe_options.ts";
import { carryOut } from "../recipe/run_plan.ts";

/** What {@linkcode repair} has done, or would do. */
export interface RepairPlan extends Plan {
  /** The streams that the output does not have, as its format cannot hold them. */
  readonly dropped: readonly DroppedStream[];
}

/**
 * Rescues what can be read of a damaged file, without encoding it again: a recording
 * that was cut off, without an index, with broken packets, or with timestamps that jump
 * or wrap around. Broken packets are left out, and the index is written anew.
 *
 * An MP4 that was cut off before its index (`moov`) was written cannot be read: only
 * that says where its frames are.
 *
 * @throws {MediaError} when nothing can be read.
 * @throws {FsError} when a file cannot be opened or written.
 * @throws {ExitError} when ffmpeg fails.
 * @throws {TypeError} when an argument or an option is invalid.
 *
 * @example
 * ```ts
 * import { MemoryFs, Runtime } from "@afmpeg/afmpeg";
 * import { repair } from "@afmpeg/afmpeg/media";
 * import { assert } from "@std/assert";
 *
 * await using runtime = await Runtime.create({ module: { file: "ffmpeg.wasm" } });
 * const fs = new MemoryFs();
 * await runtime.run(fs, ["-f", "lavfi", "-i", "sine=d=4", "-c:a", "aac", "in.mkv"]);
 * const bytes = fs.readFile("in.mkv");
 * fs.writeFile("cut.mkv", bytes.subarray(0, bytes.length / 2));
 *
 * await repair(runtime, fs, "cut.mkv", "whole.mkv");
 * const { durationSec } = await runtime.probe(fs, "whole.mkv");
 * assert(durationSec! > 1 && durationSec! < 3);
 * ```
 */
export async function repair(
  runner: Runner,
  fs: Fs,
  input: string,
  output: string,
  options: RecipeOptions = {},
): Promise<RepairPlan> {
  options = checkRecipe("repair", fs, input, output, options, recipeTable);
  containerOf(output);
  let facts: Facts;
  try {
    facts = await factsOf(runner, fs, input, options);
  } catch (error) {
    if (!(error instanceof ProbeError)) throw error;
    const isWithoutIndex = /moov atom not found/.test(error.stderr);
    throw new MediaError(
      "repair",
      input,
      isWithoutIndex
        ? "an MP4 that was cut off before its index, without which nothing says where " +
          "its frames are"
        : `nothing that can be read (${error.reason})`,
      undefined,
      { cause: error },
    );
  }
  const plan = planRepair(facts, output);
  await carryOut(runner, fs, plan, options);
  return plan;
}

/** Formats whose clocks have few bits, so that their times wrap around. */
const WRAPPING = ["mpegts", "mpeg", "flv"];

/** Plans {@linkcode repair}. */
export function planRepair(facts: Facts, output: string): RepairPlan {
  const names = new PlanNames();
  const container = containerOf(output);
  const { args, before, dropped } = keepStreams("repair", facts, container, {
    names,
    // Of a damaged file, ffmpeg may know a stream by name only.
    isWanted: ({ type, codec }) => codec !== undefined && type !== "data",
  });
  const wraps = facts.probe.formatNames.some((name) => WRAPPING.includes(name));
  const { durationSec } = facts.probe;
  return {
    steps: [...before, {
      argv: [
        ...[...FFMPEG, "-fflags", "+genpts+discardcorrupt"],
        ...["-err_detect", "ignore_err"],
        // A jump of more than a second is a fault, not a pause.
        ...(wraps ? ["-dts_delta_threshold", "1"] : []),
        ...["-i", names.url(facts.path), ...args],
        ...["-avoid_negative_ts", "make_zero", "-max_interleave_delta", "0"],
        ...outputArgs(container, names.url(output)),
      ],
      ...(durationSec !== undefined && { durationSec }),
    }],
    outputs: [names.path(output)],
    ...names.toPlan(),
    dropped,
  };
}
