// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { AfmpegError } from "../../vfs/afmpeg_error.ts";
import { LimitError, TimeoutError } from "../util/errors.ts";
import type { Command } from "./command.ts";
import { Interruption } from "./interrupts.ts";
import { UsageError } from "./usage_error.ts";

/** An error as people read it, in terms of the options of a command. */
export function errorText(error: unknown, command: Command): string {
  if (!(error instanceof Error)) return String(error);
  // What the library advises names its own option.
  const [received = ""] = error.message.split("; raise");
  if (error instanceof TimeoutError) {
    const inUnits = received.replace(
      /([\d.]+) ms$/,
      (_, time) => timeText(Number(time)),
    );
    return `${inUnits}${adviceFor(command, "timeout")}`;
  }
  if (error instanceof LimitError) {
    // That of a run ends in ENOSPC; here, it bounds a module that is fetched.
    const advice = error.option === "maxBytes"
      ? ""
      : adviceFor(command, optionOf(error.option));
    return `${received}${advice}`;
  }
  if (error instanceof Deno.errors.NotCapable) return permissionText(error);
  const isExpected = isUsage(error) || error instanceof AfmpegError ||
    error instanceof UsageError || error instanceof Interruption ||
    Object.values(Deno.errors).some((type) => error instanceof type) ||
    isOfSystem(error);
  return isExpected
    ? inTermsOf(command, withoutSystemCall(error.message))
    : error.stack ?? error.message;
}

/** Whether a call of the system failed in a way that has no class: ENOSPC, for instance. */
function isOfSystem(error: Error): boolean {
  return "code" in error && /^E[A-Z\d]+$/.test(String(error.code));
}

/** An error of Deno in our words: it ends in `(os error 2): readfile 'path'`. */
function withoutSystemCall(message: string): string {
  return message.replace(
    /^(\w)(.*) \(os error \d+\): \w+ '([^']*)'$/s,
    (_, first, rest, path) =>
      `Cannot open "${path}": ${first.toLowerCase()}${rest}`,
  );
}

/** Whether the library refused an option, which the command should have done. */
export function isUsage(error: unknown): boolean {
  return error instanceof TypeError && error.message.startsWith("Cannot use `");
}

function adviceFor({ options }: Command, name: string): string {
  return options.some((option) => option.name === name)
    ? `; raise --${name}, or leave it out`
    : "";
}

/**
 * Names the options of a command as it does, `--at-sec 3` for `atSec: 3`, and its
 * operands: `OUTPUT`.
 */
function inTermsOf({ options, operands }: Command, message: string): string {
  return message.replace(
    /`([a-z]\w*)(?:: ([^`]+))?`/g,
    (quoted, name, value) => {
      const own = optionOf(name);
      const option = options.find((option) => option.name === own);
      if (!option) {
        const operand = name.toUpperCase();
        return operands.split(/\W+/).includes(operand) ? operand : quoted;
      }
      return option.value === undefined || value === undefined
        ? `--${own}`
        : `--${own} ${value.replace(/^"(.*)"$/, "$1")}`;
    },
  ).replace("set soleWriter", "set AFMPEG_SOLE_WRITER=1");
}

/** The name that an option of the library has here. */
function optionOf(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** A number of milliseconds in the unit that fits. */
function timeText(time: number): string {
  return time < 1000 ? `${time} ms` : `${time / 1000} s`;
}

/** Says which permission is missing; Deno only says how to run a script with it. */
function permissionText({ message }: Error): string {
  const [, kind, what = ""] = /^Requires (\w+) access(?: to (.*?))?, run again/s
    .exec(message) ?? [];
  if (kind === undefined) return message;
  const thing = what.replace(/^"(.*)"$/s, "$1");
  const value = thing === "" || /[\s,]/.test(thing) ? "" : `=${thing}`;
  return `Cannot go on: received no permission for ${kind} access${
    what && ` to ${what}`
  }; run or install afmpeg with --allow-${kind}${value}, or with -A`;
}
