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

/** Options of the analyses `silence` and `speechFree`. */
export interface SilenceOptions extends SpanOptions {
  /**
   * Up to which level it counts as silent, in dB below full scale. The default is −60,
   * and −40 for `speechFree`.
   */
  noiseDb?: number | undefined;
}

const table: OptionTable<SilenceOptions> = {
  ...spanTable,
  noiseDb: number({ least: -200 }),
};

function detect(
  { noiseDb, minSec = MIN_SEC }: SilenceOptions,
  usual: number,
): string {
  return `silencedetect=noise=${noiseDb ?? usual}dB:duration=${minSec}`;
}

const begin = (options: SilenceOptions) =>
  readSpans("silence_start", "silence_end", options);

/** Where all channels are silent. */
export const silence: Analyzer<SilenceOptions, Span[]> = {
  type: "audio",
  table,
  filters: (options) => detect(options, -60),
  begin,
};

/** The frequencies that carry speech, in Hz. */
const BAND = "highpass=f=200:p=2,lowpass=f=3500:p=2";

/** Where the band of voices is silent. */
export const speechFree: Analyzer<SilenceOptions, Span[]> = {
  type: "audio",
  table,
  filters: (options) => `${BAND},${detect(options, -40)}`,
  begin,
};
