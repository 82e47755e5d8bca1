// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { contactSheet } from "../media/sheets/contact_sheet.ts";
import { timeUnits } from "./guest_options.ts";
import type { Command } from "./command.ts";
import { inputFile } from "./input_file.ts";
import { pictureFormatOf } from "./picture_format_of.ts";
import { sheetSizes, sheetSizesOf } from "./sheet_sizes.ts";
import { makerOptions, operandsOf, useHelper } from "./use_helper.ts";

/** `afmpeg sheet`. */
export const sheetCommand: Command = {
  name: "sheet",
  summary: "put frames of a video side by side into one picture",
  group: "make files",
  operands: "[options] FILE PICTURE",
  details:
    `Writes a contact sheet, a PNG, JPEG or WebP as its name says: .png, .jpg, .jpeg
or .webp. Without other options, it has 4 by 4 frames, 320 pixels wide each.
${timeUnits}`,
  options: [...sheetSizes, ...makerOptions],
  async run(call) {
    const [file, picture] = operandsOf(call, ["a file", "a picture"]);
    const format = pictureFormatOf(picture);
    return await useHelper(call, [file], [picture], async (use) => {
      const { fs, path } = await inputFile(file, use.guest);
      const bytes = await contactSheet(use.guest.runtime, fs, path, {
        ...use.options,
        ...sheetSizesOf(call),
        format,
      });
      await use.outputs.write(picture, bytes);
    });
  },
};
