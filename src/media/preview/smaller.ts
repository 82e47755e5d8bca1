// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** How a moving picture is tried to be encoded. */
export interface Trial {
  readonly width: number;
  readonly fps: number;
  /** The quality of a WebP; the number of colours of a GIF. */
  readonly quality: number;
}

/** Below this, nothing can be recognised. */
const LEAST = { width: 64, fps: 4 };
const LEAST_QUALITY = { webp: 20, gif: 32 };

/** Estimates are missed: a bit less is tried than what should do. */
const MARGIN = 0.93;

/**
 * The next trial after one that was too large by a factor: first quality goes, then
 * frames and pixels; `undefined` if there is nothing left.
 */
export function smaller(
  { width, fps, quality }: Trial,
  factor: number,
  format: "webp" | "gif",
): Trial | undefined {
  const least = LEAST_QUALITY[format];
  if (quality > least && factor < 1.5) {
    return { width, fps, quality: Math.max(least, Math.round(quality * 0.7)) };
  }
  if (width <= LEAST.width && fps <= LEAST.fps && quality <= least) {
    return undefined;
  }
  // A third of it by fewer frames, the rest by fewer pixels.
  const share = MARGIN / factor;
  const slower = Math.max(Math.min(fps, LEAST.fps), fps * share ** (1 / 3));
  const rest = share * fps / slower;
  const narrower = Math.max(
    Math.min(width, LEAST.width),
    Math.floor(width * Math.sqrt(rest) / 2) * 2,
  );
  return {
    width: narrower,
    fps: Math.round(slower * 100) / 100,
    quality: Math.max(least, Math.round(quality * 0.8)),
  };
}
