// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { withoutCredentials } from "../../vfs/without_credentials.ts";
import { nearest } from "../media/check/nearest.ts";
import { carryOut } from "./carry_out.ts";
import type { Command } from "./command.ts";
import { exitCodes } from "./exit_codes.ts";
import { allCommands, findCommand } from "./find_command.ts";
import { commandHelp, overview } from "./help.ts";
import { OutputError, print, printError } from "./terminal.ts";
import { visible } from "./visible.ts";

/** Runs a command line of `afmpeg`. Returns the exit code for the process. */
export async function main(args: readonly string[]): Promise<number> {
  try {
    return await dispatch(args);
  } catch (error) {
    if (error instanceof Deno.errors.BrokenPipe) return exitCodes.brokenPipe;
    if (!(error instanceof OutputError)) throw error;
    printError(`afmpeg: ${error.message}\n`);
    return exitCodes.failure;
  }
}

async function dispatch(args: readonly string[]): Promise<number> {
  const [name = "", ...rest] = args;
  if (name === "--version") {
    const { versionText } = await import("./version_text.ts");
    return say(await versionText());
  }
  if (name === "--help" || name === "-h" || name === "help") {
    return await help(rest);
  }
  const command = await findCommand(name);
  return command
    ? await carryOut(command, rest)
    : unknownCommand(args[0], await allCommands());
}

async function help([name, ...words]: readonly string[]): Promise<number> {
  if (name === "recipes") return await helpWithRecipes(words);
  const commands = await allCommands();
  if (name === undefined || name.startsWith("-")) {
    return say(overview(commands));
  }
  const command = commands.find((command) => command.name === name);
  return command ? say(commandHelp(command)) : unknownCommand(name, commands);
}

async function helpWithRecipes(words: readonly string[]): Promise<number> {
  const { recipesHelp } = await import("./recipes.ts");
  const text = recipesHelp(words);
  if (text !== "") return say(text);
  printError(
    `afmpeg: Cannot find a recipe: received "${
      visible(words.join(" "))
    }"\nSee \`afmpeg help recipes\`\n`,
  );
  return exitCodes.usage;
}

function unknownCommand(
  name: string | undefined,
  commands: readonly Command[],
): number {
  const received = name === undefined
    ? "none"
    : `"${visible(withoutCredentials(name))}"`;
  const known = name && nearest(name, commands.map(({ name }) => name));
  const advice = name?.startsWith("-")
    ? "; the arguments of ffmpeg come after `afmpeg ffmpeg`"
    : known
    ? `; use ${known}`
    : "";
  printError(
    `afmpeg: Cannot find the command: received ${received}${advice}\n` +
      (known ? "See `afmpeg --help`\n" : `\n${overview(commands)}`),
  );
  return exitCodes.usage;
}

function say(text: string): number {
  print(text);
  return 0;
}
