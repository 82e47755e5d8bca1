// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Command, ValueOption } from "./command.ts";
import { engineOption } from "./engine_option.ts";
import { timeoutOption } from "./guest_options.ts";
import { inputFile, namedInputs } from "./input_file.ts";
import { MadeFiles } from "./made_files.ts";
import { hostPath, mountOption } from "./mounts.ts";
import { isTaken, mayOverwrite, overwriteOption } from "./overwrite.ts";
import { assertMakable } from "./assert_makable.ts";
import { sizeOf, sizeOptions } from "./size_options.ts";
import { pictureFormatOf } from "./picture_format_of.ts";
import { print } from "./terminal.ts";
import { operandsText } from "./operands_text.ts";
import { UsageError } from "./usage_error.ts";
import { useGuest } from "./use_guest.ts";
import { percent, time } from "./values.ts";

const atOption: ValueOption<number> = {
  name: "at-sec",
  aliases: ["at"],
  value: "TIME",
  kind: time,
  summary: "the frame at this time (or --at)",
};

const percentOption: ValueOption<number> = {
  name: "at-percent",
  value: "0...100",
  kind: percent,
  summary: "the frame at this share of the whole",
};

/** `afmpeg thumbnail`. */
export const thumbnailCommand: Command = {
  name: "thumbnail",
  summary: "make a picture of a video",
  operands: "[options] FILE PICTURE",
  details:
    `Writes one frame as PICTURE, a PNG, JPEG or WebP as its name says: .png, .jpg,
.jpeg or .webp; "-" is a PNG on stdout. The FILE "-" is stdin. Without --at-sec,
it is the most representative frame of the first 50. TIME is 90 (seconds), 1:30,
1:02:03.5 or 1500ms; of --timeout, it is in milliseconds unless a unit follows:
30s, 2h.`,
  options: [
    engineOption,
    mountOption,
    atOption,
    percentOption,
    { name: "best", summary: "the most representative of all over it" },
    ...sizeOptions,
    timeoutOption,
    overwriteOption,
  ],
  async run(call) {
    const [file, picture, ...more] = call.operands;
    if (file === undefined || picture === undefined || more.length > 0) {
      throw new UsageError(
        `Cannot make a thumbnail: received ${operandsText(call)}; ` +
          'name a file and a picture, or "-"',
      );
    }
    const given = ["at-sec", "at-percent", "best"].filter(call.has);
    if (given.length > 1) {
      throw new UsageError(
        `Cannot make a thumbnail: received ${
          given.map((name) => `--${name}`).join(" and ")
        }; give one of them`,
      );
    }
    const isStdout = picture === "-";
    if (!isStdout) {
      const input = hostPath(file, call.readAll(mountOption));
      assertMakable("make a thumbnail", [input], picture);
    }
    const format = isStdout
      ? "png"
      : pictureFormatOf(picture, ', or "-" for a PNG on stdout');
    const existing = isStdout || !isTaken(picture) ? [] : [picture];
    const outputs = new MadeFiles(mayOverwrite(call, existing));
    const named = namedInputs([file]);
    return await useGuest(call, { named, outputs }, async (guest) => {
      const { runtime, interrupts: { signal } } = guest;
      const { fs, path } = await inputFile(file, guest);
      const atSec = call.read(atOption);
      const timeout = call.read(timeoutOption);
      const bytes = await runtime.thumbnail(fs, path, {
        format,
        ...(atSec !== undefined && { atSec }),
        atPercent: call.read(percentOption),
        best: call.has("best"),
        ...(timeout !== undefined && { timeout }),
        ...sizeOf(call),
        signal,
      });
      if (isStdout) print(bytes);
      else await outputs.write(picture, bytes);
      return 0;
    });
  },
};
