// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { join } from "@std/path/posix";
import { assertOther } from "./assert_other.ts";
import type { FramesOptions } from "../media/frames/frames.ts";
import type { Call, Command, ValueOption } from "./command.ts";
import { engineOption } from "./engine_option.ts";
import { timeoutOption } from "./guest_options.ts";
import { inputFile, namedInputs } from "./input_file.ts";
import { MadeFiles } from "./made_files.ts";
import { hostPath, mountOption } from "./mounts.ts";
import { mayOverwrite, overwriteOption } from "./overwrite.ts";
import { encodePng } from "./png.ts";
import { sizeOf, sizeOptions } from "./size_options.ts";
import { print } from "./terminal.ts";
import { operandsText } from "./operands_text.ts";
import { UsageError } from "./usage_error.ts";
import { useGuest } from "./use_guest.ts";
import { interval, share, times, whole } from "./values.ts";

const atOption: ValueOption<readonly number[]> = {
  name: "at-sec",
  aliases: ["at"],
  value: "TIME,...",
  kind: times,
  summary: "the frames at these times (or --at)",
};

const everyOption: ValueOption<number> = {
  name: "every-sec",
  aliases: ["every"],
  value: "TIME",
  kind: interval,
  summary: "one frame per interval (or --every)",
};

const countOption: ValueOption<number> = {
  name: "count",
  value: "NUMBER",
  kind: whole(1, 1_000_000),
  summary: "this many, spread evenly",
};

const sceneOption: ValueOption<number> = {
  name: "scene",
  value: "0...1",
  kind: share,
  summary: "frames at which the picture changes by more",
};

const selections = [atOption, everyOption, countOption, sceneOption];

/** `afmpeg frames`. */
export const framesCommand: Command = {
  name: "frames",
  summary: "write frames of a video as PNG files",
  operands: "[options] FILE DIRECTORY",
  details:
    `Writes frames as DIRECTORY/frame_0001.png and so on: all of them, or those that
one of --at-sec, --every-sec, --count and --scene selects. The FILE "-" is
stdin. Prints the name and the time in seconds of each file; with --json, one
JSON object per line. TIME is 90 (seconds), 1:30, 1:02:03.5 or 1500ms; of
--timeout, it is in milliseconds unless a unit follows: 30s, 2h.`,
  options: [
    engineOption,
    mountOption,
    ...selections,
    ...sizeOptions,
    timeoutOption,
    overwriteOption,
    { name: "json", summary: "print JSON" },
  ],
  async run(call) {
    const [file, directory, ...more] = call.operands;
    if (file === undefined || directory === undefined || more.length > 0) {
      throw new UsageError(
        `Cannot write frames: received ${operandsText(call)}; ` +
          "name a file and a directory",
      );
    }
    const options = framesOptions(call);
    const existing = framesIn(directory);
    const input = hostPath(file, call.readAll(mountOption));
    // Even if it may be replaced, it would be lost before it is read to its end.
    for (const path of existing) assertOther("write frames", [input], path);
    const outputs = new MadeFiles(mayOverwrite(call, existing));
    const named = namedInputs([file]);
    return await useGuest(call, { named, outputs }, async (guest) => {
      const { runtime, interrupts: { signal } } = guest;
      const { fs, path } = await inputFile(file, guest);
      let count = 0;
      for await (
        const frame of runtime.frames(fs, path, { ...options, signal })
      ) {
        const { data, width, height, timestampSec } = frame;
        // Not before: without a frame, there is nothing to put into it.
        if (count === 0) await outputs.mkdir(directory);
        const number = `${++count}`.padStart(4, "0");
        const name = join(directory, `frame_${number}.png`);
        await outputs.write(name, await encodePng(data, width, height));
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

/** @throws {UsageError} when several options select frames. */
function framesOptions(call: Call): FramesOptions {
  const given = selections.filter(({ name }) => call.has(name));
  if (given.length > 1) {
    throw new UsageError(
      `Cannot select frames: received ${
        given.map(({ name }) => `--${name}`).join(" and ")
      }; give one of them`,
    );
  }
  return {
    atSec: call.read(atOption),
    everySec: call.read(everyOption),
    count: call.read(countOption),
    scene: call.read(sceneOption),
    timeout: call.read(timeoutOption) ?? Infinity,
    ...sizeOf(call),
  };
}

/**
 * The frames that a directory already has.
 *
 * @throws {UsageError} when it is no directory.
 */
function framesIn(directory: string): string[] {
  try {
    return Array.from(Deno.readDirSync(directory), ({ name }) => name)
      .filter((name) => /^frame_\d+\.png$/.test(name)).sort()
      .map((name) => join(directory, name));
  } catch (error) {
    const { NotFound, NotADirectory } = Deno.errors;
    if (error instanceof NotFound) return [];
    if (!(error instanceof NotADirectory)) throw error;
    throw new UsageError(
      `Cannot write frames: received "${directory}", which is no directory; ` +
        "name another one",
    );
  }
}
