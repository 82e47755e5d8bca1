// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** A picture file: see {@linkcode Probe.image}. */
export interface ImageInfo {
  /** Its format. */
  readonly format: "apng" | "avif" | "gif" | "heic" | "jpeg" | "png" | "webp";
  /** The width as it is shown, in pixels. */
  readonly width: number;
  /** The height as it is shown, in pixels. */
  readonly height: number;
  /** How many pictures follow one another; absent if that is not known. */
  readonly frames?: number;
  /** Whether it moves. */
  readonly isAnimated: boolean;
  /** Of how many tiles it is put together, if of more than one. */
  readonly tiles?: number;
}
