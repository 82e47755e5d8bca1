import {
  checkedLater,
  checkOptions,
  flagOption,
  fsOption,
  functionOption,
  limitOption,
  numberOption,
  type OptionCheck,
  type OptionTable,
  recordOption,
  signalOption,
  textOption,
  unusable,
  wordOption,
} from "../util/check_options.ts";
import type { SteppingClockOptions } from "../wasi/stepping_clock.ts";
import type { RunOptions, SpawnOptions } from "./run_options.ts";

const clockTable: OptionTable<SteppingClockOptions> = {
  start: (_, value) => numberOption()("clock.start", value),
  stepNs: (_, value) => numberOption({ isWhole: true })("clock.stepNs", value),
};

/** What the options of `run` may be. Of streams, more is checked when they are used. */
export const runTable: OptionTable<RunOptions> = {
  timeout: numberOption({ isLimit: true }),
  maxBytes: limitOption,
  maxFileBytes: limitOption,
  maxFiles: limitOption,
  maxOpenFiles: limitOption,
  maxStdoutBytes: limitOption,
  maxStderrBytes: limitOption,
  maxScratchBytes: limitOption,
  argv0: textOption,
  env: checkVariables,
  cwd: textOption,
  mounts: recordOption(fsOption),
  clock: checkClock,
  randomSeed: numberOption({ least: -Number.MAX_VALUE }),
  signal: signalOption,
  atomic: flagOption,
  stdin: refusePipe,
  stdout: refusePipe,
  onLog: functionOption,
  onProgress: functionOption,
  onTrace: functionOption,
  profile: flagOption,
};

/** What the options of `spawn` may be. */
export const spawnTable: OptionTable<SpawnOptions> = {
  ...runTable,
  stdin: checkedLater,
  stdout: checkedLater,
  stderr: wordOption("piped"),
  progress: flagOption,
};

/**
 * Checks what no guest can be given, before it is started.
 *
 * @throws {TypeError} when it is not a file system, arguments and options.
 */
export function checkRun(
  owner: string,
  fs: unknown,
  args: unknown,
  options: unknown,
  table: Readonly<Record<string, OptionCheck>>,
): void {
  fsOption("fs", fs);
  if (!Array.isArray(args)) {
    throw unusable("args", args, "an array of strings, one for each argument");
  }
  for (const arg of args) checkString("an argument", arg);
  checkOptions(owner, options, table);
  const { argv0 } = options as RunOptions;
  if (argv0 !== undefined) checkString("an argument", argv0);
}

function checkVariables(name: string, value: unknown): void {
  recordOption((_, variable) => checkString("a variable", variable))(
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
  checkOptions(name, value, clockTable);
  // The only option that cannot be left out.
  clockTable.start("clock.start", (value as SteppingClockOptions).start);
}

function refusePipe(name: string, value: unknown): void {
  if (value !== "piped") return;
  throw unusable(
    name,
    value,
    "a stream, or call spawn(), whose jobs have pipes",
  );
}

function checkString(what: string, value: unknown): void {
  if (typeof value === "string" && !value.includes("\0")) return;
  throw new TypeError(
    `Cannot pass ${what}: received ${Deno.inspect(value)}; ` +
      "give a string without NUL",
  );
}
