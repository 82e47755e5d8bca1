// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { OptionTable } from "../../../vfs/check.ts";
import type { Analyzer } from "./analyzer.ts";
import { share } from "./share.ts";
import {
  MIN_SEC,
  readSpans,
  type Span,
  type SpanOptions,
  spanTable,
} from "./spans.ts";

/** Options of the analysis `black`. */
export interface BlackOptions extends SpanOptions {
  /**
   * Which share of the pixels must be black, from 0 to 1.
   *
   * @default {0.98}
   */
  pixelShare?: number | undefined;
  /**
   * Up to which brightness a pixel is black, from 0 to 1.
   *
   * @default {0.1}
   */
  brightness?: number | undefined;
}

const table: OptionTable<BlackOptions> = {
  ...spanTable,
  pixelShare: share,
  brightness: share,
};

/** Where the picture is black. */
export const black: Analyzer<BlackOptions, Span[]> = {
  type: "video",
  table,
  filters: ({ minSec = MIN_SEC, pixelShare = 0.98, brightness = 0.1 }) =>
    `blackdetect=d=${minSec}:pic_th=${pixelShare}:pix_th=${brightness}`,
  begin: (options) => readSpans("black_start", "black_end", options),
};
