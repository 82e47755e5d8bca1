// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { numberOf } from "../frame_report.ts";
import type { Analyzer } from "./analyzer.ts";

/** How a video is scanned: see `interlace` of {@linkcode analyze}. */
export interface Interlace {
  /**
   * What most frames are, of those of which it can be told: `"progressive"`, or
   * interlaced with the top field first (`"tff"`), or the bottom field (`"bff"`).
   */
  readonly scan: "progressive" | "tff" | "bff" | "undetermined";
  /** How many frames are interlaced with the top field first. */
  readonly tff: number;
  /** How many frames are interlaced with the bottom field first. */
  readonly bff: number;
  /** How many frames are progressive. */
  readonly progressive: number;
  /** Of how many frames it cannot be told, as of those that do not move. */
  readonly undetermined: number;
  /** How many frames repeat a field of the one before, as telecine does. */
  readonly repeatedFields: number;
}

/** How the video is scanned. */
export const interlace: Analyzer<Record<never, never>, Interlace> = {
  type: "video",
  table: {},
  filters: () => "idet",
  begin() {
    const counts = { tff: 0, bff: 0, progressive: 0, undetermined: 0 };
    let repeatedFields = 0;
    return {
      frame(_, tags) {
        const of = (name: string) =>
          Math.round(numberOf(tags.get(`idet.${name}`))) || 0;
        // They are totals up to this frame.
        for (const name of Object.keys(counts) as (keyof typeof counts)[]) {
          counts[name] = of(`multiple.${name}`);
        }
        repeatedFields = of("repeated.top") + of("repeated.bottom");
      },
      end() {
        const { tff, bff, progressive } = counts;
        const most = Math.max(tff, bff, progressive);
        const scan = most === 0
          ? "undetermined"
          : most === progressive
          ? "progressive"
          : most === tff
          ? "tff"
          : "bff";
        return { scan, ...counts, repeatedFields };
      },
    };
  },
};
