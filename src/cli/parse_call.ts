// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { parseArgs } from "@std/cli/parse-args";
import type { Call, Command } from "./command.ts";
import { UsageError } from "./usage_error.ts";

const byteUnits = { KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30 };
// "ms" comes before "s", with which it ends.
const timeUnits = { ms: 1, s: 1000, min: 60_000, h: 3_600_000 };

/**
 * Parses the arguments of a command.
 *
 * @throws {UsageError} when an option is unknown or lacks its value.
 */
export function parseCall(command: Command, args: readonly string[]): Call {
  if (command.isPassedOn) return callOf([], args, new Map());
  const withValue = command.options.filter(({ value }) => value !== undefined);
  const nameOf = ({ name }: { name: string }) => name;
  const parsed = parseArgs([...args], {
    "--": true,
    boolean: command.options.filter(({ value }) => value === undefined)
      .map(nameOf),
    // With "_", operands stay as written, even if they look like numbers.
    string: [...withValue.map(nameOf), "_"],
    collect: withValue.map(nameOf),
    unknown(arg, key) {
      if (key === undefined) return true;
      throw new UsageError(`Cannot find the option: received "${arg}"`);
    },
  });
  const given = new Map<string, readonly string[]>();
  for (const { name, value, isRepeatable } of command.options) {
    if (value === undefined) {
      if (parsed[name] === true) given.set(name, []);
      continue;
    }
    const values = parsed[name] as string[];
    if (values.length === 0) continue;
    if (values.includes("")) {
      throw new UsageError(
        `Cannot use the option --${name}: received no ${value}`,
      );
    }
    given.set(name, isRepeatable ? values : values.slice(-1));
  }
  return callOf(parsed._ as string[], parsed["--"] as string[], given);
}

function callOf(
  operands: readonly string[],
  rest: readonly string[],
  given: ReadonlyMap<string, readonly string[]>,
): Call {
  const value = (name: string) => given.get(name)?.at(-1);
  return {
    operands,
    rest,
    value,
    has: (name) => given.has(name),
    values: (name) => given.get(name) ?? [],
    number: (name) => amount(name, value(name), {}),
    bytes(name) {
      const bytes = amount(name, value(name), byteUnits);
      return bytes && Math.round(bytes);
    },
    milliseconds: (name) => amount(name, value(name), timeUnits),
  };
}

/** Parses a number, optionally followed by one of `units`. */
function amount(
  name: string,
  text: string | undefined,
  units: Readonly<Record<string, number>>,
): number | undefined {
  if (text === undefined) return undefined;
  const unit = Object.keys(units).find((unit) =>
    text.endsWith(unit) && text !== unit
  );
  const number = unit === undefined
    ? Number(text)
    : Number(text.slice(0, -unit.length)) * units[unit]!;
  if (number >= 0) return number;
  const names = Object.keys(units).join(", ");
  throw new UsageError(
    `Cannot use the option --${name}: received "${text}"; give a number of 0 ` +
      `or more${names && `, optionally followed by one of ${names}`}`,
  );
}
