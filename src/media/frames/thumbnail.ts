// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Fs } from "../../../vfs/fs.ts";
import {
  flag,
  number,
  oneOf,
  type OptionTable,
  that,
} from "../../../vfs/check.ts";
import { ExitError } from "../../ffmpeg/exit_error.ts";
import { MINUTE_MS } from "../minute.ts";
import { checkInput, inputOf } from "../input.ts";
import type { Runner } from "../../run/runner.ts";
import { bestMoment } from "./best_moment.ts";
import { encodePicture, type PictureChoice } from "./encode_picture.ts";
import { findFrame } from "./find_frame.ts";
import {
  encoderOf,
  type PictureFormat,
  pictureFormats,
} from "./picture_format.ts";
import { type PictureOptions, pictureTable } from "./picture_options.ts";
import type { FrameSource } from "./frame_source.ts";
import { videoLength } from "./video_length.ts";
import { withPicture } from "./with_picture.ts";

/** The number of frames among which the most representative one is chosen. */
const CANDIDATES = 50;

/** Options of {@linkcode Runtime.thumbnail}. */
export interface ThumbnailOptions extends PictureOptions {
  /**
   * How long each step may take, in milliseconds, not counting the wait for its
   * turn.
   *
   * @default {60000}
   */
  timeout?: number | undefined;
  /**
   * The time, in seconds: the first frame at or after it, or the last frame if there
   * is none. The default is the most representative of the first 50 frames.
   */
  atSec?: number | undefined;
  /** The time as a share of the whole, in percent from 0 to 100. */
  atPercent?: number | undefined;
  /**
   * Whether to choose the most representative of frames from all over the video, none of
   * them black or of one colour if there are others.
   *
   * @default {false}
   */
  best?: boolean | undefined;
  /**
   * Whether a video in HDR is mapped to the usual range of brightness; otherwise it looks
   * dull and grey.
   *
   * @default {true}
   */
  toneMap?: boolean | undefined;
  /**
   * The format of the picture; `"jpg"` is `"jpeg"`. Only some engines have an encoder
   * for `"webp"`.
   *
   * @default {"png"}
   */
  format?: PictureFormat | undefined;
  /**
   * The quality of a JPEG, from 2 (best) to 31; other formats have none.
   *
   * @default {3}
   */
  quality?: number | undefined;
}

const thumbnailTable: OptionTable<ThumbnailOptions> = {
  ...pictureTable,
  atSec: number(),
  atPercent: that(
    (value) => typeof value === "number" && value >= 0 && value <= 100,
    "a number from 0 to 100",
  ),
  best: flag,
  toneMap: flag,
  format: oneOf(...pictureFormats),
  quality: that(
    (value) =>
      Number.isInteger(value) && Number(value) >= 2 && Number(value) <= 31,
    "a whole number from 2 to 31",
  ),
};

/** Makes a picture file of one frame of the video of `path`. */
export async function thumbnail(
  runner: Runner,
  fs: Fs,
  path: string,
  options: ThumbnailOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  options = checkInput("thumbnail", fs, path, options, thumbnailTable);
  const { format = "png", quality = 3 } = options;
  if (options.quality !== undefined && encoderOf(format) !== "mjpeg") {
    throw new TypeError(
      `Cannot use \`quality\`: received ${quality} for the format "${format}", ` +
        'which has none; leave it out, or give `format: "jpeg"`',
    );
  }
  checkMoment(options);
  const { url, mounts } = await inputOf(fs, path, options.mounts);
  return await withPicture(path, async (stream) => {
    const own = { ...options, timeout: options.timeout ?? MINUTE_MS, mounts };
    const source = { runner, fs, path, url, stream, options: own };
    const at = await momentOf(source, options);
    const encode = async (choice: Partial<PictureChoice>) => {
      const how = { format, quality, ...choice };
      const { data, hdr } = await encodePicture(source, how);
      if (!hdr || options.toneMap === false || data.length === 0) return data;
      return (await encodePicture({ ...source, hdr }, how)).data;
    };
    const first = await encode(
      at === undefined ? { candidates: CANDIDATES } : { sec: at },
    );
    if (first.length > 0) return first;
    const place = at === undefined ? undefined : await findFrame(source, at);
    const found = place && await encode(place);
    if (found && found.length > 0) return found;
    throw new ExitError(["ffmpeg"], {
      exitCode: 0,
      stderr: "",
      message:
        `Cannot take a picture of "${path}": received a video of which ` +
        "no frame can be decoded",
    });
  });
}

/** Checks that at most one option says which frame to take. */
function checkMoment({ atSec, atPercent, best }: ThumbnailOptions): void {
  const given = Object.entries({ atSec, atPercent, best })
    .filter(([, value]) => value !== undefined && value !== false);
  if (given.length < 2) return;
  const names = given.map(([name]) => `\`${name}\``).join(" and ");
  throw new TypeError(
    `Cannot choose a frame: received ${names}; give one of them`,
  );
}

/** The time of the frame to take; `undefined` for the most representative one. */
async function momentOf(
  source: FrameSource,
  { atSec, atPercent, best }: ThumbnailOptions,
): Promise<number | undefined> {
  if (atPercent !== undefined) {
    const { startSec, seconds } = await videoLength(source);
    return startSec + seconds * atPercent / 100;
  }
  return best ? await bestMoment(source) : atSec;
}
