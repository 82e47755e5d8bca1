// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { dirname, resolve } from "@std/path/posix";
import { checkOptions, type OptionTable, text } from "../../../vfs/check.ts";
import { attempt } from "../../../vfs/attempt.ts";
import type { Fs } from "../../../vfs/fs.ts";
import {
  type CommandFile,
  CommandLine,
  type CommandOption,
  isOn,
  lastValue,
} from "../../ffmpeg/command_line.ts";
import {
  type ComponentKind,
  variantsWith,
} from "../../ffmpeg/missing_component.ts";
import { questions, switches } from "../../ffmpeg/switches.ts";
import { checkRun, runTable } from "../../run/check_run.ts";
import { locate } from "../../run/locate.ts";
import type { Runner } from "../../run/runner.ts";
import { type HelperOptions, helperTable } from "../helper_options.ts";
import { type EngineFacts, engineFacts } from "./engine_facts.ts";
import { filterNames } from "./filter_names.ts";
import { nearest } from "./nearest.ts";

/** Options of {@linkcode checkCommand}. */
export interface CheckCommandOptions
  extends Pick<HelperOptions, "mounts" | "priority" | "signal" | "timeout"> {
  /**
   * The directory that relative paths start at.
   *
   * @default {"/"}
   */
  cwd?: string | undefined;
}

const { mounts, priority, signal, timeout } = helperTable;
const checkTable: OptionTable<CheckCommandOptions> = {
  ...{ mounts, priority, signal, timeout },
  cwd: text,
};

/** A command line, explained and checked: see {@linkcode checkCommand}. */
export interface CommandCheck {
  /** What its parts mean, in their order. */
  readonly parts: readonly CommandPart[];
  /** What is wrong with it; if nothing is, ffmpeg may still find something. */
  readonly problems: readonly CommandProblem[];
}

/** A part of a command line: see {@linkcode CommandCheck}. */
export interface CommandPart {
  /** The part as one would type it: `"-ss 10"`, `"in.mp4"`. */
  readonly text: string;
  /** What it is. */
  readonly kind: "option" | "input" | "output";
  /** What it means, as the engine says; absent if it does not know it. */
  readonly meaning?: string;
}

/** Something wrong in a command line: see {@linkcode CommandCheck}. */
export interface CommandProblem {
  /** What it is about. */
  readonly kind: ComponentKind | "bitstreamFilter" | "file" | "option";
  /** The name of the component or the option, or the path. */
  readonly name: string;
  /** What is wrong, and what to do. */
  readonly message: string;
  /** What was probably meant. */
  readonly suggestion?: string;
  /** The engines of this module's recipe that have a missing component. */
  readonly variants?: readonly string[];
}

/** Options whose values name codecs, and those that name filter graphs. */
const codecOptions = ["c", "codec", "vcodec", "acodec", "scodec"];
const graphOptions = ["vf", "af", "filter", "filter_complex", "lavfi"];

/**
 * Explains a command line, and says what is wrong with it before it runs: options that
 * the engine does not know or that lack a value, files that are missing or would be
 * overwritten, codecs, formats and filters that are not in this engine. The engine is
 * asked once what it knows; nothing of the command line is run.
 *
 * @throws {TypeError} when an argument or an option is invalid.
 *
 * @example
 * ```ts
 * import { MemoryFs, Runtime } from "@afmpeg/afmpeg";
 * import { args, checkCommand } from "@afmpeg/afmpeg/media";
 * import { assertEquals } from "@std/assert";
 *
 * await using runtime = await Runtime.create({ module: { file: "ffmpeg.wasm" } });
 * const line = args`-i none.mp4 -crff 23 -c:v libx265 out.mp4`;
 * const { problems } = await checkCommand(runtime, new MemoryFs(), line);
 *
 * assertEquals(problems.map(({ message }) => message), [
 *   'Cannot find the input "none.mp4": there is no such file',
 *   "Cannot find the option -crff: the engine does not know it; use -crf",
 *   "Cannot find the encoder libx265: the engine does not have it; the engine " +
 *   "`full` does",
 * ]);
 * ```
 */
export async function checkCommand(
  runtime: Pick<Runner, "run">,
  fs: Fs,
  args: readonly string[],
  options: CheckCommandOptions = {},
): Promise<CommandCheck> {
  checkRun("checkCommand", fs, args, {}, runTable);
  checkOptions("checkCommand", options, checkTable);
  const { cwd = "/", ...rest } = options;
  const facts = await engineFacts(runtime, {
    ...{ signal: rest.signal, timeout: rest.timeout, priority: rest.priority },
  });
  const line = CommandLine.parse(args);
  const place = { fs, cwd, mounts: rest.mounts };
  return {
    parts: partsOf(line, facts),
    problems: [
      ...await inputProblems(line, place),
      ...optionProblems(line, facts),
      ...componentProblems(line, facts),
      ...await outputProblems(line, place),
    ],
  };
}

/** Where files are looked for. */
interface Place {
  readonly fs: Fs;
  readonly cwd: string;
  readonly mounts: HelperOptions["mounts"];
}

function partsOf(line: CommandLine, { options }: EngineFacts): CommandPart[] {
  const inputs = new Map(line.inputs.map((file) => [file, "input"] as const));
  const files = line.filesInOrder();
  const optionPart = (option: CommandOption): CommandPart => {
    const meaning = meaningOf(option.name, options);
    return {
      ...{ text: textOf(option), kind: "option" },
      ...(meaning && { meaning }),
    };
  };
  const placed = files.flatMap(({ options }) => options);
  return [
    ...files.flatMap((file): CommandPart[] => [
      ...file.options.map(optionPart),
      {
        text: inputs.has(file) ? `-i ${file.url}` : file.url,
        kind: inputs.get(file) ?? "output",
      },
    ]),
    ...line.options.filter((option) => !placed.includes(option)).map(
      optionPart,
    ),
  ];
}

function textOf({ name, specifier, value, file }: CommandOption): string {
  const own = `-${file === undefined ? "" : "/"}${name}${
    specifier === undefined ? "" : `:${specifier}`
  }`;
  const given = value ?? file;
  return given === undefined ? own : `${own} ${given}`;
}

/** What an option means; `undefined` if there is none of that name. */
function meaningOf(
  name: string,
  options: EngineFacts["options"],
): string | undefined {
  const plain = name.replace(/^no(?=.)/, "");
  return options.get(name) ??
    (switches.has(name) ? options.get(plain) ?? "" : undefined) ??
    // "-ab" is "-b" of audio.
    (/^[vas]./.test(name) ? options.get(name.slice(1)) : undefined);
}

function optionProblems(
  line: CommandLine,
  { options }: EngineFacts,
): CommandProblem[] {
  const problems: CommandProblem[] = [];
  for (const { name, value, file } of line.options) {
    if (meaningOf(name, options) === undefined && !questions.has(name)) {
      const suggestion = nearest(name, options.keys());
      problems.push({
        ...{ kind: "option", name },
        message:
          `Cannot find the option -${name}: the engine does not know it` +
          (suggestion === undefined ? "" : `; use -${suggestion}`),
        ...(suggestion !== undefined && { suggestion }),
      });
    } else if (
      (value ?? file) === undefined && !switches.has(name) &&
      !questions.has(name)
    ) {
      problems.push({
        ...{ kind: "option", name },
        message: `Cannot use the option -${name}: it lacks its value`,
      });
    }
  }
  const isQuestion = line.options.some(({ name }) => questions.has(name));
  const last = line.filesInOrder().at(-1);
  const own = new Set(line.filesInOrder().flatMap(({ options }) => options));
  for (const option of line.options) {
    if (own.has(option) || isQuestion || !last) continue;
    problems.push({
      ...{ kind: "option", name: option.name },
      message:
        `Cannot use the option -${option.name}: it comes after the last ` +
        "output, where it has no effect; put it before",
    });
  }
  if (line.outputs.length === 0 && !isQuestion) {
    problems.push({
      ...{ kind: "file", name: "" },
      message: "Cannot write anything: there is no output; name one at the end",
    });
  }
  return problems;
}

function componentProblems(
  { inputs, outputs, options }: CommandLine,
  { program }: EngineFacts,
): CommandProblem[] {
  if (!program) return [];
  const names = (list: readonly { name: string }[]) =>
    list.map(({ name }) => name);
  const allNames = (list: readonly { names: readonly string[] }[]) =>
    list.flatMap(({ names }) => names);
  const present = {
    encoder: names(program.encoders),
    decoder: names(program.decoders),
    muxer: allNames(program.muxers),
    demuxer: allNames(program.demuxers),
    filter: names(program.filters),
    bitstreamFilter: program.bitstreamFilters,
  };
  const wanted: [keyof typeof present, string][] = [];
  const ofFiles = (
    files: readonly CommandFile[],
    codec: "encoder" | "decoder",
    format: "muxer" | "demuxer",
  ) => {
    for (const { options } of files) {
      for (const { name, value } of options) {
        if (value === undefined) continue;
        if (codecOptions.includes(name) && value !== "copy") {
          wanted.push([codec, value]);
        } else if (name === "f") wanted.push([format, value]);
      }
    }
  };
  ofFiles(inputs, "decoder", "demuxer");
  ofFiles(outputs, "encoder", "muxer");
  const graphs = options.filter(({ name }) => graphOptions.includes(name))
    .map(({ value = "" }) => value);
  for (const { options, url } of inputs) {
    if (lastValue(options, "f") === "lavfi") graphs.push(url);
  }
  for (const name of graphs.flatMap(filterNames)) wanted.push(["filter", name]);
  for (const { name, value = "" } of options) {
    if (!["bsf", "vbsf", "absf"].includes(name)) continue;
    for (const each of value.split(",")) {
      wanted.push(["bitstreamFilter", each.split("=")[0]!.trim()]);
    }
  }
  const seen = new Set<string>();
  return wanted.flatMap(([kind, name]): CommandProblem[] => {
    const key = `${kind} ${name}`;
    // "lavfi" is a device, which the list of formats of some versions leaves out.
    if (present[kind].includes(name) || seen.has(key) || name === "lavfi") {
      return [];
    }
    seen.add(key);
    const variants = kind === "bitstreamFilter" ? [] : variantsWith(kind, name);
    const suggestion = variants.length === 0
      ? nearest(name, present[kind])
      : undefined;
    const word = kind === "bitstreamFilter" ? "bitstream filter" : kind;
    const advice = variants.length > 0
      ? `; the engine ${
        variants.map((each) => `\`${each}\``).join(" or ")
      } does`
      : suggestion !== undefined
      ? `; use ${suggestion}`
      : "";
    return [{
      ...{ kind, name },
      message: `Cannot find the ${word} ${name}: the engine does not have it` +
        advice,
      ...(suggestion !== undefined && { suggestion }),
      ...(variants.length > 0 && { variants }),
    }];
  });
}

async function inputProblems(
  { inputs }: CommandLine,
  place: Place,
): Promise<CommandProblem[]> {
  const problems: CommandProblem[] = [];
  for (const { url, options } of inputs) {
    const path = lastValue(options, "f") === "lavfi" ? undefined : pathOf(url);
    if (path === undefined || isPattern(path)) continue;
    const found = await kindAt(path, place);
    if (found === undefined || found === "directory") {
      problems.push({
        ...{ kind: "file", name: path },
        message: `Cannot find the input "${path}": ` +
          (found ? "it is a directory" : "there is no such file"),
      });
    }
  }
  return problems;
}

async function outputProblems(
  line: CommandLine,
  place: Place,
): Promise<CommandProblem[]> {
  const problems: CommandProblem[] = [];
  const { options } = line;
  const inputs = line.inputs.map(({ url }) => pathOf(url)).flatMap((path) =>
    path === undefined ? [] : resolve("/", place.cwd, path)
  );
  for (const { url, options: own } of line.outputs) {
    const path = pathOf(url);
    if (path === undefined || lastValue(own, "f") === "null") continue;
    const problem = (message: string) =>
      problems.push({
        ...{ kind: "file", name: path },
        message: `Cannot write the output "${path}": ${message}`,
      });
    if (inputs.includes(resolve("/", place.cwd, path))) {
      problem("it is an input, too; write to another file");
      continue;
    }
    if (isPattern(path) || path.includes("%")) continue;
    const found = await kindAt(path, place);
    if (found === "directory") problem("it is a directory");
    else if (found === "file" && !isOn(options, "y")) {
      problem("it exists; give -y to overwrite it");
    }
    const folder = dirname(resolve("/", place.cwd, path));
    if (!found && await kindAt(folder, place) !== "directory") {
      problem(`there is no directory "${folder}"; make it first`);
    }
  }
  return problems;
}

/** The path of a file; `undefined` for a pipe and other protocols. */
function pathOf(url: string): string | undefined {
  if (url === "" || url === "-" || url.startsWith("/dev/")) return undefined;
  const [, protocol, rest] = /^([A-Za-z][\w.+-]*)(?:,.*?,)?:(.*)$/s.exec(url) ??
    [];
  return protocol === undefined ? url : protocol === "file" ? rest : undefined;
}

/** Whether a path may stand for several files. */
function isPattern(path: string): boolean {
  return /%(\d*d|[*?[\]{}])|[*?]/.test(path);
}

/** What is at a path; `undefined` if nothing is, or it cannot be looked at. */
async function kindAt(
  path: string,
  { fs, cwd, mounts }: Place,
): Promise<string | undefined> {
  return await attempt(async () => {
    const found = locate(fs, resolve("/", cwd, path), mounts);
    return (await found.fs.stat(found.path)).kind;
  });
}
