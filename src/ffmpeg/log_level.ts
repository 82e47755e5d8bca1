// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** The level of a line of the log, from most to least important. */
export type LogLevel =
  | "panic"
  | "fatal"
  | "error"
  | "warning"
  | "info"
  | "verbose"
  | "debug"
  | "trace";

/** The levels by their number in ffmpeg. */
const numbers: Readonly<Record<LogLevel | "quiet", number>> = {
  quiet: -8,
  panic: 0,
  fatal: 8,
  error: 16,
  warning: 24,
  info: 32,
  verbose: 40,
  debug: 48,
  trace: 56,
};

/** The number of a level, by which levels are compared: higher is less important. */
export function levelNumber(level: LogLevel | "quiet"): number {
  return numbers[level];
}

/** The levels that a line can have. */
export const logLevels: readonly LogLevel[] = Object.keys(numbers)
  .filter((name): name is LogLevel => name !== "quiet");

/** The number of a level given as a name or a number; `undefined` for anything else. */
export function parseLevel(text: string): number | undefined {
  if (Object.hasOwn(numbers, text)) return numbers[text as LogLevel];
  // ffmpeg misreads longer numbers.
  return /^-?\d{1,9}$/.test(text) ? Number(text) : undefined;
}
