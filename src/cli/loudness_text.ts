// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Loudness } from "../media/analyze/loudness.ts";

/** Loudness in a line. */
export function loudnessText(
  { integratedLufs, rangeLu, truePeakDbtp, maxShortTermLufs }: Loudness,
): string {
  return `${integratedLufs.toFixed(1)} LUFS, range ${rangeLu.toFixed(1)} LU, ` +
    `peak ${truePeakDbtp.toFixed(1)} dBTP, loudest 3 s ` +
    `${maxShortTermLufs.toFixed(1)} LUFS`;
}
