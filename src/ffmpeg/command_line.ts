import { switches } from "./switches.ts";

/** An option of a command line. */
export interface CommandOption {
  /** Its name without the dash and without a stream specifier: `c` of `-c:v`. */
  readonly name: string;
  /** What follows the name behind a colon: `v` of `-c:v`. */
  readonly specifier: string | undefined;
  /** What it is set to; `undefined` where it takes nothing. */
  readonly value: string | undefined;
  /** Where in the command line it stands. */
  readonly index: number;
}

/** An input or output of a command line. */
export interface CommandFile {
  /** As it was written. */
  readonly url: string;
  /** Where in the command line the URL stands. */
  readonly index: number;
  /** The options in front of it; some of them may be global. */
  readonly options: readonly CommandOption[];
}

/** A command line of ffmpeg in its parts. */
export interface CommandLine {
  readonly inputs: readonly CommandFile[];
  readonly outputs: readonly CommandFile[];
  /** All options but `-i`, in their order. */
  readonly options: readonly CommandOption[];
}

/** Takes a command line of ffmpeg, without its name, apart in the way ffmpeg does. */
export function parseCommandLine(args: readonly string[]): CommandLine {
  const inputs: CommandFile[] = [];
  const outputs: CommandFile[] = [];
  const all: CommandOption[] = [];
  let options: CommandOption[] = [];
  const addFile = (files: CommandFile[], index: number) => {
    files.push({ url: args[index] ?? "", index, options });
    options = [];
  };
  for (let index = 0; index < args.length; index++) {
    const arg = args[index]!;
    if (arg === "--") addFile(outputs, ++index);
    else if (arg === "-i") addFile(inputs, ++index);
    else if (!/^-./.test(arg)) addFile(outputs, index);
    else {
      const [, name, specifier] = /^--?([^:]*)(?::(.*))?$/s.exec(arg)!;
      const value = switches.has(name!) ? undefined : args[index + 1] ?? "";
      const option = { name: name!, specifier, value, index };
      options.push(option);
      all.push(option);
      if (value !== undefined) index++;
    }
  }
  return { inputs, outputs, options: all };
}

/** The value of the last option of one of the given names: the one that counts. */
export function lastValue(
  options: readonly CommandOption[],
  ...names: string[]
): string | undefined {
  return options.findLast(({ name }) => names.includes(name))?.value;
}
