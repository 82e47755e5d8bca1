// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import {
  type CommandFile,
  type CommandLine,
  isOn,
  lastValue,
} from "./command_line.ts";
import { parseDuration } from "./duration.ts";
import type { FractionSource } from "./progress.ts";

/** How much output a run will write, as far as that is known. */
export interface Expected {
  readonly seconds?: {
    readonly value: number;
    readonly source: FractionSource;
  };
  readonly frames?: number;
}

/** Filters after which the time of the output differs from that of the input. */
const retiming = new RegExp(
  "\\b(a?setpts|atempo|a?trim|a?loop|a?segment|a?concat|[at]pad|" +
    "a?select|xfade|acrossfade|zoompan|a?sendcmd|a?streamselect|a?tblend|" +
    "rubberband|asetrate|shuffleframes|a?movie)\\b",
);

/** Options whose values are filter graphs. */
const graphs = ["vf", "af", "filter", "filter_complex", "lavfi"];

/** Options whose values are used below. */
const counts = [
  "frames",
  "itsscale",
  "ss",
  "sseof",
  "stream_loop",
  "t",
  "to",
  "vframes",
];

/**
 * Estimates the output of a command line.
 *
 * @param inputs The duration of each input in seconds, as far as ffmpeg has logged it.
 */
export function expectedOf(
  line: CommandLine,
  inputs: readonly (number | undefined)[],
): Expected {
  const isUnknown = line.options.some(({ name, file }) =>
    file !== undefined && counts.includes(name)
  );
  if (isUnknown || line.outputs.length === 0) return {};
  const isRetimed = line.options.some(({ name, value = "", file }) =>
    (graphs.includes(name) && (file !== undefined || retiming.test(value))) ||
    name === "filter_script" || name === "filter_complex_script" ||
    name === "copyts" || name === "output_ts_offset"
  );
  const played = line.inputs.map((input, i) => playedOfInput(input, inputs[i]));
  const outputs = line.outputs.map((output) =>
    expectedOutput(output, isRetimed ? undefined : availableTo(output, played))
  );
  const seconds = outputs.map(({ seconds }) => seconds);
  const frames = outputs.map(({ frames }) => frames);
  return {
    // The run ends with its longest output.
    ...(seconds.every((expected) => expected !== undefined) && {
      seconds: seconds.reduce((a, b) => a!.value >= b!.value ? a : b)!,
    }),
    ...(frames.length === 1 && frames[0] !== undefined && {
      frames: frames[0],
    }),
  };
}

/** The duration of the inputs together: of the longest, or with `-shortest`, the shortest. */
function availableTo(
  { options }: CommandFile,
  played: readonly (number | undefined)[],
): number | undefined {
  if (isOn(options, "shortest")) {
    const known = played.filter((seconds) => seconds !== undefined);
    // Inputs of unknown duration are taken to be endless.
    return known.length === 0 ? undefined : Math.min(...known);
  }
  if (!played.every((seconds) => seconds !== undefined)) return undefined;
  return played.length === 0 ? undefined : Math.max(...played);
}

function playedOfInput(
  { options }: CommandFile,
  duration: number | undefined,
): number | undefined {
  const limit = limitOf(options);
  const value = (name: string) => lastValue(options, name);
  const start = parseDuration(value("ss") ?? "0") ?? 0;
  const fromEnd = parseDuration(value("sseof") ?? "");
  const rate = Number(value("itsscale") ?? 1);
  let left = duration;
  if (value("loop") === "1") left = undefined;
  const loops = Number(value("stream_loop") ?? 0);
  if (loops !== 0 && left !== undefined) {
    left = loops > 0 ? left * (loops + 1) : undefined;
  }
  if (fromEnd !== undefined) left = Math.min(left ?? Infinity, -fromEnd);
  else if (left !== undefined) left = Math.max(0, left - start);
  if (limit !== undefined) left = Math.min(left ?? Infinity, limit);
  return left === undefined ? undefined : left * rate;
}

function expectedOutput(
  { options }: CommandFile,
  available: number | undefined,
): Expected {
  const limit = limitOf(options);
  const start = parseDuration(lastValue(options, "ss") ?? "0") ?? 0;
  const rest = available === undefined
    ? undefined
    : Math.max(0, available - start);
  const frames = Number(
    options.findLast(({ name, specifier }) =>
      name === "vframes" || (name === "frames" && specifier?.[0] === "v")
    )?.value,
  );
  return {
    ...(limit !== undefined && (rest === undefined || limit <= rest)
      ? { seconds: { value: limit, source: "duration" } }
      : rest !== undefined && { seconds: { value: rest, source: "inputs" } }),
    ...(frames > 0 && { frames }),
  };
}

/** The limit set by `-t` or `-to`, in seconds; `-t` counts if both are given. */
function limitOf(options: CommandFile["options"]): number | undefined {
  const duration = parseDuration(lastValue(options, "t") ?? "");
  if (duration !== undefined) return duration;
  const stop = parseDuration(lastValue(options, "to") ?? "");
  if (stop === undefined) return undefined;
  return stop - (parseDuration(lastValue(options, "ss") ?? "0") ?? 0);
}
