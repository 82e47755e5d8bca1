// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { extname } from "@std/path/posix";
import type { PictureFormat } from "../media/frames/picture_format.ts";
import { UsageError } from "./usage_error.ts";

/** The formats, by the extensions of their files. */
const formats: ReadonlyMap<string, PictureFormat> = new Map([
  [".png", "png"],
  [".jpg", "jpeg"],
  [".jpeg", "jpeg"],
  [".webp", "webp"],
]);

/**
 * The format of a picture, by its name.
 *
 * @param advice What else may be given.
 * @throws {UsageError} when there is none.
 */
export function pictureFormatOf(picture: string, advice = ""): PictureFormat {
  const format = formats.get(extname(picture).toLowerCase());
  if (format) return format;
  throw new UsageError(
    `Cannot make a picture: received "${picture}"; give a name that ends in ` +
      `one of ${[...formats.keys()].join(", ")}${advice}`,
  );
}
