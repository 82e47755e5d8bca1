// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { flag, number, type OptionTable, that } from "../../../vfs/check.ts";
import type { Fs } from "../../../vfs/fs.ts";
import { ExitError } from "../../ffmpeg/exit_error.ts";
import { runTable } from "../../run/check_run.ts";
import type { Runner } from "../../run/runner.ts";
import { MissingStreamError } from "../missing_stream_error.ts";
import { pickOptions } from "../../util/option_table.ts";
import { type HelperOptions, helperTable } from "../helper_options.ts";
import { checkInput, inputOf } from "../input.ts";
import { isEmptyOutput } from "../is_empty_output.ts";
import { soundOf } from "../sound_of.ts";
import { PeakCounter } from "./peak_counter.ts";

/** Options of {@linkcode peaks}: at most one of those that say how fine they are. */
export interface PeaksOptions extends HelperOptions {
  /**
   * How many samples one pixel stands for.
   *
   * @default {512}
   */
  samplesPerPixel?: number | undefined;
  /** How many pixels a second takes, as near as whole samples allow. */
  pixelsPerSec?: number | undefined;
  /** About how many pixels the whole takes; it takes no more. */
  pixels?: number | undefined;
  /**
   * How many bits a value has: 8 or 16.
   *
   * @default {16}
   */
  bits?: 8 | 16 | undefined;
  /**
   * Whether each channel has values of its own; otherwise they are mixed.
   *
   * @default {false}
   */
  splitChannels?: boolean | undefined;
  /**
   * Which of the streams of audio to take, counted from 0.
   *
   * @default {0}
   */
  audioStream?: number | undefined;
}

/** The waveform of sound in numbers, as players draw it: see {@linkcode peaks}. */
export interface Peaks {
  /** The sample rate in Hz. */
  readonly sampleRate: number;
  /** How many samples one pixel stands for. */
  readonly samplesPerPixel: number;
  /** How many channels have values of their own. */
  readonly channels: number;
  /** How many bits a value has. */
  readonly bits: 8 | 16;
  /** How many pixels there are. */
  readonly length: number;
  /**
   * For each pixel, and in it for each channel, the lowest and the highest sample:
   * −128 to 127 with 8 bits, −32768 to 32767 with 16.
   */
  readonly data: Int8Array<ArrayBuffer> | Int16Array<ArrayBuffer>;
  /** The duration in seconds. */
  readonly durationSec: number;
}

/** The checks of {@linkcode PeaksOptions}. */
export const peaksTable: OptionTable<PeaksOptions> = {
  ...helperTable,
  samplesPerPixel: number({ least: 1, isWhole: true }),
  pixelsPerSec: number({ least: 1e-6 }),
  pixels: number({ least: 1, isWhole: true }),
  bits: that((value) => value === 8 || value === 16, "8 or 16"),
  splitChannels: flag,
  audioStream: number({ isWhole: true }),
};

/**
 * Reads the waveform of sound as numbers, in constant memory for each pixel. Rejects as
 * `run` does, too.
 *
 * @throws {TypeError} when an option is invalid.
 * @throws {FsError} when the file cannot be opened.
 * @throws {ProbeError} when ffmpeg does not recognise it.
 * @throws {MissingStreamError} when it has no sound, or none that can be decoded.
 * @throws {ExitError} when ffmpeg fails.
 *
 * @example Peaks for a player
 * ```ts
 * import { MemoryFs, Runtime } from "@afmpeg/afmpeg";
 * import { args, peaks, peaksToJson } from "@afmpeg/afmpeg/media";
 * import { assertEquals } from "@std/assert";
 *
 * await using runtime = await Runtime.create({ module: { file: "ffmpeg.wasm" } });
 * const fs = new MemoryFs();
 * await runtime.run(fs, args`-f lavfi -i sine=r=8000:d=2 in.wav`);
 *
 * const found = await peaks(runtime, fs, "in.wav", { pixelsPerSec: 10, bits: 8 });
 * assertEquals([found.samplesPerPixel, found.length], [800, 20]);
 * assertEquals(found.data.subarray(0, 2), Int8Array.of(-15, 15));
 * fs.writeFile("in.json", peaksToJson(found));
 * ```
 */
export async function peaks(
  runtime: Runner,
  fs: Fs,
  path: string,
  options: PeaksOptions = {},
): Promise<Peaks> {
  options = checkInput("peaks", fs, path, options, peaksTable);
  const given = ["samplesPerPixel", "pixelsPerSec", "pixels"] as const;
  const asked = given.filter((name) => options[name] !== undefined);
  if (asked.length > 1) {
    throw new TypeError(
      `Cannot read peaks: received ${
        asked.map((name) => `\`${name}\``).join(" and ")
      }; give one of them`,
    );
  }
  const { url, mounts } = await inputOf(fs, path, options.mounts);
  const sound = await soundOf(runtime, fs, path, options);
  const { index, sampleRate, channels, durationSec = 0 } = sound;
  const samples = Math.ceil(durationSec * sampleRate);
  const { pixelsPerSec, pixels, bits = 16, splitChannels = false } = options;
  const samplesPerPixel = options.samplesPerPixel ?? Math.max(
    1,
    pixelsPerSec !== undefined
      ? Math.round(sampleRate / pixelsPerSec)
      : pixels !== undefined && samples > 0
      ? Math.ceil(samples / pixels)
      : 512,
  );
  const counter = new PeakCounter({
    ...{ channels, samplesPerPixel, splitChannels },
    // It may last longer than it says.
    maxPixels: pixels,
  });
  const args = [
    ...["-nostdin", "-hide_banner", "-i", url, "-map", `0:${index}`],
    ...["-ac", `${channels}`, "-ar", `${sampleRate}`],
    ...["-max_error_rate", "1", "-c:a", "pcm_s16le", "-f", "s16le", "pipe:1"],
  ];
  options.explain?.(["ffmpeg", ...args]);
  await using job = runtime.spawn(fs, args, {
    ...pickOptions(options, runTable),
    mounts,
    stdout: "piped",
  });
  for await (const chunk of job.stdout) counter.push(chunk);
  const { success, exitCode, stderr } = await job.status;
  const failure = success
    ? undefined
    : new ExitError(["ffmpeg", ...args], { exitCode, stderr });
  if (counter.samples === 0 && (!failure || isEmptyOutput(failure))) {
    throw new MissingStreamError("draw", path, {
      ...{ type: "audio", isBroken: true },
      ...(failure && { cause: failure }),
    });
  }
  if (failure) throw failure;
  const data = counter.end();
  const own = splitChannels ? channels : 1;
  return {
    ...{ sampleRate, channels: own, bits },
    samplesPerPixel: counter.samplesPerPixel,
    length: data.length / own / 2,
    // As the format does it, towards zero.
    data: bits === 16 ? data : Int8Array.from(data, (v) => Math.trunc(v / 256)),
    durationSec: counter.samples / sampleRate,
  };
}
