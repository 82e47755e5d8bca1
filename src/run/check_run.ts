// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import {
  callback,
  checkOptions,
  fileSystem,
  flag,
  limit,
  number,
  oneOf,
  type OptionTable,
  record,
  refusal,
  signal,
  text,
} from "../../vfs/check.ts";
import { received } from "../../vfs/received.ts";
import { canonicalPath } from "../../vfs/path.ts";
import { checkedLater } from "../util/option_table.ts";
import { checkStart } from "../util/check_start.ts";
import type { SteppingClockOptions } from "../wasi/stepping_clock.ts";
import { priority } from "./priority.ts";
import type { RunOptions, SpawnOptions } from "./run_options.ts";

/** What the clock of a run may be. */
export const clockTable: OptionTable<SteppingClockOptions> = {
  start: (_, value) => checkStart("clock.start", value),
  stepNs: (_, value) => number({ isWhole: true })("clock.stepNs", value),
};

/** What the options of `run` may be. Of streams, more is checked when they are used. */
export const runTable: OptionTable<RunOptions> = {
  timeout: number({ isLimit: true }),
  stallTimeout: number({ isLimit: true }),
  maxBytes: limit,
  maxFileBytes: limit,
  maxFiles: limit,
  maxOpenFiles: limit,
  maxStdoutBytes: limit,
  maxStderrBytes: limit,
  maxScratchBytes: limit,
  argv0: text,
  env: checkVariables,
  cwd: text,
  mounts: checkMounts,
  clock: checkClock,
  randomSeed: number({ least: -Number.MAX_VALUE }),
  signal: signal,
  priority: priority,
  atomic: flag,
  stdin: refusePipe,
  stdout: refusePipe,
  stdoutOverflow: oneOf("fail", "drop"),
  onLog: callback,
  onProgress: callback,
  durationSec: number({ least: 1e-6 }),
  onTrace: callback,
  profile: flag,
};

/** What the options of `spawn` may be. */
export const spawnTable: OptionTable<SpawnOptions> = {
  ...runTable,
  stdin: checkedLater,
  stdout: checkedLater,
  stderr: oneOf("piped"),
  progress: flag,
};

/**
 * Checks what no guest can be given, before it is started.
 *
 * @throws {TypeError} when it is not a file system, arguments and options.
 */
export function checkRun<T extends RunOptions | SpawnOptions>(
  owner: string,
  fs: unknown,
  args: unknown,
  options: T,
  table: OptionTable<T>,
): void {
  fileSystem("fs", fs);
  if (!Array.isArray(args)) {
    throw refusal("`args`", args, "an array of strings, one for each argument");
  }
  for (const arg of args) checkString("an argument", arg);
  checkOptions(owner, options, table);
  const { argv0 } = options;
  if (argv0 !== undefined) checkString("an argument", argv0);
}

function checkMounts(name: string, value: unknown): void {
  record(fileSystem)(name, value);
  const paths = new Map<string, string>();
  for (const path of Object.keys(value as object)) {
    const place = canonicalPath(path, "mount");
    if (place === "/") {
      throw new TypeError(
        `Cannot use \`${name}\`: received a mount at "${path}", where \`fs\` is; ` +
          "give it a path of its own",
      );
    }
    const other = paths.get(place);
    if (other !== undefined) {
      throw new TypeError(
        `Cannot use \`${name}\`: received "${other}" and "${path}", which are one ` +
          "place; give each a path of its own",
      );
    }
    paths.set(place, path);
  }
}

function checkVariables(name: string, value: unknown): void {
  record((_, variable) => checkString("a variable", variable))(
    name,
    value,
  );
  for (const variable of Object.keys(value as object)) {
    if (/^[^=\0]+$/.test(variable)) continue;
    throw new TypeError(
      `Cannot pass a variable: received the name ${
        JSON.stringify(variable)
      }; ` +
        "give one that is not empty and has no `=`",
    );
  }
}

function checkClock(name: string, value: unknown): void {
  checkOptions(name, value as SteppingClockOptions, clockTable);
  // The only option that cannot be left out.
  clockTable.start("clock.start", (value as SteppingClockOptions).start);
}

function refusePipe(name: string, value: unknown): void {
  if (value !== "piped") return;
  throw refusal(
    `\`${name}\``,
    value,
    "a stream, or call spawn(), whose jobs have pipes",
  );
}

function checkString(what: string, value: unknown): void {
  if (typeof value === "string" && !value.includes("\0")) return;
  throw new TypeError(
    `Cannot pass ${what}: received ${received(value)}; ` +
      "give a string without NUL",
  );
}
