// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { runTable } from "../../run/check_run.ts";
import { number, type OptionTable } from "../../../vfs/check.ts";
import { without } from "../../util/option_table.ts";
import type { RunOptions } from "../../run/run_options.ts";

/** The common options of {@linkcode Runtime.frames} and {@linkcode Runtime.thumbnail}. */
export interface PictureOptions extends
  Omit<
    RunOptions,
    | "stdin"
    | "stdout"
    | "stdoutOverflow"
    | "stallTimeout"
    | "durationSec"
    | "onProgress"
    | "argv0"
  > {
  /**
   * The width in pixels. If only one of width and height is given, the other keeps
   * the aspect ratio; if both are, the picture is stretched. The default is the size
   * of the video, with square pixels.
   */
  width?: number | undefined;
  /** The height in pixels: see `width`. */
  height?: number | undefined;
}

/** The checks of {@linkcode PictureOptions}. */
export const pictureTable: OptionTable<PictureOptions> = {
  ...without(
    runTable,
    ...["stdin", "stdout", "stdoutOverflow", "stallTimeout"] as const,
    ...["durationSec", "onProgress", "argv0"] as const,
  ),
  width: number({ least: 1, isWhole: true }),
  height: number({ least: 1, isWhole: true }),
};

/**
 * The filter that makes pictures with square pixels of the given size: `"frame"`, of
 * each frame by itself, because size and shape of the pixels may change midway, or
 * `"init"`, of all frames as of the first.
 */
export function sizeFilter(
  { width, height }: PictureOptions,
  by: "frame" | "init" = "frame",
): string {
  const square = `scale=trunc(iw*sar+0.5):ih:eval=${by},setsar=1`;
  if (width === undefined && height === undefined) return square;
  // "-1" would be 0 for what is very flat or narrow.
  const across = width ?? "max(1\\,round(oh*iw/ih))";
  const down = height ?? "max(1\\,round(ow*ih/iw))";
  return `${square},scale=${across}:${down}:eval=${by}`;
}
