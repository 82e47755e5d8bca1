// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Fs } from "../../vfs/fs.ts";
import { isErrno } from "../../vfs/is_errno.ts";
import type { Plan } from "../media/recipe/plan.ts";
import type { RecipeOptions } from "../media/recipe/recipe_options.ts";
import type { Runtime } from "../runtime.ts";
import type { Call, CliOption, Command, ValueOption } from "./command.ts";
import { assertOther } from "./assert_other.ts";
import { engineOption } from "./engine_option.ts";
import { absolutePath } from "./absolute_path.ts";
import { timeoutOption } from "./guest_options.ts";
import { inputFile, STDIN } from "./input_file.ts";
import { hostPath, mountOf, mountOption } from "./mounts.ts";
import { NewOutputFs } from "./new_output_fs.ts";
import { operandsText } from "./operands_text.ts";
import { isTaken, mayOverwrite, overwriteOption } from "./overwrite.ts";
import { reporterFor } from "./reporter.ts";
import { print } from "./terminal.ts";
import { UsageError } from "./usage_error.ts";
import { type GuestRun, useGuest } from "./use_guest.ts";
import { shellQuoted, visible } from "./visible.ts";

/** What a recipe is carried out with. */
export interface Making {
  readonly runtime: Runtime;
  readonly fs: Fs;
  /** The paths of the inputs. */
  readonly inputs: readonly [string, ...string[]];
  readonly output: string;
  /** The options of the call and of its run. */
  // deno-lint-ignore no-explicit-any
  readonly options: RecipeOptions & Record<string, any>;
  readonly call: Call;
}

/** A command that makes a file by a recipe. */
export interface RecipeVerb {
  readonly name: string;
  readonly summary: string;
  readonly details: string;
  /** Its own options; those with a value are passed on by the names of the library. */
  readonly options: readonly CliOption[];
  /** Whether there may be several inputs. */
  readonly hasInputs?: boolean;
  /** Options whose values are files that are read, apart from the inputs. */
  readonly reads?: readonly ValueOption<string>[];
  /** What the output is called in `--help`; the default is OUTPUT. */
  readonly target?: string;
  /** Whether the output is a directory, which is made if there is none. */
  readonly isFolder?: boolean;
  /** How many guests run at the same time. */
  size?(call: Call): number;
  /** Checks what can be checked before the engine is loaded. */
  check?(call: Call): void;
  make(making: Making): Promise<Plan>;
  /** What there is to say about what was made, a line each. */
  say?(plan: Plan): readonly string[];
}

const explainOption: CliOption = {
  name: "explain",
  aliases: ["dry-run"],
  summary: "print what would be run, and make nothing",
};

/** The options that all commands of recipes have. */
const common: readonly CliOption[] = [
  engineOption,
  mountOption,
  timeoutOption,
  overwriteOption,
  explainOption,
  { name: "json", summary: "report as JSON, and print the plan" },
];

/** Where the guest finds standard input. */
const STDIN_MOUNT = "/afmpeg-stdin";

/** Makes a command of a recipe. */
export function recipeCommand(verb: RecipeVerb): Command {
  const { name, summary, details, options, hasInputs, target = "OUTPUT" } =
    verb;
  return {
    name,
    summary,
    group: "make files",
    operands: `[options] INPUT${hasInputs ? "..." : ""} ${target}`,
    details,
    options: [
      ...options,
      // Nothing is ever replaced in a directory.
      ...common.filter((option) =>
        !verb.isFolder || option !== overwriteOption
      ),
    ],
    run: (call) => runRecipe(verb, call),
  };
}

/** Carries out a recipe for a call. Returns the exit code. */
async function runRecipe(verb: RecipeVerb, call: Call): Promise<number> {
  const { files, output } = operandsOf(verb, call);
  const mounts = call.readAll(mountOption);
  const others = (verb.reads ?? []).flatMap((option) =>
    call.read(option) ?? []
  );
  const read = [...files, ...others].filter((file) => file !== STDIN);
  assertOther(
    verb.name,
    read.map((file) => hostPath(file, mounts)),
    output,
    hostPath(output, mounts),
  );
  verb.check?.(call);
  const isDry = call.has(explainOption.name);
  const replaces = isDry || await makeReady(verb, call, output);
  using reporter = reporterFor(call);
  const guestRun: GuestRun = {
    named: {
      inputs: read,
      outputs: [verb.isFolder ? `${output}/any` : output],
      others: [],
    },
    isStaged: true,
    size: isDry ? 1 : verb.size?.(call) ?? 1,
  };
  return await useGuest(call, guestRun, async (guest) => {
    const { runtime, interrupts } = guest;
    const fs = replaces ? guest.fs : new NewOutputFs(guest.fs, output);
    const inputs: string[] = [];
    const mounts: Record<string, Fs> = {};
    for (const file of files) {
      const found = await inputFile(file, guest);
      if (file === STDIN) mounts[STDIN_MOUNT] = found.fs;
      inputs.push(file === STDIN ? STDIN_MOUNT + found.path : found.path);
    }
    let plan: Plan;
    try {
      plan = await verb.make({
        ...{ runtime, fs, call },
        inputs: inputs as [string, ...string[]],
        output: absolutePath(output, Deno.cwd()),
        options: {
          ...optionsOf(call, verb.options, verb.reads),
          mounts,
          timeout: call.read(timeoutOption) ?? Infinity,
          maxBytes: Infinity,
          signal: interrupts.signal,
          dryRun: isDry,
          onProgress: (progress) => reporter.progress(progress),
        },
      });
    } catch (error) {
      if (verb.isFolder && isErrno(error, "ENOTEMPTY")) {
        throw new UsageError(
          `Cannot ${verb.name}: received "${output}", a directory that has ` +
            "other files; name another one, or empty it",
        );
      }
      if (!replaces && isErrno(error, "EEXIST")) {
        throw new UsageError(
          `Cannot write "${output}": received a name that exists by now; give ` +
            "another one, or --overwrite (-y)",
        );
      }
      throw error;
    }
    if (call.has("json")) print(`${JSON.stringify(plan)}\n`);
    else if (isDry) print(linesOf(plan));
    if (isDry) return 0;
    reporter.end({
      exitCode: 0,
      notes: (verb.say?.(plan) ?? []).map((message) => ({ message })),
    });
    return 0;
  });
}

function operandsOf(
  { name, hasInputs, target = "OUTPUT" }: RecipeVerb,
  call: Call,
): { files: readonly string[]; output: string } {
  const { operands } = call;
  const output = operands.at(-1);
  const files = operands.slice(0, -1);
  const isRight = output !== undefined && files.length > 0 &&
    (hasInputs || files.length === 1) && output !== STDIN &&
    files.filter((file) => file === STDIN).length <= 1;
  if (isRight) return { files, output };
  throw new UsageError(
    output === STDIN
      ? `Cannot ${name}: received "-" as ${target}; name a file`
      : `Cannot ${name}: received ${operandsText(call)}; name ${
        hasInputs ? "inputs" : "an input"
      } and then ${target}`,
  );
}

/**
 * Asks about an output that exists, and makes the directory that is one. Returns whether
 * what is there may be replaced: in a directory, nothing is.
 */
async function makeReady(
  { isFolder }: RecipeVerb,
  call: Call,
  output: string,
): Promise<boolean> {
  // The guest finds it where a mount is, if there is one.
  const mounts = call.readAll(mountOption);
  const place = hostPath(output, mounts);
  if (!isFolder) return mayOverwrite(call, isTaken(place) ? [output] : []);
  if (!mountOf(output, mounts)?.isReadOnly) {
    await Deno.mkdir(place, { recursive: true });
  }
  return true;
}

/** The options of a call, by the names that the library has for them. */
function optionsOf(
  call: Call,
  options: readonly CliOption[],
  reads: readonly CliOption[] = [],
): Record<string, unknown> {
  return Object.fromEntries(
    options.filter(({ name }) => call.has(name)).map((option) => {
      const { name, kind } = option;
      const value = kind === undefined ? true : call.read({ ...option, kind });
      return [
        name.replaceAll(/-(\w)/g, (_, letter) => letter.toUpperCase()),
        reads.includes(option)
          ? absolutePath(value as string, Deno.cwd())
          : value,
      ];
    }),
  );
}

/** The command lines of a plan, as a shell reads them, and its texts. */
function linesOf({ steps, files = {}, work }: Plan): string {
  const texts = Object.entries(files).map(([name, text]) =>
    `# ${work}/${name}:\n${
      text.trimEnd().split("\n").map((line) => `#   ${visible(line)}\n`).join(
        "",
      )
    }`
  );
  return texts.join("") +
    steps.map(({ argv }) => `${visible(argv.map(shellQuoted).join(" "))}\n`)
      .join("");
}
