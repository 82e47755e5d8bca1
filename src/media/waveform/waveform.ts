// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import {
  flag,
  number,
  oneOf,
  type OptionTable,
  that,
} from "../../../vfs/check.ts";
import type { Fs } from "../../../vfs/fs.ts";
import type { Runner } from "../../run/runner.ts";
import { pickOptions } from "../../util/option_table.ts";
import { encodePixels } from "../encode_pixels.ts";
import { type HelperOptions, helperTable } from "../helper_options.ts";
import { checkInput } from "../input.ts";
import { columnsOf, drawPixels, drawSvg } from "./drawing.ts";
import { peaks } from "./peaks.ts";

/** Options of {@linkcode waveform}. */
export interface WaveformOptions extends HelperOptions {
  /**
   * The width in pixels.
   *
   * @default {1024}
   */
  width?: number | undefined;
  /**
   * The height in pixels.
   *
   * @default {256}
   */
  height?: number | undefined;
  /**
   * The format of the picture.
   *
   * @default {"png"}
   */
  format?: "png" | "svg" | undefined;
  /**
   * The colour of the sound: `#rrggbb`, or `#rrggbbaa` with an opacity.
   *
   * @default {"#2563eb"}
   */
  color?: string | undefined;
  /**
   * The colour behind it, likewise.
   *
   * @default {"#00000000"}
   */
  background?: string | undefined;
  /**
   * Whether the channels have a place each, the first at the top; otherwise they are
   * mixed.
   *
   * @default {false}
   */
  splitChannels?: boolean | undefined;
  /**
   * Whether the loudest sample reaches the edge, however quiet it is.
   *
   * @default {false}
   */
  normalize?: boolean | undefined;
  /**
   * Which of the streams of audio to draw, counted from 0.
   *
   * @default {0}
   */
  audioStream?: number | undefined;
}

/** The most that a picture may be wide and high. */
const PIXELS = 16_384;

/** How many peaks are read for a column: where one ends, the next begins. */
const FINENESS = 8;

/** A size of a picture. */
const pixels = that(
  (value) =>
    Number.isInteger(value) && Number(value) > 0 && Number(value) <= PIXELS,
  `a whole number from 1 to ${PIXELS}`,
);

const color = that(
  (value) =>
    typeof value === "string" && /^#([\da-f]{6}|[\da-f]{8})$/i.test(value),
  "#rrggbb or #rrggbbaa",
);

const waveformTable: OptionTable<WaveformOptions> = {
  ...helperTable,
  width: pixels,
  height: pixels,
  format: oneOf("png", "svg"),
  color,
  background: color,
  splitChannels: flag,
  normalize: flag,
  audioStream: number({ isWhole: true }),
};

/**
 * Draws the waveform of sound as a picture: from left to right the time, and for each
 * column the lowest to the highest sample. Rejects as {@linkcode peaks} does.
 *
 * @throws {TypeError} when an option is invalid.
 * @throws {FsError} when the file cannot be opened.
 * @throws {ProbeError} when ffmpeg does not recognise it.
 * @throws {MissingStreamError} when it has no sound, or none that can be decoded.
 * @throws {ExitError} when ffmpeg fails.
 *
 * @example
 * ```ts
 * import { MemoryFs, Runtime } from "@afmpeg/afmpeg";
 * import { args, waveform } from "@afmpeg/afmpeg/media";
 * import { assertEquals } from "@std/assert";
 *
 * await using runtime = await Runtime.create({ module: { file: "ffmpeg.wasm" } });
 * const fs = new MemoryFs();
 * await runtime.run(fs, args`-f lavfi -i sine=d=2 in.wav`);
 *
 * const png = await waveform(runtime, fs, "in.wav", { width: 640, height: 100 });
 * assertEquals(new TextDecoder().decode(png.subarray(1, 4)), "PNG");
 * ```
 */
export async function waveform(
  runtime: Runner,
  fs: Fs,
  path: string,
  options: WaveformOptions = {},
): Promise<Uint8Array<ArrayBuffer>> {
  options = checkInput("waveform", fs, path, options, waveformTable);
  const { width = 1024, height = 256, format = "png" } = options;
  const { splitChannels, audioStream, normalize = false } = options;
  const found = await peaks(runtime, fs, path, {
    ...pickOptions(options, helperTable),
    ...{ splitChannels, audioStream, pixels: width * FINENESS },
  });
  const style = {
    ...{ width, height },
    color: options.color ?? "#2563eb",
    background: options.background ?? "#00000000",
  };
  const columns = columnsOf(found, width, normalize);
  if (format === "svg") {
    return new TextEncoder().encode(drawSvg(columns, style));
  }
  const data = drawPixels(columns, style);
  const drawn = { data, format: "rgba", width, height } as const;
  return await encodePixels(runtime, drawn, { format }, options);
}
