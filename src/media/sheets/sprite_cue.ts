// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** Which part of which sheet shows a time: see {@linkcode Sprites}. */
export interface SpriteCue {
  /** From when on it is to be shown, in seconds. */
  readonly startSec: number;
  /** Until when it is to be shown, in seconds. */
  readonly endSec: number;
  /** The number of the sheet, from 0. */
  readonly sheet: number;
  /** The left edge of the part in pixels. */
  readonly x: number;
  /** The upper edge of the part in pixels. */
  readonly y: number;
  /** The width of the part in pixels. */
  readonly width: number;
  /** The height of the part in pixels. */
  readonly height: number;
}
