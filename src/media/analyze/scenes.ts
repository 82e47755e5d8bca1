// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { type OptionTable, that } from "../../../vfs/check.ts";
import { numberOf } from "../frame_report.ts";
import type { Analyzer } from "./analyzer.ts";

/** Options of the analysis `scenes`. */
export interface ScenesOptions {
  /**
   * How much the picture must change, from 0 to 100; 8 to 14 find most cuts.
   *
   * @default {10}
   */
  threshold?: number | undefined;
}

/** Where a scene begins, apart from the first: see `scenes` of {@linkcode analyze}. */
export interface SceneChange {
  /** The time of its first frame, in seconds from the start of the file. */
  readonly atSec: number;
  /** How much the picture changes there, from 0 to 100. */
  readonly score: number;
}

const table: OptionTable<ScenesOptions> = {
  threshold: that(
    (value) => typeof value === "number" && value >= 0 && value <= 100,
    "a number from 0 to 100",
  ),
};

/** Where the scene changes. */
export const scenes: Analyzer<ScenesOptions, SceneChange[]> = {
  type: "video",
  table,
  filters: ({ threshold = 10 }) => `scdet=threshold=${threshold}`,
  begin() {
    const changes: SceneChange[] = [];
    return {
      frame(_, tags) {
        const time = tags.get("scd.time");
        if (time === undefined) return;
        const score = numberOf(tags.get("scd.score"));
        changes.push({ atSec: numberOf(time), score });
      },
      end: () => changes,
    };
  },
};
