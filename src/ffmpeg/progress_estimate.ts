// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { CommandLine } from "./command_line.ts";
import type { LogRecord } from "./log_reader.ts";
import { parseDuration } from "./duration.ts";
import { type Expected, expectedOf } from "./expected.ts";
import type { FractionSource, Progress } from "./progress.ts";
import type { ProgressReport } from "./progress_reader.ts";

/** The largest fraction before the end. */
const ALMOST = 0.999;

/** Adds the fraction of the work that is done to the reports of ffmpeg. */
export class ProgressEstimate {
  readonly #line: CommandLine;
  /** The duration of each input, as far as ffmpeg has logged it. */
  readonly #inputs: (number | undefined)[] = [];
  /** The input that the log currently describes. */
  #input = -1;
  #expected: Expected | undefined;
  #fraction: number | undefined;
  #source: FractionSource | undefined;

  readonly #given: Expected | undefined;
  readonly #readOf: () => number | undefined;

  /**
   * @param durationSec How long the output will be, if the caller knows.
   * @param readOf How much of the inputs is read, from 0 to 1.
   */
  constructor(
    line: CommandLine,
    durationSec?: number,
    readOf: () => number | undefined = () => undefined,
  ) {
    this.#line = line;
    this.#readOf = readOf;
    this.#given = durationSec === undefined
      ? undefined
      : { seconds: { value: durationSec, source: "caller" } };
  }

  /** Reads the duration of an input from a line of the log. */
  learn({ message }: LogRecord): void {
    const index = /^Input #(\d+), /.exec(message)?.[1];
    if (index !== undefined) this.#input = Number(index);
    const duration = /^ {2}Duration: ([\d:.]+|N\/A), /.exec(message)?.[1];
    if (duration === undefined || !(this.#input in this.#line.inputs)) return;
    this.#inputs[this.#input] = parseDuration(duration);
    this.#expected = undefined;
  }

  /** A report with its fraction. */
  progressOf(report: ProgressReport): Progress {
    this.#expected ??= this.#given ?? expectedOf(this.#line, this.#inputs);
    const { seconds, frames } = this.#expected;
    if (report.isEnd) this.#raise(1, "end");
    else {
      if (seconds && report.outTimeSec !== undefined) {
        this.#raise(report.outTimeSec / seconds.value, seconds.source);
      }
      if (frames !== undefined && report.frame !== undefined) {
        this.#raise(report.frame / frames, "frames");
      }
      if (!seconds && frames === undefined) {
        this.#raise(this.#readOf() ?? NaN, "bytes");
      }
    }
    return {
      ...report,
      fraction: this.#fraction,
      fractionSource: this.#source,
    };
  }

  #raise(fraction: number, source: FractionSource): void {
    const capped = source === "end" ? 1 : Math.min(fraction, ALMOST);
    if (!(capped >= (this.#fraction ?? 0))) return;
    this.#fraction = capped;
    this.#source = source;
  }
}
