// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { CommandLine, CommandOption } from "./command_line.ts";
import { levelNumber, parseLevel } from "./log_level.ts";

/** A command line that makes the log readable, and what the original one requested. */
export interface LogRequest {
  readonly line: CommandLine;
  /** The number of the least important level that the original requested. */
  readonly level: number;
  /** Whether the original requested that lines name their level. */
  readonly showsLevels: boolean;
}

/** The options of a command line that set what is logged. */
export function logOptions({ options }: CommandLine): CommandOption[] {
  return options.filter(({ name }) => name === "loglevel" || name === "v");
}

/** What an option requests of the log. */
interface Asked {
  readonly level: number;
  readonly showsLevels: boolean;
  /** Its other flags, which are kept. */
  readonly flags: string;
}

/**
 * Makes ffmpeg name the level of every line of its log, and log down to `least`. The
 * reader of the log removes again what `line` did not request.
 */
export function requestLog(
  line: CommandLine,
  least: number = levelNumber("quiet"),
): LogRequest {
  let asked: Asked = {
    level: levelNumber("info"),
    showsLevels: false,
    flags: "+level",
  };
  const valueOf = ({ flags, level }: Asked, least: number) =>
    `${flags}+${Math.max(level, least)}`;
  const options = logOptions(line);
  const values = new Map<CommandOption, string>();
  let last: CommandOption | undefined;
  for (const option of options) {
    const next = askedBy(option.value, asked);
    if (next === undefined) continue; // ffmpeg will report what is wrong with it.
    asked = next;
    last = option;
    // The first one applies until all are parsed, and only then the last.
    values.set(option, valueOf(asked, -Infinity));
  }
  if (last !== undefined) values.set(last, valueOf(asked, least));
  return {
    line: options.some(({ value, file }) => (value ?? file) !== undefined)
      ? line.withValues(values)
      : line.withFirst("loglevel", valueOf(asked, least)),
    level: asked.level < least ? asked.level : Infinity,
    showsLevels: asked.showsLevels,
  };
}

/** What a value requests, with those before it; `undefined` if it is invalid. */
function askedBy(value: string | undefined, before: Asked): Asked | undefined {
  if (value === undefined) return undefined;
  const [, flags = "", plus, name = ""] =
    /^((?:[+-]?(?:repeat|level))*)(\+?)(.*)$/s.exec(value)!;
  // ffmpeg reads a plus followed by nothing as the number 0.
  const level = name !== ""
    ? parseLevel(name)
    : plus
    ? levelNumber("panic")
    : before.level;
  if (level === undefined) return undefined;
  const isAbsolute = /^[a-z]/.test(flags);
  const shown = flags.match(/-?level/g)?.at(-1);
  return {
    level,
    showsLevels: shown === undefined
      ? !isAbsolute && before.showsLevels
      : shown === "level",
    flags: (isAbsolute ? "level+" : "+level") + flags.replaceAll("-level", ""),
  };
}
