// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { LineReader } from "./line_reader.ts";
import type { Progress } from "./progress.ts";

/** What ffmpeg itself reports of its progress. */
export type ProgressReport = Omit<Progress, "fraction" | "fractionSource">;

/** The lines of a report, and the factors for their numbers. */
const numbers = {
  frame: ["frame", 1],
  fps: ["fps", 1],
  bitrate: ["bitrate", 1000],
  out_time_us: ["outTimeSec", 1e-6],
  total_size: ["totalSize", 1],
  speed: ["speed", 1],
  dup_frames: ["dupFrames", 1],
  drop_frames: ["dropFrames", 1],
} as const;

const nothing: ProgressReport = {
  frame: undefined,
  fps: undefined,
  bitrate: undefined,
  outTimeSec: undefined,
  totalSize: undefined,
  speed: undefined,
  dupFrames: undefined,
  dropFrames: undefined,
  isEnd: false,
};

/** Reads what ffmpeg writes with `-progress`: lines of `key=value`, a report at a time. */
export class ProgressReader {
  readonly #lines = new LineReader((line) => this.#line(line));
  readonly #receive: (report: ProgressReport) => void;
  #report = nothing;

  /** Passes each report to `receive`. */
  constructor(receive: (report: ProgressReport) => void) {
    this.#receive = receive;
  }

  /** Reads a chunk. */
  push(data: Uint8Array): void {
    this.#lines.push(data);
  }

  #line(line: string): void {
    const [, key = "", value = ""] = /^(\w+)=(.*)/.exec(line) ?? [];
    if (key === "progress") {
      const report = { ...this.#report, isEnd: value.trim() === "end" };
      this.#report = nothing;
      this.#receive(report);
    } else if (Object.hasOwn(numbers, key)) {
      const [name, scale] = numbers[key as keyof typeof numbers];
      const number = Number.parseFloat(value);
      const scaled = Number.isNaN(number) ? undefined : number * scale;
      this.#report = { ...this.#report, [name]: scaled };
    }
  }
}
