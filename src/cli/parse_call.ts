// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { parseArgs } from "@std/cli/parse-args";
import { withoutCredentials } from "../../vfs/without_credentials.ts";
import { nearest } from "../media/check/nearest.ts";
import type { Call, CliOption, Command, ValueOption } from "./command.ts";
import { UsageError } from "./usage_error.ts";

/**
 * Parses the arguments of a command, and checks the values of its options.
 *
 * @throws {UsageError} when an option is unknown, lacks its value, or cannot have it.
 */
export function parseCall(command: Command, args: readonly string[]): Call {
  if (!command.isPassedOn) return parseOwn(command, args, []);
  const end = endOfOptions(command, args);
  // As for `afmpeg run`, "--" may end them; without them, it is the guest's.
  const rest = args.slice(end > 0 && args[end] === "--" ? end + 1 : end);
  return parseOwn(command, args.slice(0, end), rest);
}

/** How many arguments are options of a command that passes the others on. */
function endOfOptions(command: Command, args: readonly string[]): number {
  let at = 0;
  while (/^--./s.test(args[at] ?? "")) {
    const name = args[at]!.slice(2).replace(/=.*/s, "");
    const option = command.options.find((option) =>
      namesOf(option).includes(name)
    );
    if (!option) {
      // Of what begins with two dashes, this is all that ffmpeg understands.
      if (name === "help") break;
      throw unknownOption(command, args[at]!);
    }
    at += option.value === undefined || args[at]!.includes("=") ? 1 : 2;
  }
  return Math.min(at, args.length);
}

function parseOwn(
  command: Command,
  args: readonly string[],
  guestArgs: readonly string[],
): Call {
  const { options } = command;
  const withValue = options.filter(({ value }) => value !== undefined);
  const switches = options.filter(({ value }) => value === undefined);
  const nameOf = ({ name }: CliOption) => name;
  for (const name of switches.flatMap(namesOf)) refuseValue(args, name);
  const parsed = parseArgs([...args], {
    "--": true,
    alias: Object.fromEntries(
      options.map(({ name, aliases = [] }) => [name, aliases]),
    ),
    boolean: switches.map(nameOf),
    // With "_", operands stay as written, even if they look like numbers.
    string: [...withValue.map(nameOf), "_"],
    collect: withValue.map(nameOf),
    unknown(arg, key) {
      if (key === undefined) return true;
      throw unknownOption(command, arg);
    },
  });
  const given = new Map<string, readonly unknown[]>();
  for (const option of options) {
    const { name, kind, value, isRepeatable } = option;
    if (kind === undefined) {
      if (parsed[name] === true) given.set(name, []);
      continue;
    }
    const values = parsed[name] as string[];
    if (values.length === 0) continue;
    const read = values.map((text) => {
      const meant = text === "" ? undefined : kind.read(text);
      if (meant !== undefined) return meant;
      throw new UsageError(
        `Cannot use the option --${name}: received ${
          text === "" ? `no ${value}` : `"${withoutCredentials(text)}"`
        }; ${kind.advice}`,
      );
    });
    given.set(name, isRepeatable ? read : read.slice(-1));
  }
  const rest = parsed["--"] as string[];
  return {
    command: command.name,
    operands: [
      ...parsed._ as string[],
      ...command.passesRest ? [] : rest,
    ],
    rest: command.passesRest ? rest : guestArgs,
    has: (name) => given.has(name),
    read: <T>({ name }: ValueOption<T>) => given.get(name)?.at(-1) as T,
    readAll: <T>({ name }: ValueOption<T>) => (given.get(name) ?? []) as T[],
  };
}

function namesOf({ name, aliases = [] }: CliOption): string[] {
  return [name, ...aliases];
}

/** A switch with a value would be on, whatever the value says. */
function refuseValue(args: readonly string[], name: string): void {
  const end = args.indexOf("--");
  const own = end < 0 ? args : args.slice(0, end);
  const arg = own.find((arg) => arg.startsWith(`--${name}=`));
  if (arg === undefined) return;
  throw new UsageError(
    `Cannot use the option --${name}: received "${
      withoutCredentials(arg)
    }"; it has no value`,
  );
}

function unknownOption(
  { name, options, passesRest, isPassedOn }: Command,
  arg: string,
): UsageError {
  const known = nearest(
    arg.replace(/^-+|=.*/gs, ""),
    options.flatMap(namesOf).filter((name) => name.length > 1),
  );
  const advice = known !== undefined && (arg.startsWith("--") || !passesRest)
    ? `; use --${known}`
    : passesRest && !arg.startsWith("--")
    ? `; the arguments of ffmpeg come after \`--\`: afmpeg ${name} -- ${arg} ...`
    : isPassedOn
    ? "; those of afmpeg come first and have two dashes, those of " +
      `${name} have one`
    : !passesRest && /^-[^-].*\./.test(arg)
    ? `; a file of that name is ./${arg}`
    : "";
  return new UsageError(
    `Cannot find the option: received "${withoutCredentials(arg)}"${advice}`,
  );
}
