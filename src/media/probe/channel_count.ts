// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** The layouts whose names do not contain the number of channels. */
const named: ReadonlyMap<string, number> = new Map([
  ["mono", 1],
  ["stereo", 2],
  ["downmix", 2],
  ["quad", 4],
  ["hexagonal", 6],
  ["octagonal", 8],
  ["cube", 8],
  ["hexadecagonal", 16],
]);

/** How many channels a layout has, by ffmpeg's name for it; `undefined` if unknown. */
export function channelCount(layout: string): number | undefined {
  const count = /^(\d+) channels/.exec(layout);
  if (count) return Number(count[1]);
  const ambisonic = /^ambisonic (\d+)$/.exec(layout);
  if (ambisonic) return (Number(ambisonic[1]) + 1) ** 2;
  const name = layout.replace(/\(.*\)$/, "");
  // "5.1.2": five around, one low, two above.
  if (!/^\d+(\.\d+)+$/.test(name)) return named.get(name);
  return name.split(".").reduce((sum, part) => sum + Number(part), 0);
}
