import { parseArgs } from "@std/cli/parse-args";
import type { Call, Command } from "./command.ts";
import { UsageError } from "./usage_error.ts";

/** Takes the arguments of a command apart. Errors: {@linkcode UsageError}. */
export function parseCall(command: Command, args: readonly string[]): Call {
  if (command.isPassedOn) return callOf([], args, new Map());
  const withValue = command.options.filter(({ value }) => value !== undefined);
  const nameOf = ({ name }: { name: string }) => name;
  const parsed = parseArgs([...args], {
    "--": true,
    boolean: command.options.filter(({ value }) => value === undefined)
      .map(nameOf),
    // With "_", operands stay as they were written, also those like numbers.
    string: [...withValue.map(nameOf), "_"],
    collect: withValue.map(nameOf),
    unknown(arg, key) {
      if (key === undefined) return true;
      throw new UsageError(`Cannot understand the option: received "${arg}"`);
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
    number(name) {
      const text = value(name);
      if (text === undefined) return undefined;
      const number = Number(text);
      if (number >= 0) return number;
      throw new UsageError(
        `Cannot use the option --${name}: received "${text}", which is no ` +
          "number of 0 or more",
      );
    },
  };
}
