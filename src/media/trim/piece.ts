// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { timeArg, type VideoPackets } from "../recipe/video_packets.ts";

/** Half a frame, as far as times may be rounded. */
export const ROUNDING: number = 1e-4;

/** How long before a key frame it is looked for: packets are not in the order of times. */
const LEAD_SEC = 1;

/**
 * The arguments before and after an input that take a piece of it, beginning with the
 * packets or frames at `from`. Reading begins some time before, because to seek to a key
 * frame itself may lead to what is after it, or to the one before; what is earlier than
 * `from` then has negative times, and is left out.
 *
 * @param key The time of a key frame at or before `from`.
 */
export function pieceArgs(
  key: number,
  from: number,
  to: number,
): [before: string[], after: string[]] {
  const before = Math.max(0, key - LEAD_SEC);
  // Rounded to a unit of time, the first one may be earlier.
  const offset = before - Math.max(0, from - ROUNDING);
  return [
    from === 0 ? [] : ["-ss", timeArg(before), "-itsoffset", timeArg(offset)],
    [
      ...(from === 0 ? [] : ["-copypriorss:v", "0", "-copypriorss:a", "0"]),
      ...(to === Infinity ? [] : ["-t", timeArg(to - from)]),
    ],
  ];
}

/** The time of the last key frame at or before a time; `undefined` if there is none. */
export function keyBefore(
  packets: VideoPackets | undefined,
  sec: number,
): number | undefined {
  const { times, keys } = packets ?? { times: [], keys: [] };
  const key = keys.findLast((key) => times[key]! <= sec + ROUNDING);
  return key === undefined ? undefined : times[key];
}
