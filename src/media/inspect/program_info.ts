// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import {
  componentsElsewhere,
  type MissingComponent,
} from "../../ffmpeg/missing_component.ts";
import { splitOptions } from "./split_options.ts";

/** What an ffmpeg reports about itself: see {@linkcode ModuleInfo}. */
export interface ProgramInfo {
  /** The version of FFmpeg: `"9.0.2"`. */
  readonly version: string;
  /** The options that it was configured with. */
  readonly configuration: readonly string[];
  /** The licence that follows from those, as an SPDX identifier. */
  readonly license: string;
  /** The versions of its libraries, by name: `{ libavutil: "57.28.100" }`. */
  readonly libraries: Readonly<Record<string, string>>;
  /** Whether it also acts as ffprobe when called by that name. */
  readonly hasFfprobe: boolean;
  /** What it can encode. */
  readonly encoders: readonly CodecInfo[];
  /** What it can decode. */
  readonly decoders: readonly CodecInfo[];
  /** The filters that it has. */
  readonly filters: readonly FilterInfo[];
  /** The formats that it can write. */
  readonly muxers: readonly FormatInfo[];
  /** The formats that it can read. */
  readonly demuxers: readonly FormatInfo[];
  /** The bitstream filters that it has. */
  readonly bitstreamFilters: readonly string[];
  /** The protocols that it can read from. */
  readonly inputProtocols: readonly string[];
  /** The protocols that it can write to. */
  readonly outputProtocols: readonly string[];
  /** What it lacks and engines of this module's recipe have, with their variants. */
  readonly missing: readonly MissingComponent[];
}

/** An encoder or a decoder: see {@linkcode ProgramInfo}. */
export interface CodecInfo {
  /** Its name on the command line. */
  readonly name: string;
  /** The type of stream that it handles. */
  readonly type: "video" | "audio" | "subtitle" | "data" | "attachment";
  /** The description that ffmpeg gives. */
  readonly description: string;
}

/** A filter: see {@linkcode ProgramInfo}. */
export interface FilterInfo {
  /** Its name in a filter graph. */
  readonly name: string;
  /** Its inputs, one letter each: A for audio, V for video, N for any number, | for none. */
  readonly inputs: string;
  /** Its outputs, likewise. */
  readonly outputs: string;
  /** The description that ffmpeg gives. */
  readonly description: string;
}

/** A format: see {@linkcode ProgramInfo}. */
export interface FormatInfo {
  /** Its names: a demuxer may have several. */
  readonly names: readonly string[];
  /** The description that ffmpeg gives. */
  readonly description: string;
}

/** Returns what ffmpeg prints to stdout for an option such as `-encoders`. */
export type Ask = (option: string) => Promise<string>;

/** Reads everything that ffmpeg reports; `undefined` if it is not ffmpeg. */
export async function readProgramInfo(
  ask: Ask,
  askFfprobe: Ask,
): Promise<ProgramInfo | undefined> {
  const about = await ask("-version");
  const version = /^ffmpeg version (\S+)/.exec(about)?.[1];
  if (version === undefined) return undefined;
  const options = /^configuration: (.*)$/m.exec(about)?.[1] ?? "";
  const configuration = splitOptions(options);
  const protocols = (await ask("-protocols")).split(/^Output:$/m);
  const lists = {
    encoders: codecs(await ask("-encoders")),
    decoders: codecs(await ask("-decoders")),
    filters: filters(await ask("-filters")),
    muxers: formats(await ask("-muxers")),
    demuxers: formats(await ask("-demuxers")),
  };
  const named = (list: readonly { name: string }[]) =>
    list.map(({ name }) => name);
  const allNames = (list: readonly FormatInfo[]) =>
    list.flatMap(({ names }) => names);
  return {
    version,
    configuration,
    license: licenseOf(configuration),
    libraries: libraries(about),
    hasFfprobe: (await askFfprobe("-version")).startsWith("ffprobe version "),
    ...lists,
    bitstreamFilters: matches(await ask("-bsfs"), /^(\w+)$/gm)
      .map(([, name]) => name!),
    inputProtocols: indented(protocols[0] ?? ""),
    outputProtocols: indented(protocols[1] ?? ""),
    missing: componentsElsewhere({
      encoder: named(lists.encoders),
      decoder: named(lists.decoders),
      filter: named(lists.filters),
      muxer: allNames(lists.muxers),
      demuxer: allNames(lists.demuxers),
    }),
  };
}

function licenseOf(configuration: readonly string[]): string {
  if (configuration.includes("--enable-nonfree")) return "LicenseRef-nonfree";
  const name = configuration.includes("--enable-gpl") ? "GPL" : "LGPL";
  const isThree = configuration.includes("--enable-version3");
  const version = isThree ? "3.0" : name === "GPL" ? "2.0" : "2.1";
  return `${name}-${version}-or-later`;
}

/** "  libavutil      57. 28.100 / 57. 28.100": built with, and running. */
function libraries(about: string): Record<string, string> {
  return Object.fromEntries(
    matches(about, /^(lib\w+) +([\d. ]+?) \//gm)
      .map(([, name, version]) => [name, version!.replaceAll(" ", "")]),
  );
}

const codecTypes: Readonly<Record<string, CodecInfo["type"]>> = {
  A: "audio",
  D: "data",
  S: "subtitle",
  T: "attachment",
  V: "video",
};

/** " V....D libx264              H.264 / AVC (codec h264)", below a line. */
function codecs(list: string): CodecInfo[] {
  return matches(belowLine(list), /^ ([VASDT])[\w.]{5} (\S+) +(.*)$/gm)
    .map(([, type, name, description]) => ({
      name: name!,
      type: codecTypes[type!]!,
      description: description!,
    }));
}

/** " TSC scale             V->V       Scale the input video size". */
function filters(list: string): FilterInfo[] {
  return matches(list, /^ [TSC.]{2,3} (\S+) +([AVN|]+)->([AVN|]+) +(.*)$/gm)
    .map(([, name, inputs, outputs, description]) => ({
      name: name!,
      inputs: inputs!,
      outputs: outputs!,
      description: description!,
    }));
}

/** " DE mov,mp4,m4a     QuickTime / MOV", below a line. */
function formats(list: string): FormatInfo[] {
  return matches(belowLine(list), /^ [D ][E ][d ]? *(\S+) *(.*)$/gm)
    .map(([, names, description]) => ({
      names: names!.split(","),
      description: description!,
    }));
}

/** The part below the legend. */
function belowLine(list: string): string {
  return list.split(/^ -+$/m)[1] ?? "";
}

function indented(list: string): string[] {
  return matches(list, /^ {2}(\S+)$/gm).map(([, name]) => name!);
}

function matches(text: string, pattern: RegExp): RegExpExecArray[] {
  return Array.from(text.matchAll(pattern));
}
