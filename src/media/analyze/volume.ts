// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { numberOf } from "../frame_report.ts";
import type { Analyzer } from "./analyzer.ts";

/** How strong sound is: see `volume` of {@linkcode analyze}. */
export interface Volume extends ChannelVolume {
  /** The same of each channel, in their order. */
  readonly channels: readonly ChannelVolume[];
}

/** How strong a channel is: see {@linkcode Volume}. */
export interface ChannelVolume {
  /** The highest sample, in dB below full scale: `-Infinity` of silence. */
  readonly peakDb: number;
  /** The root mean square, in dB below full scale: `-Infinity` of silence. */
  readonly rmsDb: number;
  /** The mean, as a share of full scale: far from 0, something is wrong. */
  readonly dcOffset: number;
}

/** How many samples are summed up at a time: reports are not free. */
const SAMPLES = 65_536;

const MEASURES = "Peak_level+RMS_level+DC_offset";

/** How strong it is. */
export const volume: Analyzer<Record<never, never>, Volume> = {
  type: "audio",
  table: {},
  filters: () =>
    `asetnsamples=n=${SAMPLES}:p=0,astats=metadata=1:` +
    `measure_perchannel=${MEASURES}:measure_overall=${MEASURES}`,
  begin() {
    let latest: ReadonlyMap<string, string> = new Map();
    const of = (place: string | number): ChannelVolume => {
      const value = (name: string) =>
        numberOf(latest.get(`astats.${place}.${name}`));
      return {
        peakDb: value("Peak_level"),
        rmsDb: value("RMS_level"),
        dcOffset: value("DC_offset"),
      };
    };
    return {
      frame(_, tags) {
        // Of all samples up to this frame.
        latest = tags;
      },
      end() {
        const channels: ChannelVolume[] = [];
        for (let i = 1; latest.has(`astats.${i}.Peak_level`); i++) {
          channels.push(of(i));
        }
        return { ...of("Overall"), channels };
      },
    };
  },
};
