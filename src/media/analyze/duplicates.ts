// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { number, type OptionTable } from "../../../vfs/check.ts";
import { numberOf } from "../frame_report.ts";
import type { Analyzer } from "./analyzer.ts";
import type { Span } from "./spans.ts";

/** Options of the analysis `duplicates`. */
export interface DuplicatesOptions {
  /**
   * By how much the pixels of a duplicate may differ, on average of each component; 0 is
   * only for what is exactly the same.
   *
   * @default {0}
   */
  tolerance?: number | undefined;
}

/** Frames that show what the frame before shows: see `duplicates` of {@linkcode analyze}. */
export interface Duplicates {
  /** How many frames there are in all. */
  readonly frames: number;
  /** How many of them are duplicates. */
  readonly count: number;
  /** Where duplicates follow one another, without the first frame that they repeat. */
  readonly runs: readonly DuplicateRun[];
}

/** Duplicates in a row: see {@linkcode Duplicates}. */
export interface DuplicateRun extends Span {
  /** How many they are. */
  readonly count: number;
}

const table: OptionTable<DuplicatesOptions> = { tolerance: number() };

/** Which frames repeat the one before. */
export const duplicates: Analyzer<DuplicatesOptions, Duplicates> = {
  type: "video",
  table,
  filters: () => "signalstats",
  begin({ tolerance = 0 }) {
    const runs: DuplicateRun[] = [];
    let [frames, count, startSec, length] = [0, 0, 0, 0];
    const close = (endSec: number) => {
      if (length > 0) runs.push({ startSec, endSec, count: length });
      length = 0;
    };
    return {
      frame(sec, tags) {
        const isSame = frames > 0 &&
          ["Y", "U", "V"].every((name) =>
            numberOf(tags.get(`signalstats.${name}DIF`)) <= tolerance
          );
        frames++;
        if (!isSame) return close(sec);
        if (length++ === 0) startSec = sec;
        count++;
      },
      end(endSec) {
        close(endSec);
        return { frames, count, runs };
      },
    };
  },
};
