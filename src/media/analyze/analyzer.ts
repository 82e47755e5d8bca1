// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { OptionTable } from "../../../vfs/check.ts";
import type { FrameTags } from "../frame_report.ts";

/** One kind of analysis: which filters it needs, and what their reports mean. */
export interface Analyzer<Options extends object, Result> {
  /** The type of stream. */
  readonly type: "audio" | "video";
  /** What its options may be. */
  readonly table: OptionTable<Options>;
  /** The filters that attach what it reads to the frames. */
  filters(options: Options): string;
  /** Begins to read. */
  begin(options: Options): Reading<Result>;
}

/** An analysis in progress. */
export interface Reading<Result> {
  /** Reads a frame, if the filters attached anything to it. */
  frame(sec: number, tags: FrameTags): void;
  /** The result, once there are no more frames after `endSec`. */
  end(endSec: number): Result;
}
