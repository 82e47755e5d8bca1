// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { type OptionTable, that } from "../../../vfs/check.ts";
import type { Fs } from "../../../vfs/fs.ts";
import type { Runner } from "../../run/runner.ts";
import { encodePixels } from "../encode_pixels.ts";
import { hexBytes } from "../../util/hex_bytes.ts";
import { pickOptions } from "../../util/option_table.ts";
import { explaining } from "../explaining.ts";
import { lookTable } from "../helper_options.ts";
import { checkInput } from "../input.ts";
import { pictures } from "./pictures.ts";
import { Sheet } from "./sheet.ts";
import { checkSize, type SheetOptions, sheetTable } from "./sheet_options.ts";

/** Options of {@linkcode contactSheet}. */
export interface ContactSheetOptions extends SheetOptions {
  /**
   * The distance between two pictures and to the edges, in pixels.
   *
   * @default {4}
   */
  gap?: number | undefined;
  /**
   * The colour between the pictures: `#rrggbb`.
   *
   * @default {"#ffffff"}
   */
  background?: string | undefined;
}

const contactSheetTable: OptionTable<ContactSheetOptions> = {
  ...sheetTable,
  gap: that(
    (value) =>
      Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 1000,
    "a whole number from 0 to 1000",
  ),
  background: that(
    (value) => typeof value === "string" && /^#[\da-f]{6}$/i.test(value),
    "#rrggbb",
  ),
};

/**
 * Puts frames from all over a video side by side into one picture; of a video with fewer
 * frames than places, all of them. Rejects as `frames` does, too.
 *
 * @throws {TypeError} when an option is invalid.
 * @throws {FsError} when the file cannot be opened.
 * @throws {ExitError} when ffmpeg fails, or there is no picture.
 * @throws {MissingStreamError} when none of it can be decoded.
 *
 * @example
 * ```ts
 * import { MemoryFs, Runtime } from "@afmpeg/afmpeg";
 * import { args, contactSheet } from "@afmpeg/afmpeg/media";
 * import { assertEquals } from "@std/assert";
 *
 * await using runtime = await Runtime.create({ module: { file: "ffmpeg.wasm" } });
 * const fs = new MemoryFs();
 * await runtime.run(fs, args`-f lavfi -i testsrc2=s=320x180:d=6 in.mp4`);
 *
 * const sheet = await contactSheet(runtime, fs, "in.mp4", {
 *   ...{ columns: 3, rows: 2, width: 160, gap: 10, format: "png" },
 * });
 * await fs.writeFile("sheet.png", sheet);
 * const { streams: [picture] } = await runtime.probe(fs, "sheet.png");
 * assertEquals(picture?.type === "video" && picture.width, 3 * 160 + 4 * 10);
 * ```
 */
export async function contactSheet(
  runtime: Runner,
  fs: Fs,
  path: string,
  options: ContactSheetOptions = {},
): Promise<Uint8Array<ArrayBuffer>> {
  options = checkInput("contactSheet", fs, path, options, contactSheetTable);
  const { columns = 4, rows = 4, width = 320, gap = 4 } = options;
  const { background = "#ffffff", format = "jpeg", quality } = options;
  const color = hexBytes(background.slice(1));
  const own = explaining(runtime, options.explain);
  let sheet: Sheet | undefined;
  const selection = { count: columns * rows, width };
  await pictures(own, { fs, path }, options, selection, (frame) => {
    const { height } = frame;
    if (!sheet) checkSize({ columns, rows }, { width, height, gap });
    sheet ??= new Sheet({
      ...{ columns, rows, width, height, gap },
      background: [color[0]!, color[1]!, color[2]!],
    });
    sheet.add(frame);
  });
  const look = pickOptions(options, lookTable);
  const encoding = { format, quality };
  return await encodePixels(own, sheet!.pixels(), encoding, look);
}
