import { checkNumber, type NumberBounds } from "../../vfs/check_number.ts";
import { typeNameOf } from "./type_name.ts";

/** Throws a `TypeError` unless `value`, which is given as `name`, can be used. */
export type OptionCheck = (name: string, value: unknown) => void;

/** What each option of `T` may be. */
export type OptionTable<T> = {
  readonly [Name in keyof T]-?: OptionCheck;
};

/**
 * Checks options that the caller has given: that there are none but those of
 * `table`, and that each is what it may be.
 *
 * @param owner What the options are for, as the caller calls it: `run`.
 * @throws {TypeError} when one is not.
 */
export function checkOptions(
  owner: string,
  options: unknown,
  table: Readonly<Record<string, OptionCheck>>,
): void {
  if (typeof options !== "object" || options === null) {
    throw new TypeError(
      `Cannot use the options of ${owner}: received ${shown(options)}; ` +
        "give an object",
    );
  }
  for (const name of Object.keys(options)) {
    if (Object.hasOwn(table, name)) continue;
    const names = Object.keys(table).map((name) => `\`${name}\``).join(", ");
    throw new TypeError(
      `Cannot use \`${name}\`: received an option that ${owner} does not ` +
        `have; give one of ${names}`,
    );
  }
  for (const [name, check] of Object.entries(table)) {
    const value = (options as Record<string, unknown>)[name];
    if (value !== undefined) check(name, value);
  }
}

/** Those of `options` that `table` has: what is passed on to something else. */
export function pickOptions<T>(options: object, table: OptionTable<T>): T {
  const picked: Record<string, unknown> = {};
  for (const name of Object.keys(table)) {
    const value = (options as Record<string, unknown>)[name];
    if (value !== undefined) picked[name] = value;
  }
  return picked as T;
}

/** A table without some of its options. */
export function without<T, Name extends keyof T>(
  table: OptionTable<T>,
  ...names: readonly Name[]
): OptionTable<Omit<T, Name>> {
  const rest = Object.entries(table)
    .filter(([name]) => !names.some((other) => other === name));
  return Object.fromEntries(rest) as OptionTable<Omit<T, Name>>;
}

/** The error of a value that is not what it may be. */
export function unusable(
  name: string,
  value: unknown,
  expected: string,
): TypeError {
  return new TypeError(
    `Cannot use \`${name}\`: received ${shown(value)}; give ${expected}`,
  );
}

/** A number within bounds. */
export function numberOption(bounds: NumberBounds = {}): OptionCheck {
  return (name, value) => {
    if (typeof value === "number") return checkNumber(name, value, bounds);
    const { least = 0, isWhole, isLimit } = bounds;
    const kind = isWhole ? "a whole number" : "a number";
    const orNone = isLimit ? ", or Infinity" : "";
    throw unusable(name, value, `${kind} of at least ${least}${orNone}`);
  };
}

/** What bounds a count or a number of bytes; `Infinity` bounds nothing. */
export const limitOption: OptionCheck = numberOption({
  isWhole: true,
  isLimit: true,
});

/** Anything for which `fits` is true, in words `expected`. */
function kindOption(
  expected: string,
  fits: (value: unknown) => boolean,
): OptionCheck {
  return (name, value) => {
    if (!fits(value)) throw unusable(name, value, expected);
  };
}

/** `true` or `false`. */
export const flagOption: OptionCheck = kindOption(
  "true or false",
  (value) => typeof value === "boolean",
);

/** A string. */
export const textOption: OptionCheck = kindOption(
  "a string",
  (value) => typeof value === "string",
);

/** A function. */
export const functionOption: OptionCheck = kindOption(
  "a function",
  (value) => typeof value === "function",
);

/** An `AbortSignal`. */
export const signalOption: OptionCheck = kindOption(
  "an AbortSignal",
  (value) => value instanceof AbortSignal,
);

/** A file system: has at least what a guest cannot do without. */
export const fsOption: OptionCheck = kindOption(
  "an Fs, for instance a MemoryFs",
  (value) =>
    typeof value === "object" && value !== null &&
    ["openFile", "stat", "mkdir", "remove", "rename"].every((method) =>
      typeof (value as Record<string, unknown>)[method] === "function"
    ),
);

/** One of several words. */
export function wordOption(...words: readonly string[]): OptionCheck {
  return kindOption(
    words.map((word) => JSON.stringify(word)).join(" or "),
    (value) => words.some((word) => word === value),
  );
}

/** An array, of which each member passes `check`. */
export function listOption(check: OptionCheck): OptionCheck {
  return (name, value) => {
    if (!Array.isArray(value)) throw unusable(name, value, "an array");
    for (const [i, member] of value.entries()) check(`${name}[${i}]`, member);
  };
}

/** An object, of which each value passes `check`. */
export function recordOption(check: OptionCheck): OptionCheck {
  return (name, value) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      throw unusable(name, value, "an object");
    }
    for (const [key, member] of Object.entries(value)) {
      check(`${name}[${JSON.stringify(key)}]`, member);
    }
  };
}

/** What is checked where it is used. */
export const checkedLater: OptionCheck = () => {};

/** A value as a message shows it, which may be of any size and kind. */
function shown(value: unknown): string {
  if (typeof value === "string") {
    return JSON.stringify(value.length > 64 ? `${value.slice(0, 63)}…` : value);
  }
  const isObject = typeof value === "object" && value !== null;
  return isObject || typeof value === "function"
    ? typeNameOf(value)
    : Deno.inspect(value);
}
