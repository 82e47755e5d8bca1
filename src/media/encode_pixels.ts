// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { MemoryFs } from "../../vfs/memory_fs.ts";
import type { Runner } from "../run/runner.ts";
import { pickOptions } from "../util/option_table.ts";
import { encoderOf, type PictureFormat } from "./frames/picture_format.ts";
import { type HelperOptions, helperTable } from "./helper_options.ts";
import { runHelper } from "./run_helper.ts";

/** Pixels in memory, row by row. */
export interface Pixels {
  readonly data: Uint8Array<ArrayBuffer>;
  readonly format: "rgba" | "rgb24";
  readonly width: number;
  readonly height: number;
}

/** How pixels become a picture file. */
export interface PictureEncoding {
  readonly format: PictureFormat;
  /** Of a JPEG, from 2 (best) to 31. */
  readonly quality?: number | undefined;
}

/** Has ffmpeg make a picture file of pixels. */
export async function encodePixels(
  runtime: Pick<Runner, "run">,
  { data, format: layout, width, height }: Pixels,
  { format, quality = 3 }: PictureEncoding,
  options: HelperOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  const encoder = encoderOf(format);
  const args = [
    ...["-nostdin", "-hide_banner", "-f", "rawvideo"],
    ...["-pixel_format", layout, "-video_size", `${width}x${height}`],
    ...["-i", "pipe:0", "-frames:v", "1", "-c:v", encoder],
    ...(encoder === "mjpeg"
      ? ["-pix_fmt", "yuvj420p", "-q:v", `${quality}`]
      : []),
    ...["-f", "image2pipe", "pipe:1"],
  ];
  const { stdout } = await runHelper(runtime, new MemoryFs(), args, {
    ...pickOptions(options, helperTable),
    ...{ mounts: {}, onProgress: undefined, stdin: data },
    maxStdoutBytes: Infinity,
  });
  return stdout;
}
