// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Progress } from "../ffmpeg/progress.ts";

/** Describes how far a run is, and how long it will still take. */
export class ProgressText {
  readonly #start = performance.now();

  /**
   * For instance `45 %, 1.8x, 0:12 left`; empty while nothing is known.
   *
   * @param hasFailed Whether the last sample is where a run has failed.
   */
  of(
    { fraction, outTimeSec, frame, speed, totalSize, isEnd }: Progress,
    hasFailed: boolean = false,
  ): string {
    const elapsed = (performance.now() - this.#start) / 1000;
    const reached = fraction !== undefined
      ? `${Math.floor(fraction * 100)} %`
      : outTimeSec !== undefined && outTimeSec > 0
      ? `${clock(outTimeSec)}${hasFailed ? "" : " done"}`
      : frame
      ? `${frame} frames`
      : undefined;
    if (reached === undefined) return "";
    const parts = [hasFailed ? `stopped at ${reached}` : reached];
    if (speed) parts.push(`${speed}x`);
    if (isEnd) {
      parts.push(`${elapsed.toFixed(1)} s`);
      if (totalSize !== undefined) parts.push(sizeText(totalSize));
    } else if (fraction !== undefined && fraction > 0) {
      parts.push(`${clock(elapsed * (1 - fraction) / fraction)} left`);
    }
    return parts.join(", ");
  }
}

/** A number of seconds as `1:02` or `1:02:03`. */
export function clock(seconds: number): string {
  const total = Math.max(0, Math.round(seconds));
  const two = (value: number) => `${value}`.padStart(2, "0");
  const [h, m, s] = [
    Math.floor(total / 3600),
    Math.floor(total / 60) % 60,
    total % 60,
  ];
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** A number of bytes in the unit that fits. */
export function sizeText(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 2 ** 20) return `${(bytes / 1024).toFixed(1)} KiB`;
  return `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}
