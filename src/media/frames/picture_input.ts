// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** Behind the end of everything; what is much later, ffmpeg does not read as a time. */
const LATEST_SEC = 1e9;

/** A time as ffmpeg reads it, which is to the microsecond and without an exponent. */
export function roundTime(sec: number): number {
  return Math.round(Math.min(sec, LATEST_SEC) * 1e6) / 1e6;
}

/** The arguments for one stream of an input that is read from `sec` seconds on. */
export function inputArgs(
  url: string,
  stream: string,
  sec?: number,
): string[] {
  return [
    ...["-nostdin", "-hide_banner", "-nostats"],
    ...(sec === undefined ? [] : ["-ss", roundTime(sec).toFixed(6)]),
    ...["-i", url, "-map", stream],
    // Or all frames would be scaled to the size of the first.
    ...["-noautoscale", "-fps_mode", "passthrough"],
  ];
}
