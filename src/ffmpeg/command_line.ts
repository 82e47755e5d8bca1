// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { questions, switches } from "./switches.ts";

/** An option of a command line. */
export interface CommandOption {
  /** Its name without the dash and without a stream specifier: `c` of `-c:v`. */
  readonly name: string;
  /** The stream specifier after the colon: `v` of `-c:v`. */
  readonly specifier: string | undefined;
  /** Its value; `undefined` if the command line does not contain one. */
  readonly value: string | undefined;
  /** The file that contains its value: `graph.txt` of `-/filter graph.txt`. */
  readonly file: string | undefined;
}

/** An input or output of a command line. */
export interface CommandFile {
  /** The URL as written. */
  readonly url: string;
  /** The options before it; some of them may be global. */
  readonly options: readonly CommandOption[];
}

/** Arguments that belong together, and their meaning. */
type LinePart =
  & { readonly args: readonly string[] }
  & (
    | { readonly type: "option"; readonly option: CommandOption }
    | { readonly type: "input" | "output"; readonly url: string }
    | { readonly type: "nothing" }
  );

/**
 * A command line of ffmpeg, parsed as ffmpeg does. It is immutable: edits return a
 * new one.
 */
export class CommandLine {
  readonly inputs: readonly CommandFile[];
  readonly outputs: readonly CommandFile[];
  /** All options but `-i`, in order, including those after the last output. */
  readonly options: readonly CommandOption[];
  readonly #parts: readonly LinePart[];

  private constructor(parts: readonly LinePart[]) {
    this.#parts = parts;
    const files = { input: [] as CommandFile[], output: [] as CommandFile[] };
    const all: CommandOption[] = [];
    let options: CommandOption[] = [];
    for (const part of parts) {
      if (part.type === "option") {
        options.push(part.option);
        all.push(part.option);
      } else if (part.type !== "nothing") {
        files[part.type].push({ url: part.url, options });
        options = [];
      }
    }
    this.inputs = files.input;
    this.outputs = files.output;
    this.options = all;
  }

  /** The inputs and the outputs, as they come. */
  filesInOrder(): CommandFile[] {
    const next = { input: 0, output: 0 };
    return this.#parts.flatMap(({ type }) =>
      type === "input"
        ? this.inputs[next.input++]!
        : type === "output"
        ? this.outputs[next.output++]!
        : []
    );
  }

  /** Parses arguments, without the name of the program; any arguments are accepted. */
  static parse(args: readonly string[]): CommandLine {
    const parts: LinePart[] = [];
    for (let at = 0; at < args.length; at += parts.at(-1)!.args.length) {
      parts.push(partOf(args[at]!, args[at + 1]));
    }
    return new CommandLine(parts);
  }

  /** The same command line with an option before all others. */
  withFirst(name: string, value: string): CommandLine {
    return new CommandLine([partOf(`-${name}`, value), ...this.#parts]);
  }

  /** The same command line with new values for some options that have one. */
  withValues(values: ReadonlyMap<CommandOption, string>): CommandLine {
    return new CommandLine(this.#parts.map((part) => {
      const value = part.type === "option"
        ? values.get(part.option)
        : undefined;
      return value === undefined ? part : partOf(part.args[0]!, value);
    }));
  }

  /** The arguments; unless edited, those that were parsed. */
  toArgs(): string[] {
    return this.#parts.flatMap(({ args }) => args);
  }
}

/** The part that begins with an argument, including the next one if it belongs to it. */
function partOf(arg: string, next: string | undefined): LinePart {
  const both = next === undefined ? [arg] : [arg, next];
  if (arg === "--") {
    // What follows is an output, whatever it looks like.
    return next === undefined || next === "--"
      ? { type: "nothing", args: [arg] }
      : { type: "output", url: next, args: both };
  }
  if (arg === "-i") return { type: "input", url: next ?? "", args: both };
  if (arg === "-" || arg[0] !== "-") {
    return { type: "output", url: arg, args: [arg] };
  }
  const [, slash, name, specifier] = /^-(\/?)([^:]*)(?::(.*))?$/s.exec(arg)!;
  // Such an option would take any argument, but ffmpeg first looks for the level of
  // its log: `-codecs -v quiet` logs nothing else.
  const value = switches.has(name!) ||
      (questions.has(name!) && next?.[0] === "-")
    ? undefined
    : next;
  return {
    type: "option",
    args: value === undefined ? [arg] : both,
    option: {
      name: name!,
      specifier,
      value: slash ? undefined : value,
      file: slash ? value : undefined,
    },
  };
}

/** The value of the last option with one of the given names, which is the effective one. */
export function lastValue(
  options: readonly CommandOption[],
  ...names: string[]
): string | undefined {
  return options.findLast(({ name }) => names.includes(name))?.value;
}

/** Whether a switch is on: the last of `-name` and `-noname` counts. */
export function isOn(
  options: readonly CommandOption[],
  name: string,
): boolean {
  const last = options.findLast((option) =>
    option.name === name || option.name === `no${name}`
  );
  return last?.name === name;
}
