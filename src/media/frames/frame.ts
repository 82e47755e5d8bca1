// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** A decoded frame of a video. */
export interface Frame {
  /** The pixels, row by row; in the default format, as `ImageData` accepts them. */
  readonly data: Uint8ClampedArray<ArrayBuffer>;
  /** The width in pixels: its own, because the size may change within a video. */
  readonly width: number;
  /** The height in pixels. */
  readonly height: number;
  /** When it is shown, in seconds from the start of the video. */
  readonly timestampSec: number;
}
