// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { number, oneOf, type OptionTable } from "../../../vfs/check.ts";
import type { DroppedStream } from "../recipe/keep_streams.ts";
import type { Plan } from "../recipe/plan.ts";
import { type RecipeOptions, recipeTable } from "../recipe/recipe_options.ts";
import { type EncodeOptions, encodeTable } from "../transcode/transcode.ts";

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

/** What they must be. */
export const trimTable: OptionTable<TrimOptions> = {
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

/** What {@linkcode planTrim} is told. */
export interface TrimTarget extends TrimOptions {
  readonly output: string;
  /** The encoder of the video. */
  readonly encoder: string;
}

/** A cut within the file. */
export interface Cut extends TrimTarget {
  readonly start: number;
  readonly end: number;
}
