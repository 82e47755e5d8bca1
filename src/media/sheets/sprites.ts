// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { callback, type OptionTable } from "../../../vfs/check.ts";
import type { Fs } from "../../../vfs/fs.ts";
import type { Runner } from "../../run/runner.ts";
import { encodePixels } from "../encode_pixels.ts";
import { pickOptions } from "../../util/option_table.ts";
import { explaining } from "../explaining.ts";
import { lookTable } from "../helper_options.ts";
import { checkInput } from "../input.ts";
import { probe } from "../probe/probe.ts";
import { pictures } from "./pictures.ts";
import { Sheet } from "./sheet.ts";
import {
  checkSize,
  interval,
  pictureCount,
  type SheetOptions,
  sheetTable,
} from "./sheet_options.ts";
import type { SpriteCue } from "./sprite_cue.ts";
import { spriteVtt } from "./sprite_vtt.ts";

/** Options of {@linkcode sprites}: at most one of `everySec` and `count`. */
export interface SpritesOptions extends SheetOptions {
  /** The time between two pictures, in seconds: all of the video is decoded for them. */
  everySec?: number | undefined;
  /**
   * How many pictures there are, spread evenly, or as many as the video has frames; only
   * what is near them is decoded. The default is one for each second, up to 100.
   */
  count?: number | undefined;
  /** The URL of a sheet for the WebVTT, by its number from 0. */
  urlOf?: ((sheet: number) => string) | undefined;
}

/** Small pictures of a video, for the time line of a player: see {@linkcode sprites}. */
export interface Sprites {
  /** The sheets, as picture files. */
  readonly sheets: readonly Uint8Array<ArrayBuffer>[];
  /** The WebVTT that says which part of which sheet shows which time. */
  readonly vtt: string;
  /** The same as data, in order. */
  readonly cues: readonly SpriteCue[];
}

const spritesTable: OptionTable<SpritesOptions> = {
  ...sheetTable,
  everySec: interval,
  count: pictureCount,
  urlOf: callback,
};

/** How many pictures there are at most unless asked for. */
const MOST = 100;

/**
 * Makes sprite sheets for the time line of a player, with the WebVTT that players such as
 * Video.js, JW Player and Plyr read. Rejects as `frames` does, too.
 *
 * @throws {TypeError} when an option is invalid.
 * @throws {FsError} when the file cannot be opened.
 * @throws {ProbeError} when ffmpeg does not recognise it.
 * @throws {ExitError} when ffmpeg fails, or there is no picture.
 * @throws {MissingStreamError} when none of it can be decoded.
 * @throws {LimitError} when `everySec` asks for more than 10,000 pictures.
 *
 * @example
 * ```ts
 * import { MemoryFs, Runtime } from "@afmpeg/afmpeg";
 * import { args, sprites } from "@afmpeg/afmpeg/media";
 * import { assertEquals, assertStringIncludes } from "@std/assert";
 *
 * await using runtime = await Runtime.create({ module: { file: "ffmpeg.wasm" } });
 * const fs = new MemoryFs();
 * await runtime.run(fs, args`-f lavfi -i testsrc2=s=320x180:d=6 in.mp4`);
 *
 * const { sheets, vtt, cues } = await sprites(runtime, fs, "in.mp4", {
 *   columns: 2,
 *   urlOf: (sheet) => `thumbs/${sheet}.jpg`,
 * });
 * assertEquals([sheets.length, cues.length], [1, 6]);
 * assertStringIncludes(
 *   vtt,
 *   "00:00:03.000 --> 00:00:04.000\nthumbs/0.jpg#xywh=160,90,160,90\n",
 * );
 * ```
 */
export async function sprites(
  runtime: Runner,
  fs: Fs,
  path: string,
  options: SpritesOptions = {},
): Promise<Sprites> {
  options = checkInput("sprites", fs, path, options, spritesTable);
  const { columns = 10, rows = 10, width = 160, format = "jpeg" } = options;
  const { everySec, count, quality } = options;
  if (everySec !== undefined && count !== undefined) {
    throw new TypeError(
      "Cannot make sprites: received `everySec` and `count`; give one of them",
    );
  }
  const look = pickOptions(options, lookTable);
  const { durationSec = 0 } = await probe(runtime, fs, path, look);
  const own = explaining(runtime, options.explain);
  const sheets: Sheet[] = [];
  const places: Omit<SpriteCue, "endSec">[] = [];
  const usual = Math.min(MOST, Math.max(1, Math.floor(durationSec)));
  const selection = everySec === undefined
    ? { count: count ?? usual, width }
    : { everySec, width };
  let height = 0;
  await pictures(own, { fs, path }, options, selection, (frame, fromSec) => {
    height ||= frame.height;
    if (sheets.length === 0) checkSize({ columns, rows }, { width, height });
    if (sheets.at(-1)?.isFull ?? true) {
      const background = [0, 0, 0] as const;
      sheets.push(
        new Sheet({ columns, rows, width, height, gap: 0, background }),
      );
    }
    const place = sheets.at(-1)!.add(frame);
    // Before the first there is nothing else to show.
    const startSec = places.length === 0 ? 0 : fromSec;
    places.push({
      startSec,
      ...{ sheet: sheets.length - 1, ...place, width, height },
    });
  });
  const cues = places.map((place, i): SpriteCue => ({
    ...place,
    endSec: places[i + 1]?.startSec ?? Math.max(durationSec, place.startSec),
  }));
  const files: Uint8Array<ArrayBuffer>[] = [];
  for (const sheet of sheets) {
    const encoding = { format, quality };
    files.push(await encodePixels(own, sheet.pixels(), encoding, look));
  }
  const suffix = format === "jpeg" ? "jpg" : format;
  const { urlOf = (sheet) => `sprite-${sheet}.${suffix}` } = options;
  return { sheets: files, vtt: spriteVtt(cues, urlOf), cues };
}
