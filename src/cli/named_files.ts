// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import {
  type CommandFile,
  type CommandLine,
  lastValue,
} from "../ffmpeg/command_line.ts";
import { graphValues } from "./graph_values.ts";
import { isTaken } from "./overwrite.ts";

/** The files that a command line names. */
export interface NamedFiles {
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Possible names of files: values of options, and of the arguments of filters. */
  readonly others: readonly string[];
  /** Directories that filters read. */
  readonly directories?: readonly string[];
}

/** Options that name an output file. */
const written = [
  "dump_attachment",
  "hls_segment_filename",
  "passlogfile",
  "print_graphs_file",
  "progress",
  "sdp_file",
  "segment_list",
  "stats_enc_post",
  "stats_enc_pre",
  "stats_mux_pre",
  "vstats_file",
];

/** Options that name a file with a filter graph, besides `-/filter`. */
const scripts = ["filter_script", "filter_complex_script"];

/** The arguments of filters that name a directory to read. */
const folders = ["fontsdir"];

/** The largest script that is read for the names in it, in bytes. */
const SCRIPT_BYTES = 2 ** 20;

/** Options that write to the working directory, under a name that ffmpeg chooses. */
const writeHere = ["pass", "report", "vstats"];

/** Finds the files that a command line of ffmpeg names. */
export function namedFiles(line: CommandLine): NamedFiles {
  const { inputs, outputs, options } = line;
  const isGraph = ({ options }: CommandFile) =>
    lastValue(options, "f") === "lavfi";
  const values = options.flatMap(({ value, file }) => value ?? file ?? []);
  const graphs = [
    ...values,
    ...inputs.filter(isGraph).map(({ url }) => url),
    ...options.flatMap(({ name, value, file }) =>
      file ?? (scripts.includes(name) ? value ?? [] : [])
    ).map(textOf),
  ].flatMap(graphValues);
  return {
    inputs: inputs.filter((input) => !isGraph(input))
      .flatMap(({ url }) => pathsOf(url)),
    outputs: [
      ...outputs.flatMap((output) =>
        lastValue(output.options, "f") === "tee"
          ? output.url.split("|").flatMap((slave) =>
            pathsOf(slave.replace(/^\[[^\]]*\]/, ""))
          )
          : pathsOf(output.url)
      ),
      ...options.filter(({ name }) => written.includes(name))
        .flatMap(({ value = "" }) => pathsOf(value)),
      ...options.some(({ name }) => writeHere.includes(name)) ? ["here"] : [],
    ],
    others: [...values, ...graphs.map(({ value }) => value)],
    directories: graphs.filter(({ name }) => folders.includes(name ?? ""))
      .map(({ value }) => value),
  };
}

/**
 * Finds possible files in a command line of ffprobe, whose options are not parsed: a
 * value of an option is a file only if there is one.
 */
export function namedByProbe(args: readonly string[]): NamedFiles {
  const at = args.indexOf("-o");
  return {
    inputs: args.filter((arg) => !arg.startsWith("-")).flatMap(pathsOf)
      .filter(isTaken),
    outputs: at < 0 ? [] : pathsOf(args[at + 1] ?? "-"),
    others: [],
  };
}

/** The paths in a URL of ffmpeg; none if it is not a file, or a device of the guest. */
function pathsOf(url: string): string[] {
  if (url === "" || url === "-" || url.startsWith("/dev/")) return [];
  // Options end with a comma before the colon: "subfile,,start,0,end,9,,:a/b:c".
  const [, protocol, rest] = /^([A-Za-z][\w.+-]*)(?:,.*?,)?:(.*)$/s.exec(url) ??
    [];
  switch (protocol) {
    case undefined:
      return [url];
    case "file":
      return [rest!];
    case "concat":
      return rest!.split("|").flatMap(pathsOf);
    case "async":
    case "cache":
    case "crypto":
    case "subfile":
      return pathsOf(rest!);
    default:
      return [];
  }
}

/** The text of a file of the host; nothing if it cannot be read, or is too large. */
function textOf(path: string): string {
  try {
    const { isFile, size } = Deno.statSync(path);
    return isFile && size <= SCRIPT_BYTES ? Deno.readTextFileSync(path) : "";
  } catch {
    return "";
  }
}
