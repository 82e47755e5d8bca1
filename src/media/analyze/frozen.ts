// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { number, type OptionTable } from "../../../vfs/check.ts";
import type { Analyzer } from "./analyzer.ts";
import {
  MIN_SEC,
  readSpans,
  type Span,
  type SpanOptions,
  spanTable,
} from "./spans.ts";

/** Options of the analysis `frozen`. */
export interface FrozenOptions extends SpanOptions {
  /**
   * How much pictures may differ and count as the same, in dB.
   *
   * @default {-60}
   */
  noiseDb?: number | undefined;
}

const table: OptionTable<FrozenOptions> = {
  ...spanTable,
  noiseDb: number({ least: -200 }),
};

/** Where the picture stands still. */
export const frozen: Analyzer<FrozenOptions, Span[]> = {
  type: "video",
  table,
  filters: ({ noiseDb = -60, minSec = MIN_SEC }) =>
    `freezedetect=noise=${noiseDb}dB:duration=${minSec}`,
  begin: (options) =>
    readSpans("freezedetect.freeze_start", "freezedetect.freeze_end", options),
};
