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
import { filter } from "../../ffmpeg/filter.ts";
import type { Runner } from "../../run/runner.ts";
import { MissingStreamError } from "../missing_stream_error.ts";
import { type HelperOptions, helperTable } from "../helper_options.ts";
import { checkInput, inputOf } from "../input.ts";
import { runHelper } from "../run_helper.ts";
import { soundOf } from "../sound_of.ts";
import { wholeOutput } from "../whole_output.ts";

/** The colours of a spectrogram, as ffmpeg names them. */
export type SpectrogramPalette =
  | "intensity"
  | "rainbow"
  | "moreland"
  | "nebulae"
  | "fire"
  | "fiery"
  | "fruit"
  | "cool"
  | "magma"
  | "green"
  | "viridis"
  | "plasma"
  | "cividis"
  | "terrain";

const palettes: readonly SpectrogramPalette[] = [
  "intensity",
  "rainbow",
  "moreland",
  "nebulae",
  "fire",
  "fiery",
  "fruit",
  "cool",
  "magma",
  "green",
  "viridis",
  "plasma",
  "cividis",
  "terrain",
];

/** Options of {@linkcode spectrogram}. */
export interface SpectrogramOptions extends HelperOptions {
  /**
   * The width in pixels, without the legend.
   *
   * @default {1024}
   */
  width?: number | undefined;
  /**
   * The height in pixels, without the legend.
   *
   * @default {512}
   */
  height?: number | undefined;
  /**
   * The colours, as ffmpeg names them: `"magma"`, `"viridis"`, `"rainbow"`…
   *
   * @default {"intensity"}
   */
  palette?: SpectrogramPalette | undefined;
  /**
   * Whether the height stands for the logarithm of the frequency.
   *
   * @default {false}
   */
  logFrequency?: boolean | undefined;
  /** The lowest frequency, in Hz. The default is 0. */
  fromHz?: number | undefined;
  /** The highest frequency, in Hz. The default is half of the sample rate. */
  toHz?: number | undefined;
  /**
   * How far below full scale sound is still shown, in dB, 10 to 200.
   *
   * @default {120}
   */
  rangeDb?: number | undefined;
  /**
   * Whether axes and a scale are drawn around it.
   *
   * @default {false}
   */
  legend?: boolean | undefined;
  /**
   * Whether the channels have a place each, the first at the bottom; otherwise they
   * are laid over each other.
   *
   * @default {false}
   */
  splitChannels?: boolean | undefined;
  /**
   * Which of the streams of audio to draw, counted from 0.
   *
   * @default {0}
   */
  audioStream?: number | undefined;
}

const pixels = that(
  (value) =>
    Number.isInteger(value) && Number(value) >= 16 && Number(value) <= 16_384,
  "a whole number from 16 to 16384",
);

const spectrogramTable: OptionTable<SpectrogramOptions> = {
  ...helperTable,
  width: pixels,
  height: pixels,
  palette: oneOf(...palettes),
  logFrequency: flag,
  fromHz: number({ isWhole: true }),
  toHz: number({ least: 1, isWhole: true }),
  rangeDb: that(
    (value) => typeof value === "number" && value >= 10 && value <= 200,
    "a number from 10 to 200",
  ),
  legend: flag,
  splitChannels: flag,
  audioStream: number({ isWhole: true }),
};

/**
 * Draws which frequencies sound has, and when, as a PNG: from left to right the time,
 * from the bottom to the top the frequency. ffmpeg keeps all samples for it, four bytes
 * each. Rejects as `run` does, too.
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
 * import { args, spectrogram } from "@afmpeg/afmpeg/media";
 * import { assertEquals } from "@std/assert";
 *
 * await using runtime = await Runtime.create({ module: { file: "ffmpeg.wasm" } });
 * const fs = new MemoryFs();
 * await runtime.run(fs, args`-f lavfi -i sine=b=4:d=2 in.wav`);
 *
 * const png = await spectrogram(runtime, fs, "in.wav", { width: 320, height: 128 });
 * assertEquals(new TextDecoder().decode(png.subarray(1, 4)), "PNG");
 * ```
 */
export async function spectrogram(
  runtime: Pick<Runner, "run">,
  fs: Fs,
  path: string,
  options: SpectrogramOptions = {},
): Promise<Uint8Array<ArrayBuffer>> {
  options = checkInput("spectrogram", fs, path, options, spectrogramTable);
  const { fromHz = 0, toHz } = options;
  if (toHz !== undefined && toHz <= fromHz) {
    throw new TypeError(
      `Cannot use \`toHz\`: received ${toHz}; give a frequency above \`fromHz\`, ` +
        `${fromHz}`,
    );
  }
  const { url, mounts } = await inputOf(fs, path, options.mounts);
  const { index } = await soundOf(runtime, fs, path, options);
  const { width = 1024, height = 512, palette = "intensity" } = options;
  const draw = filter("showspectrumpic", {
    s: `${width}x${height}`,
    mode: options.splitChannels ? "separate" : "combined",
    color: palette,
    fscale: options.logFrequency ? "log" : "lin",
    start: fromHz,
    stop: toHz ?? 0,
    drange: options.rangeDb ?? 120,
    legend: options.legend ? 1 : 0,
  });
  const args = [
    ...["-nostdin", "-hide_banner", "-i", url, "-filter_complex"],
    ...[`[0:${index}]${draw}[out]`, "-map", "[out]", "-frames:v", "1"],
    ...["-max_error_rate", "1", "-c:v", "png", "-f", "image2pipe", "pipe:1"],
  ];
  const { stdout } = await wholeOutput(
    "draw the spectrogram",
    () => runHelper(runtime, fs, args, { ...options, mounts }),
  );
  if (stdout.length > 0) return stdout;
  throw new MissingStreamError("draw", path, { type: "audio", isBroken: true });
}
