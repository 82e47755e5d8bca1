// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { numberOf } from "../frame_report.ts";
import type { Analyzer } from "./analyzer.ts";

/** The values of a component of the picture, over all frames: see {@linkcode Levels}. */
export interface Level {
  /** The lowest. */
  readonly min: number;
  /** The mean. */
  readonly mean: number;
  /** The highest. */
  readonly max: number;
}

/**
 * The values that pixels have, as they are coded: of 8 bits, luma is normally from 16 to
 * 235. See `levels` of {@linkcode analyze}.
 */
export interface Levels {
  /** How many frames there are. */
  readonly frames: number;
  /** The luma. */
  readonly y: Level;
  /** The blue chroma. */
  readonly u: Level;
  /** The red chroma. */
  readonly v: Level;
  /** The saturation: the distance of the chroma from grey. */
  readonly saturation: Level;
  /** The mean of the hues of the frames, in degrees. */
  readonly hueDeg: number;
  /** How much the luma of a pixel changes from frame to frame, on average. */
  readonly change: number;
}

/** The sums and bounds of a component so far. */
class LevelSum {
  readonly #name: string;
  #min = Infinity;
  #sum = 0;
  #max = -Infinity;

  constructor(name: string) {
    this.#name = name;
  }

  add(of: (name: string) => number): void {
    this.#min = Math.min(this.#min, of(`${this.#name}MIN`));
    this.#sum += of(`${this.#name}AVG`);
    this.#max = Math.max(this.#max, of(`${this.#name}MAX`));
  }

  over(frames: number): Level {
    return { min: this.#min, mean: this.#sum / frames, max: this.#max };
  }
}

/** Which values the pixels have. */
export const levels: Analyzer<Record<never, never>, Levels> = {
  type: "video",
  table: {},
  filters: () => "signalstats",
  begin() {
    const [y, u, v, saturation] = ["Y", "U", "V", "SAT"].map((name) =>
      new LevelSum(name)
    ) as [LevelSum, LevelSum, LevelSum, LevelSum];
    let frames = 0;
    let hue = 0;
    let change = 0;
    return {
      frame(_, tags) {
        const of = (name: string) => numberOf(tags.get(`signalstats.${name}`));
        frames++;
        for (const sum of [y, u, v, saturation]) sum.add(of);
        hue += of("HUEAVG");
        change += of("YDIF");
      },
      end: () => ({
        frames,
        y: y.over(frames),
        u: u.over(frames),
        v: v.over(frames),
        saturation: saturation.over(frames),
        hueDeg: hue / frames,
        // The first has none before it.
        change: frames > 1 ? change / (frames - 1) : 0,
      }),
    };
  },
};
