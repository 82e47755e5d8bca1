// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { TimeoutError } from "../util/errors.ts";
import { errorToJSON } from "../../vfs/error_json.ts";
import type { Call, Command } from "./command.ts";
import { errorText, isUsage } from "./error_text.ts";
import { exitCodes } from "./exit_codes.ts";
import { commandHelp } from "./help.ts";
import { Interruption } from "./interrupts.ts";
import type { Removal } from "./outputs_fs.ts";
import { parseCall } from "./parse_call.ts";
import { printJson, printNotes } from "./reporter.ts";
import { print, printError } from "./terminal.ts";
import { Unfinished } from "./unfinished.ts";
import { UsageError } from "./usage_error.ts";
import { visible, visibleLines } from "./visible.ts";

/** Runs a command, and reports what it fails with. Returns the exit code. */
export async function carryOut(
  command: Command,
  args: readonly string[],
): Promise<number> {
  let call: Call | undefined;
  try {
    if (!command.isPassedOn && asksForHelp(args)) {
      print(commandHelp(command));
      return 0;
    }
    call = parseCall(command, args);
    return await command.run(call);
  } catch (error) {
    return report(
      command,
      error,
      call?.has("json") ?? asksForJson(command, args),
    );
  }
}

function asksForHelp(args: readonly string[]): boolean {
  const own = ownArgs(args);
  return own.includes("--help") || own.includes("-h");
}

/** Whether a call that cannot be parsed asks for JSON. */
function asksForJson(command: Command, args: readonly string[]): boolean {
  return command.options.some(({ name }) => name === "json") &&
    ownArgs(args).includes("--json");
}

/** The arguments before those of the guest. */
function ownArgs(args: readonly string[]): readonly string[] {
  const end = args.indexOf("--");
  return end < 0 ? args : args.slice(0, end);
}

/** Reports an error, once, and briefly unless it is a bug of this program. */
function report(command: Command, thrown: unknown, asJson: boolean): number {
  const { error, notes, removal } = thrown instanceof Unfinished
    ? { ...thrown, error: thrown.cause }
    : { error: thrown, notes: [], removal: undefined };
  const exitCode = exitCodeOf(error);
  const text = errorText(error, command);
  const shown = visibleLines(text);
  if (asJson && error instanceof Error) {
    printJson({
      ...{ type: "error", exitCode },
      error: { ...errorToJSON(error), message: text },
      ...(notes.length > 0 && { notes }),
      ...(removal && { ...removal }),
    });
  } else if (exitCode === exitCodes.usage) {
    printError(
      `afmpeg ${command.name}: ${shown}\nSee \`${
        command.isPassedOn
          ? `afmpeg help ${command.name}`
          : `afmpeg ${command.name} --help`
      }\`\n`,
    );
  } else if (exitCode !== exitCodes.brokenPipe) {
    // Nobody reads it after a broken pipe.
    printError(`afmpeg ${command.name}: ${shown}${removalText(removal)}\n`);
    printNotes(command.name, notes);
  }
  return exitCode;
}

function exitCodeOf(error: unknown): number {
  if (error instanceof UsageError || isUsage(error)) return exitCodes.usage;
  if (error instanceof Interruption) return error.exitCode;
  if (error instanceof Deno.errors.BrokenPipe) return exitCodes.brokenPipe;
  if (error instanceof TimeoutError) return exitCodes.timeout;
  return exitCodes.failure;
}

/** How many names of removed files are shown. */
const MOST = 5;

function removalText(removal: Removal | undefined): string {
  if (removal === undefined) return "";
  const { removed, left } = removal;
  return list("; removed", removed) + list("; could not remove", left);
}

function list(what: string, paths: readonly string[]): string {
  if (paths.length === 0) return "";
  const more = paths.length - MOST;
  return `${what} ${
    paths.slice(0, MOST).map((path) => `"${visible(path)}"`).join(", ")
  }${more > 0 ? ` and ${more} more` : ""}`;
}
