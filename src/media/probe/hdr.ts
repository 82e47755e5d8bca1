// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** That a video has more than the usual range of brightness: see {@linkcode VideoStream}. */
export interface Hdr {
  /**
   * How brightness is coded: `"pq"` (HDR10 and most of Dolby Vision), `"hlg"` (broadcasts),
   * or `"dolby-vision"` alone, in the colours of its own.
   */
  readonly kind: "pq" | "hlg" | "dolby-vision";
  /** The profile of Dolby Vision, if it has that: `8.1`, `8.4` or `5`. */
  readonly dolbyVisionProfile?: number;
}
