// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { parseDuration } from "../ffmpeg/duration.ts";

/** What the value of an option may be. */
export interface ValueKind<T> {
  /** What to give instead of an invalid one: `give a number of 0 or more`. */
  readonly advice: string;
  /** Reads a value; `undefined` if it is invalid. */
  read(text: string): T | undefined;
}

const byteUnits = { KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30 };
// "ms" comes before "s", with which it ends.
const timeUnits = { ms: 1, s: 1000, min: 60_000, h: 3_600_000 };

/** Any text that is not empty. */
export const text: ValueKind<string> = {
  advice: "give one",
  read: (value) => value === "" ? undefined : value,
};

/** A number of milliseconds: `500`, `30s`, `2h`. */
export const duration: ValueKind<number> = {
  advice: "give a number of more than 0, optionally followed by one of " +
    Object.keys(timeUnits).join(", "),
  read: (value) => {
    const time = amount(value, timeUnits);
    return time !== undefined && time > 0 ? time : undefined;
  },
};

/** A number of bytes of `least` or more: `1000000`, `512MiB`. */
export function size(least: number): ValueKind<number> {
  return {
    advice: `give a whole number of bytes of ${least} or more, or a number ` +
      `followed by one of ${Object.keys(byteUnits).join(", ")}`,
    read: (value) => {
      const bytes = amount(value, byteUnits);
      if (bytes === undefined) return undefined;
      const isExact = /[A-Za-z]$/.test(value) || Number.isInteger(bytes);
      const whole = Math.round(bytes);
      return isExact && whole >= least ? whole : undefined;
    },
  };
}

/** A whole number from `least` to `most`. */
export function whole(least: number, most: number): ValueKind<number> {
  return {
    advice: `give a whole number from ${least} to ${most}`,
    read: (value) => {
      const number = amount(value, {});
      return Number.isInteger(number) && within(number!, least, most)
        ? number
        : undefined;
    },
  };
}

/** A number from 0 to 1. */
export const share: ValueKind<number> = {
  advice: "give a number from 0 to 1",
  read: (value) => {
    const number = amount(value, {});
    return number !== undefined && number <= 1 ? number : undefined;
  },
};

/** A number from `least` to `most`, with a sign if it is negative. */
export function decimal(least: number, most: number): ValueKind<number> {
  return {
    advice: `give a number from ${least} to ${most}`,
    read: (value) => {
      if (!/^-?(\d+\.?\d*|\.\d+)$/.test(value)) return undefined;
      const number = Number(value);
      return within(number, least, most) ? number : undefined;
    },
  };
}

/** A number from 0 to 100. */
export const percent: ValueKind<number> = {
  advice: "give a number from 0 to 100",
  read: (value) => {
    const number = amount(value, {});
    return number !== undefined && number <= 100 ? number : undefined;
  },
};

const timeForms = "as 90, 1:30, 1:02:03.5 or 1500ms";

/** A time in a medium, in seconds, in any form that ffmpeg reads. */
export const time: ValueKind<number> = {
  advice: `give a time of 0 or more, ${timeForms}`,
  read: (value) => {
    const seconds = parseDuration(value);
    return seconds !== undefined && within(seconds, 0, LONGEST)
      ? seconds
      : undefined;
  },
};

/** The time between two frames, in seconds. */
export const interval: ValueKind<number> = {
  advice: `give a time of a microsecond or more, ${timeForms}`,
  read: (value) => {
    const seconds = time.read(value);
    return seconds !== undefined && seconds >= 1e-6 ? seconds : undefined;
  },
};

/** Times in a medium, in seconds, separated by commas. */
export const times: ValueKind<readonly number[]> = {
  advice: `give times of 0 or more, ${timeForms}, separated by commas`,
  read: (value) => {
    const each = value.split(",").map(time.read);
    return each.every((seconds) => seconds !== undefined) ? each : undefined;
  },
};

/** One of some words. */
export function oneOf<T extends string>(
  ...words: readonly T[]
): ValueKind<T> {
  return {
    advice: `name one of ${words.join(", ")}`,
    read: (value) => words.find((word) => word === value),
  };
}

/** The longest time that ffmpeg can count in microseconds, in seconds. */
const LONGEST = 2 ** 63 / 1e6;

function within(number: number, least: number, most: number): boolean {
  return number >= least && number <= most;
}

/** A number of 0 or more, optionally followed by one of `units`, in the smallest unit. */
function amount(
  value: string,
  units: Readonly<Record<string, number>>,
): number | undefined {
  const unit = Object.keys(units).find((name) => value.endsWith(name));
  const digits = unit === undefined ? value : value.slice(0, -unit.length);
  if (!/^(\d+\.?\d*|\.\d+)(e\d+)?$/.test(digits)) return undefined;
  const number = Number(digits) * (unit === undefined ? 1 : units[unit]!);
  return number <= Number.MAX_SAFE_INTEGER ? number : undefined;
}
