// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { CommandLine } from "../../src/ffmpeg/command_line.ts";

/** A command line in parts: each file after its options. */
export interface Splitting {
  inputs: string[][];
  outputs: string[][];
  /** The options that belong to no file. */
  rest: string[];
}

/** How a command line was parsed here. */
export function splittingOf(line: CommandLine): Splitting {
  const show = (options: typeof line.options) =>
    options.map(({ name, specifier, value, file }) => {
      const slash = file === undefined ? "" : "/";
      const behind = specifier === undefined ? "" : `:${specifier}`;
      return `-${slash}${name}${behind} = ${value ?? file ?? ""}`;
    });
  const files = (files: typeof line.inputs) =>
    files.map(({ url, options }) => [...show(options), url]);
  const owned = [...line.inputs, ...line.outputs]
    .reduce((count, { options }) => count + options.length, 0);
  return {
    inputs: files(line.inputs),
    outputs: files(line.outputs),
    rest: show(line.options.slice(owned)),
  };
}

/** How ffmpeg itself parsed a command line, from its log at the level "debug". */
export function splittingIn(log: string): Splitting {
  const splitting: Splitting = { inputs: [], outputs: [], rest: [] };
  const add = (files: string[][], url: string) => {
    files.push([...splitting.rest, url]);
    splitting.rest = [];
  };
  const [, said = ""] =
    /^Splitting the commandline\.\n(.*?)Finished splitting/ms
      .exec(log) ?? [];
  const entries = said.split("Reading option ").slice(1);
  if (entries.length === 0) throw new Error(`Cannot read the log: ${log}`);
  for (const entry of entries) {
    const [, arg, what] = /^'(.*?)' \.\.\.(.*)$/s.exec(entry)!;
    const [, set] = / with argument (.*?)\.$/m.exec(what!) ?? [];
    const value = set?.replace(/^'(.*)'$/, "$1");
    // Options without a value are set to 1 or 0, and omitted optional ones to a null pointer.
    if (value !== undefined) {
      splitting.rest.push(
        `${arg} = ${/^([01]|\(null\))$/.test(value) ? "" : value}`,
      );
      if (what!.startsWith(" matched as input url")) {
        splitting.rest.pop();
        add(splitting.inputs, value);
      }
    } else if (what!.startsWith(" matched as output url")) {
      add(splitting.outputs, arg!);
    }
  }
  return splitting;
}
