// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Probe } from "../media/probe/probe_result.ts";
import type { Call, Command } from "./command.ts";
import { timeoutOption } from "./guest_options.ts";
import { inputFile, namedInputs } from "./input_file.ts";
import { recipeCommand, type RecipeVerb } from "./recipe_command.ts";
import { print } from "./terminal.ts";
import { UsageError } from "./usage_error.ts";
import { useGuest } from "./use_guest.ts";
import { visible } from "./visible.ts";

/** What such a command prints of its input. */
export interface Reading {
  /** With `--json`. */
  readonly json: unknown;
  readonly lines: readonly string[];
}

/** Makes a command of a recipe that, without an output, prints what the input has. */
export function readingCommand(
  verb: RecipeVerb,
  read: (probe: Probe) => Reading,
): Command {
  const writing = recipeCommand(verb);
  return {
    ...writing,
    operands: "[options] INPUT [OUTPUT]",
    run: (call) =>
      call.operands.length === 1
        ? printInput(verb, call, read)
        : writing.run(call),
  };
}

async function printInput(
  { name, options }: RecipeVerb,
  call: Call,
  read: (probe: Probe) => Reading,
): Promise<number> {
  const [file] = call.operands as [string];
  const change = options.find(({ name }) => call.has(name));
  if (change) {
    throw new UsageError(
      `Cannot change the ${name}: received --${change.name} and no OUTPUT; name one`,
    );
  }
  return await useGuest(call, { named: namedInputs([file]) }, async (guest) => {
    const { fs, path } = await inputFile(file, guest);
    const timeout = call.read(timeoutOption);
    const { json, lines } = read(
      await guest.runtime.probe(fs, path, {
        signal: guest.interrupts.signal,
        ...(timeout !== undefined && { timeout }),
      }),
    );
    print(
      call.has("json")
        ? `${JSON.stringify(json, null, 2)}\n`
        : lines.map((line) => `${visible(line)}\n`).join(""),
    );
    return 0;
  });
}
