import { parseCommandLine } from "./command_line.ts";
import { levelNumber, parseLevel } from "./log_level.ts";

/** A command line that makes the log readable, and what was asked of the log before. */
export interface LogRequest {
  readonly args: readonly string[];
  /** The number of the least important level that was asked for. */
  readonly level: number;
  /** Whether lines were to name their level. */
  readonly showsLevels: boolean;
}

/**
 * Makes ffmpeg name the level of every line of its log, and log down to `least`.
 * Who reads the log leaves out again what was not asked for in `args`.
 */
export function requestLog(
  args: readonly string[],
  least: number = levelNumber("quiet"),
): LogRequest {
  const changed = [...args];
  let asked: LogRequest = {
    args: changed,
    level: levelNumber("info"),
    showsLevels: false,
  };
  const { options } = parseCommandLine(args);
  const isLogLevel = ({ name }: { name: string }) =>
    name === "loglevel" || name === "v";
  if (!options.some(isLogLevel)) {
    const level = Math.max(asked.level, least);
    changed.unshift("-loglevel", `+level+${level}`);
  }
  for (const { value = "", index } of options.filter(isLogLevel)) {
    const [, flags = "", name = ""] = /^((?:[+-]?(?:repeat|level))*)\+?(.*)$/s
      .exec(value)!;
    const level = name === "" ? asked.level : parseLevel(name);
    if (level === undefined) continue; // ffmpeg will say what is wrong with it.
    asked = { ...asked, level, showsLevels: /(?<!-)level/.test(flags) };
    const isAbsolute = /^[a-z]/.test(flags);
    const kept = flags.replaceAll(/-level/g, "");
    changed[index + 1] = `${isAbsolute ? "level+" : "+level"}${kept}+${
      Math.max(level, least)
    }`;
  }
  return asked;
}
