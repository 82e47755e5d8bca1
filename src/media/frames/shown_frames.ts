// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { LogRecord } from "../../ffmpeg/log_reader.ts";

/** The filter whose log {@linkcode ShownFrames} reads. */
export const SHOW = "showinfo=checksum=0";

/** What the log says about a frame. */
export interface ShownFrame {
  /** Its time in units of the stream; `undefined` if it has none. */
  readonly pts: number | undefined;
  /** Its time in seconds, 0 if it has none. */
  readonly seconds: number;
  readonly width: number;
  readonly height: number;
}

/** Reads what the filter `showinfo` logs about the frames. */
export class ShownFrames {
  readonly #receive: (frame: ShownFrame) => void;
  #timeBase = 0;

  /** Passes each frame to `receive`. */
  constructor(receive: (frame: ShownFrame) => void) {
    this.#receive = receive;
  }

  /** Reads a line of the log. Returns whether it is from `showinfo`. */
  learn({ component, message }: LogRecord): boolean {
    if (!component?.startsWith("Parsed_showinfo")) return false;
    const base = /config in time_base: (\d+)\/(\d+)/.exec(message);
    if (base) this.#timeBase = Number(base[1]) / Number(base[2]);
    const frame = /\bpts: *(-?\d+|NOPTS) .* s:(\d+)x(\d+) /.exec(message);
    if (frame) {
      const pts = frame[1] === "NOPTS" ? undefined : Number(frame[1]);
      this.#receive({
        pts,
        seconds: (pts ?? 0) * this.#timeBase,
        width: Number(frame[2]),
        height: Number(frame[3]),
      });
    }
    return true;
  }
}
