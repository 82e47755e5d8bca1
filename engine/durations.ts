// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * How long the steps of a build take on two quiet processors, roughly, in seconds: a bar
 * is drawn by them.
 */
const durations: Readonly<Record<string, number>> = {
  ...{ "tools": 20, "libc": 15, "FFmpeg": 150, "link": 15 },
  ...{ zlib: 1, dav1d: 12, webp: 8, x264: 14 },
};

/** How long a step takes, roughly, in seconds. */
export function durationOf(step: string): number {
  return durations[step] ?? 10;
}
