// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Fs } from "../../../vfs/fs.ts";
import type { Runner } from "../../run/runner.ts";
import type { PictureOptions } from "./picture_options.ts";
import type { HdrTransfer } from "./tone_map.ts";
import type { PixelFormat } from "./pixel_format.ts";

/** How frames are made. */
interface FrameOptions extends PictureOptions {
  readonly pixelFormat?: PixelFormat | undefined;
}

/** Where frames come from, and how they are made. */
export interface FrameSource {
  readonly runner: Runner;
  readonly fs: Fs;
  /** The path as the caller wrote it. */
  readonly path: string;
  readonly url: string;
  /** The stream, as `-map` names it. */
  readonly stream: string;
  /**
   * How long the decoder may take for a frame, in milliseconds; the default is
   * `Infinity`.
   */
  readonly stallTimeout?: number;
  /** What HDR the pictures are mapped from; by default, they are not. */
  readonly hdr?: HdrTransfer | undefined;
  readonly options: FrameOptions;
}
