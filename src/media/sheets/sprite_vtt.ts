// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { SpriteCue } from "./sprite_cue.ts";

/** Writes the WebVTT of sprites. */
export function spriteVtt(
  cues: readonly SpriteCue[],
  urlOf: (sheet: number) => string,
): string {
  const texts = cues.map(({ startSec, endSec, sheet, x, y, width, height }) => {
    const url = urlOf(sheet);
    if (typeof url !== "string" || /[\r\n]|-->/.test(url)) {
      throw new TypeError(
        `Cannot write WebVTT: received the URL ${
          JSON.stringify(url)
        }; give a ` +
          'string without line breaks and "-->"',
      );
    }
    return `${timestamp(startSec)} --> ${timestamp(endSec)}\n` +
      `${url}#xywh=${x},${y},${width},${height}\n`;
  });
  return ["WEBVTT\n", ...texts].join("\n");
}

/** A time as WebVTT writes it: `00:01:02.500`. */
function timestamp(sec: number): string {
  const ms = Math.round(sec * 1000);
  const two = (value: number) => `${Math.floor(value)}`.padStart(2, "0");
  const clock = [ms / 3_600_000, ms / 60_000 % 60, ms / 1000 % 60].map(two);
  return `${clock.join(":")}.${`${ms % 1000}`.padStart(3, "0")}`;
}
