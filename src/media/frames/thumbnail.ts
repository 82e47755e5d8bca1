// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Fs } from "../../../vfs/fs.ts";
import { runTable } from "../../run/check_run.ts";
import { number, oneOf, type OptionTable } from "../../../vfs/check.ts";
import { pickOptions } from "../../util/option_table.ts";
import { ExitError } from "../../util/errors.ts";
import { MINUTE_MS } from "../minute.ts";
import { checkInput, inputOf } from "../input.ts";
import type { Runner } from "../../run/runner.ts";
import {
  inputArgs,
  type PictureOptions,
  pictureTable,
  sizeFilter,
} from "./picture_options.ts";

/** The number of frames among which the most representative one is chosen. */
const CANDIDATES = 50;

/** Options of {@linkcode Runtime.thumbnail}. */
export interface ThumbnailOptions extends PictureOptions {
  /**
   * How long it may take, in milliseconds, not counting the wait for its turn.
   *
   * @default {60000}
   */
  timeout?: number | undefined;
  /**
   * The time, in seconds: the first frame at or after it. The default is the most
   * representative of the first 50 frames.
   */
  atSec?: number | undefined;
  /**
   * The format of the picture.
   *
   * @default {"png"}
   */
  format?: "png" | "jpeg" | undefined;
  /**
   * The quality of a JPEG, from 2 (best) to 31.
   *
   * @default {3}
   */
  quality?: number | undefined;
}

const thumbnailTable: OptionTable<ThumbnailOptions> = {
  ...pictureTable,
  atSec: number(),
  format: oneOf("png", "jpeg"),
  quality: number({ least: 2, isWhole: true }),
};

/** Makes a picture file of one frame of the first video stream of `path`. */
export async function thumbnail(
  runner: Runner,
  fs: Fs,
  path: string,
  options: ThumbnailOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  checkInput("thumbnail", fs, path, options, thumbnailTable);
  const { url, mounts } = await inputOf(fs, path, options.mounts);
  const { atSec, format = "png", quality = 3 } = options;
  const choice = atSec === undefined ? `,thumbnail=${CANDIDATES}` : "";
  const encoder = format === "png"
    ? ["-c:v", "png"]
    : ["-c:v", "mjpeg", "-q:v", `${quality}`];
  const args = [
    ...inputArgs(url, atSec),
    ...["-map", "0:v:0", "-vf", `${sizeFilter(options)}${choice}`],
    ...["-frames:v", "1", ...encoder, "-f", "image2pipe", "pipe:1"],
  ];
  const { success, exitCode, stdout, stderr } = await runner.run(fs, args, {
    ...pickOptions(options, runTable),
    ...{ mounts, timeout: options.timeout ?? MINUTE_MS },
  });
  if (!success || stdout.length === 0) {
    throw new ExitError(["ffmpeg", ...args], { exitCode, stderr });
  }
  return stdout;
}
