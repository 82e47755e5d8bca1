// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { packageStreams } from "../media/package/package_streams.ts";
import type { PackagePlan, Rung } from "../media/package/plan_package.ts";
import type { Command, ValueOption } from "./command.ts";
import {
  codecOption,
  soundBitRateOption,
  speedOption,
} from "./encode_options.ts";
import { recipeCommand, type RecipeVerb } from "./recipe_command.ts";
import { UsageError } from "./usage_error.ts";
import { decimal, oneOf, text, type ValueKind } from "./values.ts";

const rungs: ValueKind<readonly Rung[]> = {
  advice: "give heights and bit rates, as 720:2800000,360:700000",
  read(value) {
    const all = value.split(",").map((each): Rung | undefined => {
      const [, height, bitRate] = /^(\d{2,4}):(\d{4,9})$/.exec(each) ?? [];
      return Number(height) >= 16
        ? { height: Number(height), bitRate: Number(bitRate) }
        : undefined;
    });
    return all.length <= 16 && all.every((rung) => rung !== undefined)
      ? all
      : undefined;
  },
};

const rungsOption: ValueOption<readonly Rung[]> = {
  name: "rungs",
  value: "HEIGHT:BITS,...",
  kind: rungs,
  summary: "the sizes (those up to the video's)",
};

const formatsOption: ValueOption<"hls" | "dash" | "both"> = {
  name: "formats",
  value: "FORMAT",
  kind: oneOf("hls", "dash", "both"),
  summary: "hls, dash or both (both)",
};

const segmentOption: ValueOption<number> = {
  name: "segment-sec",
  value: "NUMBER",
  kind: decimal(0.5, 60),
  summary: "how long a segment is, in seconds (4)",
};

const keyOption: ValueOption<string> = {
  name: "key",
  value: "FILE",
  kind: text,
  summary: "encrypt with these 16 bytes (only hls)",
};

const uriOption: ValueOption<string> = {
  name: "key-uri",
  value: "URI",
  kind: text,
  summary: "where players get the key",
};

/** What `afmpeg package` does. */
const packageVerb: RecipeVerb = {
  name: "package",
  summary: "package for streaming: HLS and DASH",
  details:
    `Writes INPUT to DIRECTORY, which is empty or made, in several sizes, with
captions and key frames: players open master.m3u8 or manifest.mpd in it.`,
  options: [
    ...[formatsOption, rungsOption, segmentOption, keyOption, uriOption],
    ...[codecOption, speedOption, soundBitRateOption],
  ],
  target: "DIRECTORY",
  isFolder: true,
  check(call) {
    const hasKey = call.has(keyOption.name);
    if (hasKey !== call.has(uriOption.name)) {
      throw new UsageError(
        `Cannot encrypt: received only --${
          hasKey ? keyOption.name : uriOption.name
        }; give --key and --key-uri`,
      );
    }
    if (hasKey && call.read(formatsOption) !== "hls") {
      throw new UsageError(
        "Cannot encrypt: received --key without --formats hls; give it",
      );
    }
  },
  async make({ runtime, fs, inputs: [input], output, options, call }) {
    const { key: _, keyUri: __, ...own } = options;
    const file = call.read(keyOption);
    const key = file === undefined ? {} : {
      key: { uri: call.read(uriOption)!, bytes: await readKey(file) },
    };
    return await packageStreams(runtime, fs, input, output, { ...own, ...key });
  },
  say: (plan) =>
    (plan as PackagePlan).renditions.map(({ width, height, bitRate }) =>
      `${width}x${height} at ${Math.round(bitRate / 1000)} kb/s`
    ),
};

async function readKey(path: string): Promise<Uint8Array> {
  const bytes = await Deno.readFile(path);
  if (bytes.length === 16) return bytes;
  throw new UsageError(
    `Cannot use the option --key: received ${bytes.length} bytes in "${path}"; ` +
      "give a file of 16",
  );
}

/** `afmpeg package`. */
export const packageCommand: Command = recipeCommand(packageVerb);
