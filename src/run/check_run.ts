import { checkNumber } from "../../vfs/check_number.ts";
import type { RunLimits, SpawnOptions } from "./run_options.ts";

const limits = [
  "timeout",
  "totalSizeLimit",
  "fileSizeLimit",
  "fileCountLimit",
  "openFilesLimit",
  "stdoutLimit",
  "stderrLimit",
  "scratchLimit",
] as const satisfies readonly (keyof RunLimits)[];

/**
 * Checks what no guest can be given, before it is started.
 *
 * Errors: `TypeError` where a limit is no number, where an argument or a variable
 * is no string or has a NUL, and where the name of a variable is empty or has a `=`.
 */
export function checkRun(args: readonly string[], options: SpawnOptions): void {
  for (const name of limits) {
    checkNumber(name, options[name], { isLimit: true });
  }
  const { startMs, stepNs } = options.clock ?? {};
  checkNumber("clock.startMs", startMs);
  checkNumber("clock.stepNs", stepNs, { isWhole: true });
  for (const arg of args) checkString("an argument", arg);
  for (const [name, value] of Object.entries(options.env ?? {})) {
    checkString("a variable", value);
    if (/^[^=\0]+$/.test(name)) continue;
    throw new TypeError(
      `Cannot pass a variable: received the name ${JSON.stringify(name)}; ` +
        "give one that is not empty and has no `=`",
    );
  }
}

function checkString(what: string, value: unknown): void {
  if (typeof value === "string" && !value.includes("\0")) return;
  throw new TypeError(
    `Cannot pass ${what}: received ${Deno.inspect(value)}; ` +
      "give a string without NUL",
  );
}
