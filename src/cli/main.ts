// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { nearest } from "../media/check/nearest.ts";
import { carryOut } from "./carry_out.ts";
import type { Command } from "./command.ts";
import { commands } from "./commands.ts";
import { exitCodes } from "./exit_codes.ts";
import { commandHelp, overview } from "./help.ts";
import { recipesHelp } from "./recipes.ts";
import { print, printError } from "./terminal.ts";
import { versionText } from "./version_text.ts";
import { visible } from "./visible.ts";

/** Runs a command line of `afmpeg`. Returns the exit code for the process. */
export async function main(args: readonly string[]): Promise<number> {
  const [name, ...rest] = args;
  if (name === "--version") return say(await versionText());
  if (name === "--help" || name === "-h" || name === "help") {
    return help(rest);
  }
  const command = find(name);
  if (!command) return unknownCommand(name);
  return await carryOut(command, rest);
}

function help([name, ...words]: readonly string[]): number {
  if (name === "recipes") return helpWithRecipes(words);
  if (name === undefined || name.startsWith("-")) {
    return say(overview(commands));
  }
  const command = find(name);
  return command ? say(commandHelp(command)) : unknownCommand(name);
}

function helpWithRecipes(words: readonly string[]): number {
  const text = recipesHelp(words);
  if (text !== "") return say(text);
  printError(
    `afmpeg: Cannot find a recipe: received "${
      visible(words.join(" "))
    }"\nSee \`afmpeg help recipes\`\n`,
  );
  return exitCodes.usage;
}

function unknownCommand(name: string | undefined): number {
  const received = name === undefined ? "none" : `"${name}"`;
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

function find(name: string | undefined): Command | undefined {
  return commands.find((command) => command.name === name);
}

function say(text: string): number {
  print(text);
  return 0;
}
