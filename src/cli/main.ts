// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { AfmpegError } from "../../vfs/afmpeg_error.ts";
import { TimeoutError } from "../util/errors.ts";
import { FsError } from "../../vfs/fs_error.ts";
import { errorToJSON } from "../../vfs/error_json.ts";
import type { Call, Command } from "./command.ts";
import { commands } from "./commands.ts";
import { exitCodes } from "./exit_codes.ts";
import { commandHelp, overview } from "./help.ts";
import { Interruption } from "./interrupts.ts";
import { parseCall } from "./parse_call.ts";
import { printJson } from "./reporter.ts";
import { print, printError } from "./terminal.ts";
import { UsageError } from "./usage_error.ts";
import { version } from "./version.ts";

/** Runs a command line of `afmpeg`. Returns the exit code for the process. */
export async function main(args: readonly string[]): Promise<number> {
  const [name, ...rest] = args;
  if (name === "--version") return say(`afmpeg ${version}\n`);
  if (name === "--help" || name === "-h" || name === "help") {
    return help(rest[0]);
  }
  const command = find(name);
  if (!command) {
    printError(
      `afmpeg: Cannot find the command: received ${
        name === undefined ? "none" : `"${name}"`
      }\n\n${overview(commands)}`,
    );
    return exitCodes.usage;
  }
  return await carryOut(command, rest);
}

async function carryOut(
  command: Command,
  args: readonly string[],
): Promise<number> {
  let call: Call | undefined;
  try {
    if (!command.isPassedOn && asksForHelp(args)) {
      return say(commandHelp(command));
    }
    call = parseCall(command, args);
    return await command.run(call);
  } catch (error) {
    return report(command.name, error, call?.has("json") ?? false);
  }
}

function asksForHelp(args: readonly string[]): boolean {
  const end = args.indexOf("--");
  const own = end < 0 ? args : args.slice(0, end);
  return own.includes("--help") || own.includes("-h");
}

function help(name: string | undefined): number {
  const command = find(name);
  if (command) return say(commandHelp(command));
  return say(overview(commands));
}

function find(name: string | undefined): Command | undefined {
  return commands.find((command) => command.name === name);
}

function say(text: string): number {
  print(text);
  return 0;
}

/** Reports an error, once, and briefly unless it is a bug of this program. */
function report(command: string, error: unknown, asJson: boolean): number {
  const exitCode = exitCodeOf(error);
  if (asJson && error instanceof Error) {
    printJson({ type: "error", exitCode, error: errorToJSON(error) });
  } else if (isUsageError(error)) {
    printError(
      `afmpeg ${command}: ${error.message}\nSee \`afmpeg ${command} --help\`\n`,
    );
  } else if (!isSilent(error)) {
    printError(`afmpeg ${command}: ${textOf(error)}\n`);
  }
  return exitCode;
}

/** Whether the command line is invalid: the library, too, refuses values before it starts. */
function isUsageError(error: unknown): error is Error {
  return error instanceof UsageError ||
    (error instanceof TypeError && error.message.startsWith("Cannot use `"));
}

/** Whether an error needs no report: the user caused it, or nobody reads it. */
function isSilent(error: unknown): boolean {
  return error instanceof Interruption ||
    error instanceof Deno.errors.BrokenPipe;
}

function exitCodeOf(error: unknown): number {
  if (isUsageError(error)) return exitCodes.usage;
  if (error instanceof Interruption) return error.exitCode;
  if (error instanceof Deno.errors.BrokenPipe) return exitCodes.brokenPipe;
  if (error instanceof TimeoutError) return exitCodes.timeout;
  return exitCodes.failure;
}

function textOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const isExpected = error instanceof AfmpegError ||
    error instanceof FsError ||
    Object.values(Deno.errors).some((type) => error instanceof type);
  return isExpected ? error.message : error.stack ?? error.message;
}
