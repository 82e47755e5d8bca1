// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { number, type OptionTable } from "../../../vfs/check.ts";
import { type FrameTags, numberOf } from "../frame_report.ts";
import type { Reading } from "./analyzer.ts";

/** A part of a medium. */
export interface Span {
  /** Where it starts, in seconds from the start of the file. */
  readonly startSec: number;
  /** Where it ends, in seconds; the end of the stream if it lasts that long. */
  readonly endSec: number;
}

/** Options of what is found where it lasts: see {@linkcode Span}. */
export interface SpanOptions {
  /**
   * How long it must last, in seconds.
   *
   * @default {2}
   */
  minSec?: number | undefined;
}

/** The checks of {@linkcode SpanOptions}. */
export const spanTable: OptionTable<SpanOptions> = {
  minSec: number({ least: 1e-6 }),
};

/** How long a span must last by default, in seconds, as in ffmpeg. */
export const MIN_SEC = 2;

/** Reads spans from the tags that say where they start and end. */
export function readSpans(
  startTag: string,
  endTag: string,
  { minSec = MIN_SEC }: SpanOptions,
): Reading<Span[]> {
  const spans: Span[] = [];
  let open: number | undefined;
  const close = (endSec: number) => {
    // Times are rounded to six digits by the filters.
    const isLong = open !== undefined && endSec - open >= minSec - 1e-5;
    if (isLong) spans.push({ startSec: open!, endSec });
    open = undefined;
  };
  return {
    frame(_, tags: FrameTags) {
      const [start, end] = [tags.get(startTag), tags.get(endTag)];
      // One ends with the frame with which the next starts.
      if (end !== undefined) close(numberOf(end));
      if (start !== undefined) open ??= Math.max(0, numberOf(start));
    },
    end(endSec) {
      close(endSec);
      return spans;
    },
  };
}
