// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { number, oneOf, type OptionTable, that } from "../../../vfs/check.ts";
import type { Fs } from "../../../vfs/fs.ts";
import type { Runner } from "../../run/runner.ts";
import { LimitError } from "../../util/errors.ts";
import { MissingStreamError } from "../missing_stream_error.ts";
import { pickOptions } from "../../util/option_table.ts";
import {
  type HelperOptions,
  helperTable,
  lookTable,
} from "../helper_options.ts";
import { checkInput, inputOf } from "../input.ts";
import { videoSpan } from "../frames/video_length.ts";
import { mappable, toneMapFilter, toneMapMounts } from "../frames/tone_map.ts";
import { probe } from "../probe/probe.ts";
import type { VideoStream } from "../probe/stream.ts";
import { runHelper } from "../run_helper.ts";
import { smaller, type Trial } from "./smaller.ts";

/** Options of {@linkcode preview}. */
export interface PreviewOptions extends HelperOptions {
  /**
   * The format of the moving picture. Only some engines have an encoder for `"webp"`.
   *
   * @default {"webp"}
   */
  format?: "webp" | "gif" | undefined;
  /** How many bytes it may have. The default is any. */
  budgetBytes?: number | undefined;
  /**
   * The width in pixels, at most: it is lowered to meet the budget.
   *
   * @default {320}
   */
  width?: number | undefined;
  /**
   * Frames per second, at most: they are lowered to meet the budget.
   *
   * @default {12}
   */
  fps?: number | undefined;
  /**
   * How many parts of the video it shows, spread evenly.
   *
   * @default {4}
   */
  clips?: number | undefined;
  /**
   * How long each part is, in seconds.
   *
   * @default {1}
   */
  clipSec?: number | undefined;
}

/** A moving picture of a video: see {@linkcode preview}. */
export interface Preview {
  /** The file. */
  readonly data: Uint8Array<ArrayBuffer>;
  /** Its width in pixels. */
  readonly width: number;
  /** Its frames per second. */
  readonly fps: number;
  /** The quality of a WebP, 0 to 100; of a GIF, the number of its colours. */
  readonly quality: number;
  /** How often it was encoded. */
  readonly attempts: number;
}

const previewTable: OptionTable<PreviewOptions> = {
  ...helperTable,
  format: oneOf("webp", "gif"),
  budgetBytes: number({ least: 1, isWhole: true }),
  width: that(
    (value) =>
      Number.isInteger(value) && Number(value) >= 16 && Number(value) <= 4096,
    "a whole number from 16 to 4096",
  ),
  fps: that(
    (value) => typeof value === "number" && value >= 1 && value <= 60,
    "a number from 1 to 60",
  ),
  clips: that(
    (value) =>
      Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 20,
    "a whole number from 1 to 20",
  ),
  clipSec: number({ least: 0.04 }),
};

/** How often it is encoded at most. */
const ATTEMPTS = 8;

/**
 * Makes a moving picture of a video, for instance to be shown under the pointer: a few
 * parts from all over it, within a budget of bytes. Rejects as `run` does, too.
 *
 * @throws {TypeError} when an option is invalid.
 * @throws {FsError} when the file cannot be opened.
 * @throws {ProbeError} when ffmpeg does not recognise it.
 * @throws {MissingStreamError} when it has no video, or none that can be decoded.
 * @throws {LimitError} when not even a very small one meets the budget.
 * @throws {ExitError} when ffmpeg fails, for instance without the encoder for WebP.
 *
 * @example
 * ```ts
 * import { MemoryFs, Runtime } from "@afmpeg/afmpeg";
 * import { args, preview } from "@afmpeg/afmpeg/media";
 * import { assert } from "@std/assert";
 *
 * await using runtime = await Runtime.create({ module: { file: "ffmpeg.wasm" } });
 * const fs = new MemoryFs();
 * await runtime.run(fs, args`-f lavfi -i testsrc2=s=320x180:d=6 in.mp4`);
 *
 * const { data } = await preview(runtime, fs, "in.mp4", {
 *   ...{ clips: 2, clipSec: 0.5, budgetBytes: 30_000 },
 * });
 * assert(data.length <= 30_000);
 * ```
 */
export async function preview(
  runtime: Pick<Runner, "run">,
  fs: Fs,
  path: string,
  options: PreviewOptions = {},
): Promise<Preview> {
  options = checkInput("preview", fs, path, options, previewTable);
  const { format = "webp", budgetBytes = Infinity } = options;
  const input = await inputOf(fs, path, options.mounts);
  const look = pickOptions(options, lookTable);
  const about = await probe(runtime, fs, path, look);
  const video = about.streams.find((stream): stream is VideoStream =>
    stream.type === "video" && !stream.disposition.attachedPic
  );
  if (!video) throw new MissingStreamError("preview", path, { type: "video" });
  const parts = partsOf(videoSpan(about, video), options);
  const transfer = mappable(video.hdr);
  const own = {
    ...input.mounts,
    ...(transfer && toneMapMounts(transfer)),
  };
  let trial: Trial = {
    width: options.width ?? 320,
    fps: options.fps ?? 12,
    quality: format === "gif" ? 256 : 75,
  };
  for (let attempts = 1;; attempts++) {
    const args = [
      ...["-nostdin", "-hide_banner"],
      ...parts.flatMap(({ startSec, sec }) => [
        ...(startSec > 0 ? ["-ss", startSec.toFixed(3)] : []),
        ...["-t", sec.toFixed(3), "-i", input.url],
      ]),
      ...["-filter_complex", graphOf(parts.length, video, trial, format)],
      ...["-map", "[out]", "-max_error_rate", "1"],
      ...(format === "gif"
        ? ["-c:v", "gif", "-loop", "0", "-f", "gif"]
        : ["-c:v", "libwebp_anim", "-q:v", `${trial.quality}`, "-loop", "0"]),
      ...(format === "gif" ? [] : ["-f", "webp"]),
      "pipe:1",
    ];
    const { stdout: data } = await runHelper(runtime, fs, args, {
      ...pickOptions(options, helperTable),
      ...{ mounts: own, maxStdoutBytes: Infinity },
    });
    if (data.length === 0) {
      throw new MissingStreamError("preview", path, {
        ...{ type: "video", isBroken: true },
      });
    }
    if (data.length <= budgetBytes) return { data, ...trial, attempts };
    const next = smaller(trial, data.length / budgetBytes, format);
    if (!next || attempts === ATTEMPTS) {
      throw new LimitError(`make a preview of "${path}"`, {
        ...{ option: "budgetBytes", limit: budgetBytes },
        hint: "or lower `clips` or `clipSec`",
      });
    }
    trial = next;
  }
}

/** A part of the video. */
interface Part {
  readonly startSec: number;
  readonly sec: number;
}

/** The parts to show: all of a video that is too short for them. */
function partsOf(
  { startSec, seconds }: ReturnType<typeof videoSpan>,
  { clips = 4, clipSec = 1 }: PreviewOptions,
): Part[] {
  // Of what has no known end, only the beginning can be found.
  if (seconds === Infinity || seconds <= clips * clipSec) {
    return [{ startSec, sec: clips * clipSec }];
  }
  return Array.from({ length: clips }, (_, i) => ({
    startSec: startSec + (i + 0.5) * seconds / clips - clipSec / 2,
    sec: clipSec,
  }));
}

function graphOf(
  parts: number,
  { index, hdr, shownWidth = 1, shownHeight = 1 }: VideoStream,
  { width, fps, quality }: Trial,
  format: "webp" | "gif",
): string {
  const transfer = mappable(hdr);
  // Pixels become square.
  const height = Math.max(
    2,
    Math.round(width * shownHeight / shownWidth / 2) * 2,
  );
  const map = transfer ? `${toneMapFilter(transfer)},` : "";
  const inputs = Array.from(
    { length: parts },
    (_, i) =>
      `[${i}:${index}]fps=${fps}:eof_action=pass,scale=${width}:${height}:flags=lanczos,setsar=1,${map}` +
      `setpts=PTS-STARTPTS[p${i}]`,
  );
  const all = inputs.map((_, i) => `[p${i}]`).join("");
  const joined = parts === 1 ? "[p0]null" : `${all}concat=n=${parts}`;
  const ending = format === "webp"
    ? `${joined}[out]`
    : `${joined},split[a][b];[a]palettegen=max_colors=${quality}[c];` +
      "[b][c]paletteuse[out]";
  return [...inputs, ending].join(";");
}
