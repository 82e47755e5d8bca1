// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { numberOf } from "../frame_report.ts";
import type { Analyzer } from "./analyzer.ts";

/**
 * How loud sound is, by EBU R 128 (ITU-R BS.1770): see `loudness` of
 * {@linkcode analyze}. Silence has no loudness: it is −70 LUFS, and its peak is
 * `-Infinity`.
 */
export interface Loudness {
  /** The loudness of the whole, in LUFS. */
  readonly integratedLufs: number;
  /** How much the loudness varies, in LU. */
  readonly rangeLu: number;
  /** The lower end of that range, in LUFS. */
  readonly rangeLowLufs: number;
  /** The upper end of that range, in LUFS. */
  readonly rangeHighLufs: number;
  /** The loudest 400 milliseconds, in LUFS. */
  readonly maxMomentaryLufs: number;
  /** The loudest three seconds, in LUFS. */
  readonly maxShortTermLufs: number;
  /** The highest level between the samples, too, in dBTP, to a thousandth of full scale. */
  readonly truePeakDbtp: number;
  /** The peaks of each channel, in the order of the channels. */
  readonly channels: readonly ChannelPeak[];
}

/** How high a channel goes: see {@linkcode Loudness}. */
export interface ChannelPeak {
  /** The highest level between the samples, too, in dBTP. */
  readonly truePeakDbtp: number;
  /** The highest sample, in dB below full scale. */
  readonly samplePeakDb: number;
}

/** A share of full scale in dB. */
function decibels(share: number): number {
  return 20 * Math.log10(share);
}

/** How loud it is. */
export const loudness: Analyzer<Record<never, never>, Loudness> = {
  type: "audio",
  table: {},
  filters: () => "ebur128=peak=true+sample:metadata=1",
  begin() {
    let latest: ReadonlyMap<string, string> = new Map();
    const highest = { M: -Infinity, S: -Infinity };
    const of = (name: string) => numberOf(latest.get(`r128.${name}`));
    return {
      frame(_, tags) {
        // The last frame may be too short for a measurement.
        if (!tags.has("r128.I")) return;
        // What is not a maximum is a total up to this frame.
        latest = tags;
        // Of silence, there is none.
        for (const name of ["M", "S"] as const) {
          highest[name] = Math.max(highest[name], of(name) || -Infinity);
        }
      },
      end() {
        const channels: ChannelPeak[] = [];
        for (let i = 0; latest.has(`r128.true_peaks_ch${i}`); i++) {
          channels.push({
            truePeakDbtp: decibels(of(`true_peaks_ch${i}`)),
            samplePeakDb: decibels(of(`sample_peaks_ch${i}`)),
          });
        }
        return {
          integratedLufs: of("I"),
          rangeLu: of("LRA"),
          rangeLowLufs: of("LRA.low"),
          rangeHighLufs: of("LRA.high"),
          maxMomentaryLufs: highest.M,
          maxShortTermLufs: highest.S,
          truePeakDbtp: decibels(of("true_peak")),
          channels,
        };
      },
    };
  },
};
