// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Fs } from "../../../vfs/fs.ts";
import { runTable } from "../../run/check_run.ts";
import { list, number, oneOf, type OptionTable } from "../../../vfs/check.ts";
import { pickOptions } from "../../util/option_table.ts";
import { parseDuration } from "../../ffmpeg/duration.ts";
import { ExitError } from "../../util/errors.ts";
import { MINUTE_MS } from "../minute.ts";
import { checkInput, inputOf } from "../input.ts";
import { probe, probeRunTable } from "../probe/probe.ts";
import type { Probe } from "../probe/probe_result.ts";
import type { LogRecord } from "../../ffmpeg/log_reader.ts";
import type { Runner } from "../../run/runner.ts";
import {
  inputArgs,
  type PictureOptions,
  pictureTable,
  sizeFilter,
} from "./picture_options.ts";
import { frameBytes, type PixelFormat, pixelFormats } from "./pixel_format.ts";

/** A decoded frame of a video. */
export interface Frame {
  /** The pixels, row by row; in the default format, as `ImageData` accepts them. */
  readonly data: Uint8ClampedArray<ArrayBuffer>;
  /** The width in pixels. */
  readonly width: number;
  /** The height in pixels. */
  readonly height: number;
  /** When it is shown, in seconds from the start of the video. */
  readonly timestampSec: number;
}

/** Options of {@linkcode Runtime.frames}: at most one of `atSec`, `everySec`,
 * `count` and `scene`. */
export interface FramesOptions extends PictureOptions {
  /**
   * How long the decoder may take for a frame, in milliseconds, not counting the time
   * that the loop takes. There is none by default if `timeout` is given, or with
   * `everySec` and `scene`.
   *
   * @default {60000}
   */
  stallTimeout?: number | undefined;
  /**
   * The times, in seconds: for each, the first frame at or after it. There is no
   * frame for a time after the last one, in a cover picture, which has no time, or
   * where ffmpeg cannot seek, as after the only key frame of an MPEG transport
   * stream.
   */
  atSec?: number | readonly number[] | undefined;
  /** The interval between two frames, in seconds. */
  everySec?: number | undefined;
  /** The number of frames, spread evenly over the video. */
  count?: number | undefined;
  /** Selects frames at which the picture changes by more than this, from 0 to 1. */
  scene?: number | undefined;
  /**
   * The layout of the pixels in memory.
   *
   * @default {"rgba"}
   */
  pixelFormat?: PixelFormat | undefined;
}

/** Where to start, and which frames to select from there on. */
interface Selection {
  readonly start?: number;
  readonly filter?: string;
  readonly limit?: number;
}

const framesTable: OptionTable<FramesOptions> = {
  ...pictureTable,
  atSec(name, value) {
    if (!Array.isArray(value)) return number()(name, value);
    list(number())(name, value);
  },
  everySec: number({ least: 1e-6 }),
  count: number({ least: 1, isWhole: true }),
  scene: number(),
  pixelFormat: oneOf(...pixelFormats),
};

/** Decodes frames of the first video stream of `path`, as fast as they are consumed. */
export async function* frames(
  runner: Runner,
  fs: Fs,
  path: string,
  options: FramesOptions,
): AsyncGenerator<Frame, void, undefined> {
  checkInput("frames", fs, path, options, framesTable);
  checkSelection(options);
  const { url, mounts } = await inputOf(fs, path, options.mounts);
  for (const selection of await selectionsOf(runner, fs, path, options)) {
    yield* decode(runner, fs, url, selection, { ...options, mounts });
  }
}

function checkSelection(
  { atSec, everySec, count, scene }: FramesOptions,
): void {
  const given = Object.entries({ atSec, everySec, count, scene })
    .filter(([, value]) => value !== undefined);
  if (given.length > 1) {
    const names = given.map(([name]) => `\`${name}\``).join(" and ");
    throw new TypeError(
      `Cannot select frames: received ${names}; give one of them`,
    );
  }
}

async function selectionsOf(
  runner: Runner,
  fs: Fs,
  path: string,
  options: FramesOptions,
): Promise<Selection[]> {
  const { atSec, everySec, count, scene } = options;
  if (atSec !== undefined) {
    return [atSec].flat().map((start) => ({ start, limit: 1 }));
  }
  if (everySec !== undefined) {
    // Counted from the beginning, so that the rounding to frames does not add up;
    // with a small margin, because times are multiples of a time base.
    const nth = (t: string) => `floor(${t}/${everySec}+1e-6)`;
    const isNext = `gt(${nth("t")}\\,${nth("prev_selected_t")})`;
    return [{ filter: `select=isnan(prev_selected_t)+${isNext}` }];
  }
  if (scene !== undefined) return [{ filter: `select=gt(scene\\,${scene})` }];
  if (count === undefined) return [{}];
  const durationSec = videoDuration(
    await probe(runner, fs, path, pickOptions(options, probeRunTable)),
  );
  return Array.from({ length: count }, (_, i) => ({
    start: (i + 0.5) * durationSec / count,
    limit: 1,
  }));
}

/** The duration of the video, in seconds; other streams may be longer. */
function videoDuration({ durationSec = 0, streams }: Probe): number {
  const video = streams.find(({ type }) => type === "video");
  // Matroska stores the duration of a stream in a tag.
  const own = video?.durationSec ?? parseDuration(video?.tags.DURATION ?? "");
  return Math.min(own ?? Infinity, durationSec);
}

async function* decode(
  runner: Runner,
  fs: Fs,
  url: string,
  { start, filter, limit }: Selection,
  options: FramesOptions,
): AsyncGenerator<Frame, void, undefined> {
  const { pixelFormat = "rgba", onLog } = options;
  // Only selected frames are scaled, and "showinfo" reports what is written.
  const filters = [
    ...(filter === undefined ? [] : [filter]),
    sizeFilter(options),
    `format=${pixelFormat}`,
    "showinfo=checksum=0",
  ];
  const args = [
    ...inputArgs(url, start),
    ...["-map", "0:v:0", "-vf", filters.join(",")],
    ...(limit === undefined ? [] : ["-frames:v", `${limit}`]),
    ...["-fps_mode", "passthrough", "-f", "rawvideo", "pipe:1"],
  ];
  const shown = new ShownFrames();
  await using job = runner.spawn(fs, args, {
    ...pickOptions(options, runTable),
    stallTimeout: stallTimeoutOf(options),
    stdout: "piped",
    onLog(record) {
      if (!shown.learn(record)) return onLog?.(record);
    },
  });
  let frame: Frame | undefined;
  let filled = 0;
  for await (const chunk of job.stdout) {
    for (let at = 0; at < chunk.length;) {
      if (!frame) {
        frame = shown.next(pixelFormat, start ?? 0);
        filled = 0;
      }
      const piece = chunk.subarray(at, at + frame.data.length - filled);
      frame.data.set(piece, filled);
      filled += piece.length;
      at += piece.length;
      if (filled < frame.data.length) continue;
      yield frame;
      frame = undefined;
    }
  }
  const { success, exitCode, stderr } = await job.status;
  if (!success) throw new ExitError(["ffmpeg", ...args], { exitCode, stderr });
}

/** Between frames that are picked, any number of others may be decoded. */
function stallTimeoutOf(options: FramesOptions): number | undefined {
  const { everySec, scene, timeout } = options;
  const isBounded = timeout ?? everySec ?? scene;
  return options.stallTimeout ??
    (isBounded === undefined ? MINUTE_MS : undefined);
}

/** What the filter `showinfo` logs about the frames, before they arrive. */
class ShownFrames {
  readonly #waiting: { seconds: number; width: number; height: number }[] = [];
  #timeBase = 0;

  /** Reads a line of the log. Returns whether it is from `showinfo`. */
  learn({ component, message }: LogRecord): boolean {
    if (!component?.startsWith("Parsed_showinfo")) return false;
    const base = /config in time_base: (\d+)\/(\d+)/.exec(message);
    if (base) this.#timeBase = Number(base[1]) / Number(base[2]);
    const frame = /\bpts: *(-?\d+|NOPTS) .* s:(\d+)x(\d+) /.exec(message);
    if (frame) {
      this.#waiting.push({
        seconds: frame[1] === "NOPTS" ? 0 : Number(frame[1]) * this.#timeBase,
        width: Number(frame[2]),
        height: Number(frame[3]),
      });
    }
    return true;
  }

  /** The next frame, still empty. */
  next(format: PixelFormat, start: number): Frame {
    const { seconds, width, height } = this.#waiting.shift()!;
    return {
      data: new Uint8ClampedArray(frameBytes(format, width, height)),
      width,
      height,
      timestampSec: start + seconds,
    };
  }
}
