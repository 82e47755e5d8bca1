// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * Parses a duration in the syntax of ffmpeg: `90`, `1:30`, `00:01:30.5`, `1500ms`.
 *
 * @returns The seconds; `undefined` if it is not a duration.
 */
export function parseDuration(text: string): number | undefined {
  const clock = /^(-?)(?:(\d+):)?(\d+):(\d+(?:\.\d*)?)$/.exec(text);
  if (clock) {
    const [, sign, hours = "0", minutes, seconds] = clock;
    const total = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
    return sign === "-" ? -total : total;
  }
  const plain = /^(-?\d+(?:\.\d*)?|-?\.\d+)(s|ms|us)?$/.exec(text);
  if (!plain) return undefined;
  const parts = { s: 1, ms: 1e3, us: 1e6 }[plain[2] ?? "s"]!;
  return Number(plain[1]) / parts;
}
