// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Fs } from "../../../vfs/fs.ts";
import { number, oneOf, type OptionTable, that } from "../../../vfs/check.ts";
import { ExitError } from "../../ffmpeg/exit_error.ts";
import { MINUTE_MS } from "../minute.ts";
import { checkInput, inputOf } from "../input.ts";
import type { Runner } from "../../run/runner.ts";
import { encodePicture } from "./encode_picture.ts";
import { findFrame } from "./find_frame.ts";
import {
  encoderOf,
  type PictureFormat,
  pictureFormats,
} from "./picture_format.ts";
import { type PictureOptions, pictureTable } from "./picture_options.ts";
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
  checkInput("thumbnail", fs, path, options, thumbnailTable);
  const { atSec, format = "png", quality = 3 } = options;
  if (options.quality !== undefined && encoderOf(format) !== "mjpeg") {
    throw new TypeError(
      `Cannot use \`quality\`: received ${quality} for the format "${format}", ` +
        'which has none; leave it out, or give `format: "jpeg"`',
    );
  }
  const { url, mounts } = await inputOf(fs, path, options.mounts);
  return await withPicture(path, async (stream) => {
    const own = { ...options, timeout: options.timeout ?? MINUTE_MS, mounts };
    const source = { runner, fs, path, url, stream, options: own };
    const how = { format, quality };
    const first = await encodePicture(source, {
      ...how,
      ...(atSec === undefined ? { candidates: CANDIDATES } : { sec: atSec }),
    });
    if (first.length > 0) return first;
    const place = atSec === undefined
      ? undefined
      : await findFrame(source, atSec);
    const found = place && await encodePicture(source, { ...how, ...place });
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
