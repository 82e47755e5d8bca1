// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Fs } from "../../../vfs/fs.ts";
import { number, type OptionTable, that } from "../../../vfs/check.ts";
import type { Runner } from "../../run/runner.ts";
import { containerOf, outputArgs } from "../recipe/container.ts";
import { type Facts, factsOf } from "../recipe/facts.ts";
import { keepStreams } from "../recipe/keep_streams.ts";
import { type Measurements, SilenceError } from "../recipe/measurements.ts";
import { MediaError } from "../recipe/media_error.ts";
import { FFMPEG, type Plan } from "../recipe/plan.ts";
import { PlanNames } from "../recipe/plan_names.ts";
import {
  checkRecipe,
  type RecipeOptions,
  recipeTable,
} from "../recipe/recipe_options.ts";
import { carryOut } from "../recipe/run_plan.ts";
import { soundArgs } from "../transcode/encode_args.ts";
import { trackOf } from "./extract_audio.ts";

/** Options of {@linkcode normalizeLoudness}. */
export interface NormalizeLoudnessOptions extends RecipeOptions {
  /**
   * The loudness to reach, in LUFS, from -70 to -5: -23 for broadcast (EBU R 128), -14
   * to -16 for streaming and podcasts.
   *
   * @default {-16}
   */
  integratedLufs?: number | undefined;
  /**
   * The highest true peak, in dBTP, from -9 to 0.
   *
   * @default {-1.5}
   */
  truePeakDb?: number | undefined;
  /**
   * The largest range of loudness, in LU, from 1 to 50: with a wider one, quiet parts
   * are raised more than loud ones.
   *
   * @default {11}
   */
  rangeLu?: number | undefined;
  /**
   * Which of the streams of sound, counted from 0; the others are left out.
   *
   * @default {0}
   */
  track?: number | undefined;
  /** The bit rate of the sound, in bits per second: see {@linkcode EncodeOptions}. */
  soundBitRate?: number | undefined;
}

const between = (least: number, most: number) =>
  that(
    (value) => typeof value === "number" && value >= least && value <= most,
    `a number from ${least} to ${most}`,
  );

const normalizeTable: OptionTable<NormalizeLoudnessOptions> = {
  ...recipeTable,
  integratedLufs: between(-70, -5),
  truePeakDb: between(-9, 0),
  rangeLu: between(1, 50),
  track: number({ isWhole: true }),
  soundBitRate: number({ least: 500, isWhole: true }),
};

/** The loudness of sound, as measured by {@linkcode normalizeLoudness}. */
export interface MeasuredLoudness {
  /** The loudness of all of it, in LUFS. */
  readonly integratedLufs: number;
  /** The highest true peak, in dBTP. */
  readonly truePeakDb: number;
  /** The range of its loudness, in LU. */
  readonly rangeLu: number;
}

/** What {@linkcode normalizeLoudness} has done, or would do. */
export interface NormalizeLoudnessPlan extends Plan {
  /** What the input was measured to be; absent if it was only planned. */
  readonly measured?: MeasuredLoudness;
}

/**
 * Brings sound to a loudness in two passes: the first measures it, the second corrects
 * it (EBU R 128). Video is copied.
 *
 * @throws {MissingStreamError} when there is no such sound.
 * @throws {MediaError} when it is silent.
 * @throws {FsError} when a file cannot be opened or written.
 * @throws {ExitError} when ffmpeg fails.
 * @throws {TypeError} when an argument or an option is invalid.
 *
 * @example
 * ```ts
 * import { MemoryFs, Runtime } from "@afmpeg/afmpeg";
 * import { normalizeLoudness } from "@afmpeg/afmpeg/media";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * await using runtime = await Runtime.create({ module: { file: "ffmpeg.wasm" } });
 * const fs = new MemoryFs();
 * await runtime.run(fs, ["-f", "lavfi", "-i", "sine=d=4", "quiet.wav"]);
 *
 * await normalizeLoudness(runtime, fs, "quiet.wav", "loud.wav", { integratedLufs: -14 });
 * const { measured } = await normalizeLoudness(runtime, fs, "loud.wav", "again.wav");
 * assertAlmostEquals(measured!.integratedLufs, -14, 0.5);
 * ```
 */
export async function normalizeLoudness(
  runner: Runner,
  fs: Fs,
  input: string,
  output: string,
  options: NormalizeLoudnessOptions = {},
): Promise<NormalizeLoudnessPlan> {
  options = checkRecipe(
    "normalizeLoudness",
    fs,
    input,
    output,
    options,
    normalizeTable,
  );
  containerOf(output);
  const facts = await factsOf(runner, fs, input, options);
  const plan = planNormalizeLoudness(facts, { output, ...options });
  try {
    const measured = await carryOut(runner, fs, plan, options);
    return options.dryRun ? plan : { ...plan, measured: loudnessOf(measured) };
  } catch (error) {
    if (!(error instanceof SilenceError)) throw error;
    throw new MediaError(
      "normalize the loudness of",
      input,
      "silence, which has none, or less than the 0.4 s that can be measured",
      undefined,
      { cause: error },
    );
  }
}

function loudnessOf(measured: Measurements): MeasuredLoudness {
  return {
    integratedLufs: Number(measured.input_i),
    truePeakDb: Number(measured.input_tp),
    rangeLu: Number(measured.input_lra),
  };
}

/** The highest sample rate that the output has; the filter itself works at another. */
const HIGHEST_RATE = 48_000;

/** Plans {@linkcode normalizeLoudness}. */
export function planNormalizeLoudness(
  facts: Facts,
  options: NormalizeLoudnessOptions & { readonly output: string },
): NormalizeLoudnessPlan {
  const { output, track = 0 } = options;
  const { integratedLufs = -16, truePeakDb = -1.5, rangeLu = 11 } = options;
  const stream = trackOf("normalize", facts, track);
  const names = new PlanNames();
  const container = containerOf(output);
  const { audio: _, ...rest } = container;
  const { args, before } = keepStreams(
    "normalize the loudness of",
    facts,
    rest,
    {
      names,
      isWanted: (each) =>
        each.type === "audio"
          ? each === stream
          // To a file of sound, only the sound goes.
          : each.type !== "video" || container.video?.length !== 0 ||
            each.disposition.attachedPic,
      encoded: ["audio"],
    },
  );
  const target = `loudnorm=I=${integratedLufs}:TP=${truePeakDb}:LRA=${rangeLu}`;
  const corrected = target + ":linear=true:measured_I={input_i}" +
    ":measured_TP={input_tp}:measured_LRA={input_lra}" +
    ":measured_thresh={input_thresh}:offset={target_offset}" +
    `,aresample=${Math.min(stream.sampleRate ?? HIGHEST_RATE, HIGHEST_RATE)}`;
  const input = [...FFMPEG, "-i", names.url(facts.path)];
  const second = [...input, ...args, "-filter:a", corrected];
  const { durationSec } = facts.probe;
  const timing = durationSec !== undefined && { durationSec };
  return {
    steps: [
      ...before,
      {
        argv: [
          ...[...input, "-map", `0:${stream.index}`],
          ...["-filter:a", `${target}:print_format=json`, "-f", "null", "-"],
        ],
        measures: "loudnorm",
        ...timing,
      },
      {
        argv: [
          ...second,
          ...soundArgs(container.encoder, [stream], options.soundBitRate),
          ...outputArgs(container, names.url(output)),
        ],
        fills: [second.length - 1],
        ...timing,
      },
    ],
    outputs: [names.path(output)],
    ...names.toPlan(),
  };
}
