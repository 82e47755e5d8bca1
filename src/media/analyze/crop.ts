// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { number, type OptionTable } from "../../../vfs/check.ts";
import { numberOf } from "../frame_report.ts";
import type { Analyzer } from "./analyzer.ts";
import { share } from "./share.ts";

/** Options of the analysis `crop`. */
export interface CropOptions {
  /**
   * Up to which brightness a border is black, from 0 to 1.
   *
   * @default {0.094}
   */
  brightness?: number | undefined;
  /**
   * What width and height are to be multiples of, in pixels: less of the picture is kept.
   *
   * @default {2}
   */
  multipleOf?: number | undefined;
}

/** The picture without black borders: see `crop` of {@linkcode analyze}. */
export interface Crop {
  /** How much to leave out at the left, in pixels. */
  readonly x: number;
  /** How much to leave out at the top, in pixels. */
  readonly y: number;
  /** The width of the rest, in pixels. */
  readonly width: number;
  /** The height of the rest, in pixels. */
  readonly height: number;
  /** The filter that leaves out the rest: `"crop=640:360:0:60"`. */
  readonly filter: string;
}

const table: OptionTable<CropOptions> = {
  brightness: share,
  multipleOf: number({ least: 1, isWhole: true }),
};

/** What is not a black border in any frame. */
export const crop: Analyzer<CropOptions, Crop | undefined> = {
  type: "video",
  table,
  // As ffmpeg by default: 24 of 255.
  filters: ({ brightness = 0.094, multipleOf = 2 }) =>
    `cropdetect=limit=${brightness}:round=${multipleOf}:skip=0:reset=0`,
  begin() {
    let latest: Crop | undefined;
    return {
      frame(_, tags) {
        const of = (name: string) => numberOf(tags.get(`cropdetect.${name}`));
        const [width, height, x, y] = [of("w"), of("h"), of("x"), of("y")];
        // Negative as long as everything is black.
        if (!(width > 0 && height > 0)) return;
        const filter = `crop=${width}:${height}:${x}:${y}`;
        latest = { x, y, width, height, filter };
      },
      end: () => latest,
    };
  },
};
