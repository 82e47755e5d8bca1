// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { HelperOptions } from "../media/helper_options.ts";
import { assertMakable } from "./assert_makable.ts";
import type { Call, CliOption } from "./command.ts";
import { engineOption } from "./engine_option.ts";
import { timeoutOption } from "./guest_options.ts";
import { namedInputs } from "./input_file.ts";
import { MadeFiles } from "./made_files.ts";
import { hostPath, mountOption } from "./mounts.ts";
import { isTaken, mayOverwrite, overwriteOption } from "./overwrite.ts";
import { reporterFor } from "./reporter.ts";
import { print } from "./terminal.ts";
import { operandsText } from "./operands_text.ts";
import { UsageError } from "./usage_error.ts";
import { type Guest, useGuest } from "./use_guest.ts";
import { shellQuoted, visible } from "./visible.ts";

/** The options that all commands of helpers have. */
export const helperOptions: readonly CliOption[] = [
  engineOption,
  mountOption,
  timeoutOption,
  { name: "explain", summary: "print what would be run, and run nothing" },
  { name: "json", summary: "print JSON, and report as JSON" },
];

/** Those of commands that write files. */
export const makerOptions: readonly CliOption[] = [
  ...helperOptions,
  overwriteOption,
];

/** What a command of a helper works with. */
export interface HelperUse {
  readonly guest: Guest;
  /** What the helper gets of the call. */
  readonly options: HelperOptions;
  /** Where it writes what it makes. */
  readonly outputs: MadeFiles;
}

/** Ends a call that is only explained. */
class Explained extends Error {
  override readonly name = "Explained";
}

/**
 * Runs a helper over the part of the host that has the inputs; or, with --explain, prints
 * the first command line that it would run.
 *
 * @param files The inputs.
 * @param made The files that it makes; those that exist may only be replaced if asked for.
 */
export async function useHelper(
  call: Call,
  files: readonly string[],
  made: readonly string[],
  use: (context: HelperUse) => Promise<void>,
): Promise<number> {
  const isExplained = call.has("explain");
  const mounts = call.readAll(mountOption);
  const inputs = files.map((file) => hostPath(file, mounts));
  for (const path of made) assertMakable("write", inputs, path);
  const existing = isExplained ? [] : made.filter(isTaken);
  const outputs = new MadeFiles(mayOverwrite(call, existing));
  using reporter = reporterFor(call);
  const guestRun = { named: namedInputs(files), outputs };
  return await useGuest(call, guestRun, async (guest) => {
    const options: HelperOptions = {
      signal: guest.interrupts.signal,
      timeout: call.read(timeoutOption) ?? Infinity,
      // What ffmpeg writes here is decoded sound or pictures, and no file of the call.
      onProgress: (progress) =>
        reporter.progress({
          ...progress,
          ...{ totalSize: undefined, bitrate: undefined },
        }),
      ...(isExplained && { explain: (argv) => explain(call, argv) }),
    };
    try {
      await use({ guest, options, outputs });
    } catch (error) {
      if (error instanceof Explained) return 0;
      throw error;
    }
    reporter.end({ exitCode: 0, notes: [] });
    return 0;
  });
}

function explain(call: Call, argv: readonly string[]): never {
  print(
    call.has("json")
      ? `${JSON.stringify({ argv })}\n`
      : `${visible(argv.map(shellQuoted).join(" "))}\n`,
  );
  throw new Explained();
}

/**
 * The operands of a call.
 *
 * @throws {UsageError} when there are more or fewer than `names`.
 */
export function operandsOf<const Names extends readonly string[]>(
  call: Call,
  names: Names,
): { [Index in keyof Names]: string } {
  if (call.operands.length === names.length) {
    return [...call.operands] as unknown as { [Index in keyof Names]: string };
  }
  throw new UsageError(
    `Cannot use the command: received ${operandsText(call)}; name ` +
      names.join(" and "),
  );
}

/** JSON in which values beyond all numbers are words: `"-Infinity"`. */
export function jsonText(value: unknown): string {
  const text = JSON.stringify(
    value,
    (_, each) =>
      typeof each === "number" && !Number.isFinite(each) ? `${each}` : each,
    2,
  );
  return `${text}\n`;
}
