// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { LineReader } from "../../ffmpeg/line_reader.ts";

/** How far apart the frames of a video are: see {@linkcode VideoStream}. */
export interface FrameSpacing {
  /** The least time between two frames, in seconds. */
  readonly minSec: number;
  /** The most time between two frames, in seconds. */
  readonly maxSec: number;
  /** Whether they differ by more than the rounding of times. */
  readonly isVariable: boolean;
}

/** The times of a stream, by its packets. */
interface StreamTimes {
  start: number;
  end: number;
  /** The times of all packets, to be sorted. */
  readonly times: number[];
}

/** So many times are kept of each stream; how far apart the later ones are is not known. */
const TIMES = 10_000_000;

/** Reads the times of packets, which ffprobe prints: stream, time and duration. */
export class ExactTimes {
  readonly #streams = new Map<number, StreamTimes>();
  readonly #lines = new LineReader((line) => this.#line(line));

  /** Where the lines go. */
  stream(): WritableStream<Uint8Array<ArrayBuffer>> {
    return new WritableStream({
      write: (chunk) => this.#lines.push(chunk),
      close: () => this.#lines.end(),
    });
  }

  /** How long a stream lasts, or all together; `undefined` if no packet has a time. */
  durationSec(index?: number): number | undefined {
    const all = index === undefined
      ? [...this.#streams.values()]
      : [this.#streams.get(index)].filter((times) => times !== undefined);
    if (all.length === 0) return undefined;
    const start = Math.min(...all.map(({ start }) => start));
    const end = Math.max(...all.map(({ end }) => end));
    return Math.round((end - start) * 1e6) / 1e6;
  }

  /** How far apart frames are; `undefined` if there are fewer than two. */
  spacing(index: number, unitSec: number): FrameSpacing | undefined {
    const times = this.#streams.get(index)?.times.toSorted((a, b) => a - b) ??
      [];
    if (times.length < 2) return undefined;
    let [minSec, maxSec] = [Infinity, 0];
    for (let i = 1; i < times.length; i++) {
      const distance = times[i]! - times[i - 1]!;
      minSec = Math.min(minSec, distance);
      maxSec = Math.max(maxSec, distance);
    }
    // Each time may be rounded up or down.
    const isVariable = maxSec - minSec > 2 * unitSec + 1e-6;
    const rounded = (sec: number) => Math.round(sec * 1e6) / 1e6;
    return { minSec: rounded(minSec), maxSec: rounded(maxSec), isVariable };
  }

  #line(line: string): void {
    const [index, time, duration] = line.trim().split(",").map(Number);
    if (index === undefined || !Number.isFinite(time)) return;
    const end = time! + (Number.isFinite(duration) ? duration! : 0);
    const known = this.#streams.get(index);
    if (!known) {
      this.#streams.set(index, { start: time!, end, times: [time!] });
      return;
    }
    known.start = Math.min(known.start, time!);
    known.end = Math.max(known.end, end);
    if (known.times.length < TIMES) known.times.push(time!);
  }
}
