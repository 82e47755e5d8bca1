// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { checkNumber, type NumberBounds } from "./check_number.ts";
import type { Fs } from "./fs.ts";
import { received } from "./received.ts";

/**
 * What callers give, looked at before anything starts: `deno run` checks no types,
 * and JavaScript has none.
 *
 * @module
 */

/** Throws a `TypeError`, unless the value is what `name` may be. */
export type Check = (name: string, value: unknown) => void;

/** What each option of `T` may be. */
export type OptionTable<T> = {
  readonly [Name in keyof T]-?: Check;
};

/**
 * Checks the options of `owner`: each that is given must be known, and be what it
 * may be.
 *
 * @throws {TypeError}
 */
export function checkOptions<T extends object>(
  owner: string,
  options: T | undefined,
  checks: OptionTable<T>,
): void {
  if (options === undefined) return;
  if (
    typeof options !== "object" || options === null || Array.isArray(options)
  ) {
    throw refusal(`the options of ${owner}`, options, "an object");
  }
  for (const name of Object.keys(options)) {
    if (Object.hasOwn(checks, name)) continue;
    throw new TypeError(
      `Cannot use \`${name}\`: received an option that ${owner} does not ` +
        `have; give one of ${
          Object.keys(checks).map((known) => `\`${known}\``).join(", ")
        }`,
    );
  }
  // Not only its own properties: an instance of a class will do as well.
  for (const name of Object.keys(checks) as (keyof T & string)[]) {
    const value = options[name];
    if (value !== undefined) checks[name](name, value);
  }
}

/**
 * Checks an object of whatever names, of which each stands for what `check` wants.
 *
 * @throws {TypeError}
 */
export function checkRecord(name: string, record: unknown, check: Check): void {
  // A Map, or an array, has entries that are not its properties.
  if (
    typeof record !== "object" || record === null || Symbol.iterator in record
  ) {
    throw refusal(`\`${name}\``, record, "an object");
  }
  for (const [key, value] of Object.entries(record)) {
    check(`${name}[${JSON.stringify(key)}]`, value);
  }
}

/** An object of whatever names: see {@linkcode checkRecord}. */
export function record(check: Check): Check {
  return (name, value) => checkRecord(name, value, check);
}

/** An array, each member of which is what `check` wants. */
export function list(check: Check): Check {
  return (name, value) => {
    if (!Array.isArray(value)) throw refusal(`\`${name}\``, value, "an array");
    for (const [i, member] of value.entries()) check(`${name}[${i}]`, member);
  };
}

/** Checks a number: see {@linkcode checkNumber}. */
export function number(bounds?: NumberBounds): Check {
  return (name, value) => checkNumber(name, value, bounds);
}

/** A bound that may be left open: a whole number, or `Infinity`. */
export const limit: Check = number({ isWhole: true, isLimit: true });

/** `true` or `false`. */
export const flag: Check = that(
  (value) => typeof value === "boolean",
  "true or false",
);

/** A text. */
export const text: Check = that(
  (value) => typeof value === "string",
  "a string",
);

/** A function. */
export const callback: Check = that(
  (value) => typeof value === "function",
  "a function",
);

/** An `AbortSignal`, of whatever realm. */
export const signal: Check = that(
  (value) => typeof Object(value).throwIfAborted === "function",
  "an AbortSignal",
);

/** A file system. */
export const fileSystem: Check = that(
  (value) =>
    ["openFile", "stat", "mkdir", "remove", "rename"].every((method) =>
      typeof Object(value)[method] === "function"
    ),
  "an Fs, for instance a MemoryFs",
);

/** One of a few texts. */
export function oneOf(...values: string[]): Check {
  return that(
    (value) => values.includes(value as string),
    values.map((each) => JSON.stringify(each)).join(" or "),
  );
}

/** Whatever `isRight` says yes to; `may` tells in words what that is. */
export function that(isRight: (value: unknown) => boolean, may: string): Check {
  return (name, value) => {
    if (!isRight(value)) throw refusal(`\`${name}\``, value, may);
  };
}

/**
 * Checks that a file system is one.
 *
 * @throws {TypeError}
 */
export function checkFs(fs: Fs, name = "fs"): void {
  fileSystem(name, fs);
}

/**
 * Checks that a path is a string.
 *
 * @throws {TypeError}
 */
export function checkPath(path: string, name = "path"): void {
  if (typeof path !== "string") throw refusal(`\`${name}\``, path, "a string");
}

/** A number without a fraction, and not below zero. */
export const whole: Check = number({ isWhole: true });

/**
 * Checks that an offset, a position or a size is a number; where it is no valid one,
 * a file fails with EINVAL.
 *
 * @throws {TypeError}
 */
export function checkOffset(offset: number, name = "offset"): void {
  if (typeof offset === "number") return;
  throw refusal(`\`${name}\``, offset, "a number of bytes");
}

/**
 * Checks the permission bits of a file.
 *
 * @throws {TypeError}
 */
export function checkMode(mode: number | undefined): void {
  if (mode !== undefined) whole("mode", mode);
}

/**
 * Checks the owner of a file.
 *
 * @throws {TypeError}
 */
export function checkOwner(uid: number, gid: number): void {
  whole("uid", uid);
  whole("gid", gid);
}

/**
 * A time in nanoseconds since 1970; `undefined` stays as it is.
 *
 * @throws {TypeError} If it is neither a bigint nor a valid date.
 */
export function toTime(value: unknown, name: string): bigint | undefined {
  if (value === undefined || typeof value === "bigint") return value;
  const ms = value instanceof Date ? value.getTime() : NaN;
  if (!isNaN(ms)) return BigInt(ms) * 1_000_000n;
  throw refusal(`\`${name}\``, value, "nanoseconds as a bigint, or a Date");
}

/**
 * The times of a file: see {@linkcode toTime}.
 *
 * @throws {TypeError}
 */
export function timesOf(
  atimeNs: unknown,
  mtimeNs: unknown,
): [atimeNs: bigint | undefined, mtimeNs: bigint | undefined] {
  return [toTime(atimeNs, "atimeNs"), toTime(mtimeNs, "mtimeNs")];
}

const ORIGINS: readonly unknown[] = [undefined, "start", "current", "end"];

/**
 * Checks the arguments of `seek`.
 *
 * @throws {TypeError}
 */
export function checkSeek(offset: number, origin: unknown): void {
  checkOffset(offset);
  if (ORIGINS.includes(origin)) return;
  throw refusal("`origin`", origin, '"start", "current" or "end"');
}

/**
 * Checks how many entries are asked for.
 *
 * @throws {TypeError}
 */
export function checkCount(count: number | undefined): void {
  if (count !== undefined) limit("count", count);
}

/** The error for `what`, where `value` was received and something else may be given. */
export function refusal(
  what: string,
  value: unknown,
  may: string,
): TypeError {
  return new TypeError(
    `Cannot use ${what}: received ${received(value)}; give ${may}`,
  );
}
