// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { join } from "@std/path/posix";
import type { FramesOptions } from "../media/frames/frames.ts";
import type { Call, Command } from "./command.ts";
import { engineOption } from "./engine_option.ts";
import { absolutePath } from "./grants.ts";
import { jail } from "./jail.ts";
import { sizeOf, sizeOptions } from "./size_options.ts";
import { encodePng } from "./png.ts";
import { print } from "./terminal.ts";
import { UsageError } from "./usage_error.ts";
import { useGuest } from "./use_guest.ts";

/** `afmpeg frames`. */
export const framesCommand: Command = {
  name: "frames",
  summary: "write frames of a video as PNG files",
  operands: "[options] FILE DIRECTORY",
  details:
    `Writes frames as DIRECTORY/frame_0001.png and so on: all of them, or those that
one of --at-sec, --every-sec, --count and --scene selects. Prints the name and
the time in seconds of each file; with --json, one JSON object per line.`,
  options: [
    engineOption,
    {
      name: "at-sec",
      value: "SECONDS,...",
      summary: "the frames at these times",
    },
    { name: "every-sec", value: "SECONDS", summary: "one frame per interval" },
    { name: "count", value: "NUMBER", summary: "this many, spread evenly" },
    {
      name: "scene",
      value: "0...1",
      summary: "frames at which the picture changes by more",
    },
    ...sizeOptions,
    { name: "json", summary: "print JSON" },
  ],
  async run(call) {
    const [file, directory, ...more] = call.operands;
    if (file === undefined || directory === undefined || more.length > 0) {
      throw new UsageError(
        `Cannot write frames: received ${call.operands.length} operands; ` +
          "name a file and a directory",
      );
    }
    const options = framesOptions(call);
    await Deno.mkdir(directory, { recursive: true });
    const named = {
      inputs: [file],
      outputs: [join(directory, "frame")],
      others: [],
    };
    const engine = { engine: call.value("engine") };
    return await useGuest(engine, jail(named), async (guest) => {
      const { runtime, fs, interrupts: { signal } } = guest;
      const path = absolutePath(file, Deno.cwd());
      let count = 0;
      for await (
        const frame of runtime.frames(fs, path, { ...options, signal })
      ) {
        const { data, width, height, timestampSec } = frame;
        const number = `${++count}`.padStart(4, "0");
        const name = join(directory, `frame_${number}.png`);
        await fs.writeFile(
          absolutePath(name, Deno.cwd()),
          await encodePng(data, width, height),
        );
        print(
          call.has("json")
            ? `${JSON.stringify({ file: name, timestampSec, width, height })}\n`
            : `${name} ${timestampSec}\n`,
        );
      }
      return 0;
    });
  },
};

function framesOptions(call: Call): FramesOptions {
  const selections = ["at-sec", "every-sec", "count", "scene"].filter(call.has);
  if (selections.length > 1) {
    throw new UsageError(
      `Cannot select frames: received --${selections.join(" and --")}; ` +
        "give one of them",
    );
  }
  const times = call.value("at-sec")?.split(",").map(Number);
  if (times && !times.every((time) => time >= 0)) {
    throw new UsageError(
      `Cannot use the option --at-sec: received "${call.value("at-sec")}"; ` +
        "give numbers of 0 or more, separated by commas",
    );
  }
  return {
    atSec: times,
    everySec: call.number("every-sec"),
    count: call.number("count"),
    scene: call.number("scene"),
    ...sizeOf(call),
  };
}
