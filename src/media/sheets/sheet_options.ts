// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import {
  type Check,
  number,
  oneOf,
  type OptionTable,
  that,
} from "../../../vfs/check.ts";
import {
  type PictureFormat,
  pictureFormats,
} from "../frames/picture_format.ts";
import { type HelperOptions, helperTable } from "../helper_options.ts";

/** The common options of {@linkcode sprites} and {@linkcode contactSheet}. */
export interface SheetOptions extends HelperOptions {
  /** How many pictures lie side by side. The default is 10 of sprites, 4 of a sheet. */
  columns?: number | undefined;
  /** How many rows a sheet has. The default is 10 of sprites, 4 of a sheet. */
  rows?: number | undefined;
  /** The width of each picture in pixels. The default is 160 of sprites, 320 of a sheet. */
  width?: number | undefined;
  /**
   * The format of the sheets; `"jpg"` is `"jpeg"`. Only some engines have an encoder for
   * `"webp"`.
   *
   * @default {"jpeg"}
   */
  format?: PictureFormat | undefined;
  /**
   * The quality of a JPEG, from 2 (best) to 31; other formats have none.
   *
   * @default {3}
   */
  quality?: number | undefined;
}

/** As much as JPEG and WebP can be wide. */
const SIDE = 16_384;

/** A whole number from 1 to `most`. */
function upTo(most: number): Check {
  return that(
    (value) =>
      Number.isInteger(value) && Number(value) >= 1 && Number(value) <= most,
    `a whole number from 1 to ${most}`,
  );
}

/** The checks of {@linkcode SheetOptions}. */
export const sheetTable: OptionTable<SheetOptions> = {
  ...helperTable,
  columns: upTo(100),
  rows: upTo(100),
  width: upTo(4096),
  format: oneOf(...pictureFormats),
  quality: that(
    (value) =>
      Number.isInteger(value) && Number(value) >= 2 && Number(value) <= 31,
    "a whole number from 2 to 31",
  ),
};

/** The check of a number of pictures. */
export const pictureCount: Check = upTo(10_000);

/** The check of an interval. */
export const interval: Check = number({ least: 1e-6 });

/**
 * Checks that a sheet is not larger than any format allows.
 *
 * @throws {TypeError}
 */
export function checkSize(
  { columns, rows }: { columns: number; rows: number },
  { width, height, gap = 0 }: { width: number; height: number; gap?: number },
): void {
  const [across, down] = [columns * (width + gap), rows * (height + gap)];
  if (across <= SIDE && down <= SIDE) return;
  throw new TypeError(
    `Cannot make a sheet: received ${columns} × ${rows} pictures of ` +
      `${width} × ${height} pixels, which are more than ${SIDE} across or down; ` +
      "lower `columns`, `rows` or `width`",
  );
}
