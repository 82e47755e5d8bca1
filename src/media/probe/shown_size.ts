// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Rational } from "./rational.ts";

/** The fields of a video stream that say how large it is shown. */
interface Coded {
  readonly width: number | undefined;
  readonly height: number | undefined;
  readonly sampleAspectRatio: Rational | undefined;
  readonly rotationDeg: number;
}

/** The size of a picture as it is shown: with square pixels, and upright. */
export function shownSize(
  { width, height, sampleAspectRatio, rotationDeg }: Coded,
): { shownWidth: number | undefined; shownHeight: number | undefined } {
  if (width === undefined || height === undefined) {
    return { shownWidth: undefined, shownHeight: undefined };
  }
  const aspect = sampleAspectRatio?.value ?? 1;
  const isTurned = Math.round(rotationDeg / 90) % 2 === 1;
  const [across, down, shape] = isTurned
    ? [height, width, 1 / aspect]
    : [width, height, aspect];
  // As the helpers make pictures: once it is upright, only the width changes.
  const shownWidth = Math.max(1, Math.trunc(across * shape + 0.5));
  return { shownWidth, shownHeight: down };
}
