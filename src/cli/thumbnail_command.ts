// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Command } from "./command.ts";
import { attempt } from "../../vfs/attempt.ts";
import type { Fs } from "../../vfs/fs.ts";
import { keyOf } from "../../vfs/key_of.ts";
import { engineOption } from "./engine_option.ts";
import { absolutePath } from "./grants.ts";
import { jail } from "./jail.ts";
import { sizeOf, sizeOptions } from "./size_options.ts";
import { print } from "./terminal.ts";
import { UsageError } from "./usage_error.ts";
import { useGuest } from "./use_guest.ts";

/** `afmpeg thumbnail`. */
export const thumbnailCommand: Command = {
  name: "thumbnail",
  summary: "make a picture of a video",
  operands: "[options] FILE PICTURE",
  details:
    `Writes one frame as PICTURE, a JPEG if its name ends in .jpg or .jpeg and a PNG
otherwise; "-" is stdout. Without --at-sec, it is the most representative of the
first 50.`,
  options: [
    engineOption,
    { name: "at-sec", value: "SECONDS", summary: "the frame at this time" },
    ...sizeOptions,
  ],
  async run(call) {
    const [file, picture, ...more] = call.operands;
    if (file === undefined || picture === undefined || more.length > 0) {
      throw new UsageError(
        `Cannot make a thumbnail: received ${call.operands.length} operands; ` +
          'name a file and a picture, or "-"',
      );
    }
    const isStdout = picture === "-";
    const atSec = call.number("at-sec");
    const named = {
      inputs: [file],
      outputs: isStdout ? [] : [picture],
      others: [],
    };
    const engine = { engine: call.value("engine") };
    return await useGuest(engine, jail(named), async (guest) => {
      const { runtime, fs, interrupts: { signal } } = guest;
      const target = absolutePath(picture, Deno.cwd());
      if (
        !isStdout && await isSame(fs, absolutePath(file, Deno.cwd()), target)
      ) {
        throw new UsageError(
          `Cannot make a thumbnail: received "${picture}", which is the input; ` +
            "name another file",
        );
      }
      const bytes = await runtime.thumbnail(
        fs,
        absolutePath(file, Deno.cwd()),
        {
          format: /\.jpe?g$/i.test(picture) ? "jpeg" : "png",
          ...(atSec !== undefined && { atSec }),
          ...sizeOf(call),
          signal,
        },
      );
      if (isStdout) print(bytes);
      else await fs.writeFile(target, bytes);
      return 0;
    });
  },
};

/** Whether two paths lead to one file. */
async function isSame(fs: Fs, a: string, b: string): Promise<boolean> {
  const [one, other] = [
    await attempt(() => fs.stat(a)),
    await attempt(() => fs.stat(b)),
  ];
  return one !== undefined && other !== undefined &&
    keyOf(one) === keyOf(other);
}
