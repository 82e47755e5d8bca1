// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Fs } from "../../../vfs/fs.ts";
import { MINUTE_MS } from "../minute.ts";
import {
  list,
  number,
  oneOf,
  type OptionTable,
  refusal,
} from "../../../vfs/check.ts";
import type { Runner } from "../../run/runner.ts";
import { checkInput, inputOf } from "../input.ts";
import { decode } from "./decode.ts";
import type { Frame } from "./frame.ts";
import type { FrameSource } from "./frame_source.ts";
import { type PictureOptions, pictureTable } from "./picture_options.ts";
import { type PixelFormat, pixelFormats } from "./pixel_format.ts";
import { spread } from "./spread.ts";
import { withPicture } from "./with_picture.ts";

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
  /**
   * The number of frames, spread evenly over the video, none of them twice. Where
   * ffmpeg cannot seek, and where there are few frames, the video is decoded twice.
   */
  count?: number | undefined;
  /**
   * Selects frames at which the picture changes by more than this, from 0 to 1. Pictures
   * of different sizes are not compared.
   */
  scene?: number | undefined;
  /**
   * The layout of the pixels in memory.
   *
   * @default {"rgba"}
   */
  pixelFormat?: PixelFormat | undefined;
}

const framesTable: OptionTable<FramesOptions> = {
  ...pictureTable,
  stallTimeout: number({ isLimit: true }),
  atSec(name, value) {
    if (!Array.isArray(value)) return number()(name, value);
    list(number())(name, value);
  },
  everySec: number({ least: 1e-6 }),
  count: number({ least: 1, isWhole: true }),
  scene(name, value) {
    number()(name, value);
    if (Number(value) > 1) {
      throw refusal(`\`${name}\``, value, "a number from 0 to 1");
    }
  },
  pixelFormat: oneOf(...pixelFormats),
};

/**
 * Decodes frames of the video of `path`, as fast as they are consumed. The options are
 * those of the call, but an error in them is thrown by the iteration, as all others are.
 */
export function frames(
  runner: Runner,
  fs: Fs,
  path: string,
  options: FramesOptions,
): AsyncGenerator<Frame, void, undefined> {
  try {
    const own = checkInput("frames", fs, path, options, framesTable);
    checkSelection(own);
    return framesOf(runner, fs, path, own);
  } catch (error) {
    return failing(error);
  }
}

// deno-lint-ignore require-yield
async function* failing(
  error: unknown,
): AsyncGenerator<never, void, undefined> {
  throw error;
}

async function* framesOf(
  runner: Runner,
  fs: Fs,
  path: string,
  options: FramesOptions,
): AsyncGenerator<Frame, void, undefined> {
  const { url, mounts } = await inputOf(fs, path, options.mounts);
  const [first, rest] = await withPicture(path, async (stream) => {
    const { stallTimeout = defaultStallTimeout(options), ...own } = options;
    const source = { runner, fs, path, url, stream, stallTimeout };
    const rest = selected({ ...source, options: { ...own, mounts } }, own);
    return [await rest.next(), rest];
  });
  try {
    if (!first.done) yield first.value;
    yield* rest;
  } finally {
    await rest.return();
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

/** Between frames that are picked, any number of others may be decoded. */
function defaultStallTimeout(
  { everySec, scene, timeout }: FramesOptions,
): number {
  return (timeout ?? everySec ?? scene) === undefined ? MINUTE_MS : Infinity;
}

/** The frames that the options select. */
async function* selected(
  source: FrameSource,
  { atSec, everySec, count, scene }: FramesOptions,
): AsyncGenerator<Frame, void, undefined> {
  if (atSec !== undefined) {
    for (const sec of [atSec].flat()) yield* decode(source, { sec, limit: 1 });
  } else if (everySec !== undefined) {
    yield* every(source, everySec);
  } else if (count !== undefined) {
    yield* spread(source, count);
  } else {
    yield* decode(
      source,
      scene === undefined ? {} : { filter: `select=gt(scene\\,${scene})` },
    );
  }
}

/** The first frame of each interval. */
async function* every(
  source: FrameSource,
  everySec: number,
): AsyncGenerator<Frame, void, undefined> {
  // Counted from the beginning, so that the rounding to frames does not add up;
  // with a small margin, because times are multiples of a time base.
  const nth = (t: string) => `floor(${t}/${everySec}+1e-6)`;
  const isNext = `gt(${nth("t")}\\,${nth("prev_selected_t")})`;
  const filter = `select=isnan(prev_selected_t)+${isNext}`;
  let latest: number | undefined;
  for await (const frame of decode(source, { filter })) {
    // The filter forgets what it has selected when the size of the picture changes.
    const number = Math.floor(frame.timestampSec / everySec + 1e-6);
    if (latest !== undefined && number <= latest) continue;
    latest = number;
    yield frame;
  }
}
