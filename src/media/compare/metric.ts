// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { type FrameTags, numberOf } from "../frame_report.ts";

/** How alike two videos are by one measure: see {@linkcode compare}. */
export interface Similarity {
  /** Of all components and all frames; of XPSNR, weighted as for video with 4:2:0. */
  readonly average: number;
  /** The lowest of a frame. */
  readonly min: number;
  /** When that frame is shown, in seconds from the start of the reference. */
  readonly minAtSec: number;
  /** Of each component, by its letter: `y`, `u`, `v`, or `r`, `g`, `b`. */
  readonly components: Readonly<Record<string, number>>;
}

/** A measure, as a filter of ffmpeg. */
export interface Metric {
  /** The name of the filter, which begins those of its tags. */
  readonly filter: string;
  /** The pattern of the tag of a component, whose letter it captures. */
  readonly component: RegExp;
  /** The tag of all components together, if there is one. */
  readonly overall: string | undefined;
  /** A value of a frame as what can be averaged, and back. */
  readonly scale: readonly [
    (value: number) => number,
    (mean: number) => number,
  ];
}

/** Decibels are averaged as what they stand for: errors, or their roots. */
function decibels(factor: number): Metric["scale"] {
  return [
    (value) => 10 ** (-value / factor),
    // No error at all: never minus infinity.
    (mean) => mean === 0 ? Infinity : -factor * Math.log10(mean),
  ];
}

function asIs(value: number): number {
  return value;
}

/** The name of a measure. */
export type MetricName = "psnr" | "ssim" | "xpsnr";

/** All measures, by their names. */
export const metrics: Readonly<Record<MetricName, Metric>> = {
  psnr: {
    filter: "psnr",
    component: /^psnr\.psnr\.(\w)$/,
    overall: "psnr.psnr_avg",
    scale: decibels(10),
  },
  ssim: {
    filter: "ssim",
    component: /^ssim\.(\w)$/,
    overall: "ssim.All",
    scale: [asIs, asIs],
  },
  xpsnr: {
    filter: "xpsnr",
    component: /^xpsnr\.xpsnr\.(\w)$/,
    overall: undefined,
    scale: decibels(20),
  },
};

/** How much each component counts where ffmpeg has no value for all, as in 4:2:0. */
const weights = [4, 1, 1];

/** What a measure says of a frame, as what can be averaged. */
interface Row {
  readonly sec: number;
  readonly all: number;
  readonly components: readonly number[];
}

/** Averages a measure over frames. */
export class MetricReader {
  readonly #metric: Metric;
  readonly #rows: Row[] = [];
  #letters: readonly string[] = [];

  constructor(metric: Metric) {
    this.#metric = metric;
  }

  /** Reads what the filter says about a frame. */
  frame(sec: number, tags: FrameTags): void {
    const { component, overall, scale: [toMean] } = this.#metric;
    const letters: string[] = [];
    const components: number[] = [];
    for (const [tag, text] of tags) {
      const letter = component.exec(tag)?.[1];
      if (letter === undefined) continue;
      letters.push(letter.toLowerCase());
      components.push(toMean(numberOf(text)));
    }
    if (components.length === 0) return;
    this.#letters = letters;
    const all = overall === undefined
      ? weighted(components)
      : toMean(numberOf(tags.get(overall)));
    this.#rows.push({ sec, all, components });
  }

  /** Averages the frames up to `endSec`; `undefined` if there is none. */
  end(endSec: number): { frames: number; similarity: Similarity } | undefined {
    const rows = this.#rows.filter(({ sec }) => sec <= endSec);
    if (rows.length === 0) return undefined;
    const [, fromMean] = this.#metric.scale;
    const mean = (value: (row: Row) => number) =>
      rows.reduce((sum, row) => sum + value(row), 0) / rows.length;
    const worst = rows.reduce((a, b) =>
      fromMean(b.all) < fromMean(a.all) ? b : a
    );
    const components = this.#letters.map((letter, i) => [
      letter,
      fromMean(mean((row) => row.components[i] ?? NaN)),
    ]);
    return {
      frames: rows.length,
      similarity: {
        average: fromMean(mean(({ all }) => all)),
        min: fromMean(worst.all),
        minAtSec: worst.sec,
        components: Object.fromEntries(components),
      },
    };
  }
}

function weighted(values: readonly number[]): number {
  const own = values.map((_, i) => weights[i] ?? 0);
  const total = own.reduce((sum, weight) => sum + weight, 0);
  return values.reduce((sum, value, i) => sum + value * own[i]!, 0) / total;
}
