// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { FilterInfo, ProgramInfo } from "../../mod.ts";
import type { Random } from "../support/random.ts";

/** A command line that uses one component of an engine. */
export interface SweepJob {
  /** The kind and the name of the component. */
  readonly component: string;
  readonly args: readonly string[];
}

/** A tiny input of each type, as a source in a filter graph. */
const sources: Readonly<Record<string, string>> = {
  V: "testsrc2=size=64x48:rate=10:duration=0.3",
  A: "sine=duration=0.3",
};

const quiet = ["-v", "error", "-nostdin", "-y"];
const toNull = ["-t", "0.3", "-f", "null", "-"];

/** The names of the files that the jobs read: see {@linkcode sampleCommand}. */
export const samples = {
  sound: "in.wav",
  video: "in.mkv",
  subtitles: "in.srt",
  noise: "noise.bin",
} as const;

/** What makes the sample of video, sound and subtitles, of the subtitles. */
export const sampleCommand: readonly string[] = [
  ...quiet,
  ...["-f", "lavfi", "-i", "testsrc2=size=176x144:rate=25:duration=0.4"],
  ...["-f", "lavfi", "-i", "sine=duration=0.4", "-i", samples.subtitles],
  ...["-c:v", "mpeg4", "-c:a", "flac", "-c:s", "srt", samples.video],
];

/** Only a program takes frames from these; in a graph, native ffmpeg hangs as well. */
const ofPrograms = ["abuffersink", "buffersink"];

/** One job for each component that the engine lists. */
export function sweepJobs(program: ProgramInfo): SweepJob[] {
  const each = <T>(
    kind: string,
    items: readonly T[],
    name: (item: T) => string,
    args: (item: T) => string[],
  ) =>
    items.map((item) => ({
      component: `${kind} ${name(item)}`,
      args: [...quiet, ...args(item)],
    }));
  const named = <T extends { name: string }>({ name }: T) => name;
  const first = ({ names }: { names: readonly string[] }) => names[0]!;
  const letter = (type: string) => ({ video: "v", audio: "a" })[type] ?? "s";
  return [
    ...each(
      "filter",
      program.filters.filter(({ name }) => !ofPrograms.includes(name)),
      named,
      (filter) => filterArgs(filter),
    ),
    ...each("encoder", program.encoders, named, ({ name, type }) => [
      ...["-i", samples.video, "-map", `0:${letter(type)}`],
      ...[`-c:${letter(type)}`, name, "-strict", "-2", "-f", "framecrc", "-"],
    ]),
    ...each("decoder", program.decoders, named, ({ name, type }) => [
      ...[`-c:${letter(type)}`, name, "-i", samples.video],
      ...["-map", `0:${letter(type)}`, ...toNull],
    ]),
    ...each("muxer", program.muxers, first, (format) => [
      ...["-i", samples.video, "-t", "0.2", "-f", first(format)],
      `out.${first(format)}`,
    ]),
    ...each("demuxer", program.demuxers, first, (format) => [
      ...["-f", first(format), "-i", samples.noise, ...toNull],
    ]),
    ...each("demuxer of another format", program.demuxers, first, (format) => [
      ...["-f", first(format), "-i", samples.video, ...toNull],
    ]),
    ...each("bitstream filter", program.bitstreamFilters, String, (name) => [
      ...["-i", samples.video, "-c", "copy", "-bsf:v", name],
      ...["-map", "0:v", "-f", "framecrc", "-"],
    ]),
  ];
}

/** The arguments for a filter, with `options` as in a filter graph. */
export function filterArgs(filter: FilterInfo, options = ""): string[] {
  const inputs = filter.inputs.replace("|", "")
    .replace("N", isForSound(filter) ? "AA" : "VV");
  const made = [...inputs].map((type, i) => `${sources[type]}[in${i}]`);
  const used = [...inputs].map((_, i) => `[in${i}]`).join("");
  const graph = `${used}${filter.name}${options && `=${options}`}`;
  // A sink has no output, and ffmpeg needs one.
  const other = filter.outputs === "|" ? [`${sources.A}`] : [];
  return [
    ...["-filter_complex", [...made, graph, ...other].join(";")],
    ...["-frames:v", "3", ...toNull],
  ];
}

function isForSound({ name, outputs }: FilterInfo): boolean {
  return outputs.startsWith("A") || /^a(?!vs)|^join$/.test(name);
}

/** An option of a component that ffmpeg's help describes. */
interface Setting {
  readonly name: string;
  readonly values: readonly string[];
}

const extremes = [
  ...["0", "1", "-1", "2", "1e9", "-1e9", "2147483647", "-2147483648", "nan"],
  ...["inf", "0.0001", "9223372036854775807", ""],
];

/** The options in what ffmpeg prints for `-h filter=NAME`, with values at their limits. */
export function settingsIn(help: string): Setting[] {
  const lines = help.matchAll(
    /^ {2,3}-?(\w+) +<(\w+)> +[.A-Z]+ .*?(?:\(from (\S+) to (\S+?)\))?(?: \(default (.*)\))?$/gm,
  );
  return Array.from(lines, ([, name, , least, most, usual]) => ({
    name: name!,
    values: [least, most, usual].filter((value) => value !== undefined)
      .map((value) => value!.replaceAll('"', "")),
  }));
}

/** Up to three settings with values at their limits, or beyond. */
export function randomSettings(
  settings: readonly Setting[],
  random: Random,
): string {
  if (settings.length === 0) return "";
  return Array.from({ length: 1 + random.below(3) }, () => {
    const { name, values } = random.pick(settings);
    const value = random.pick([...values, ...extremes]);
    return `${name}=${value.replaceAll(/[\\':,;[\]]/g, "\\$&")}`;
  }).join(":");
}
