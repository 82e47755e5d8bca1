// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { AfmpegError } from "../../vfs/afmpeg_error.ts";
import { errorToJSON } from "../../vfs/error_json.ts";
import type { Probe } from "../media/probe/probe_result.ts";
import type { Call, Command } from "./command.ts";
import { engineOption } from "./engine_option.ts";
import { errorText } from "./error_text.ts";
import { exitCodes } from "./exit_codes.ts";
import { timeoutOption, timeUnits } from "./guest_options.ts";
import { inputFile, namedInputs } from "./input_file.ts";
import { mountOption } from "./mounts.ts";
import { probeText } from "./probe_text.ts";
import { printJson } from "./reporter.ts";
import { print, printError } from "./terminal.ts";
import { UsageError } from "./usage_error.ts";
import { type Guest, useGuest } from "./use_guest.ts";
import { visibleLines } from "./visible.ts";

/** `afmpeg probe`. */
export const probeCommand: Command = {
  name: "probe",
  summary: "describe media files",
  operands: "[options] FILE...",
  details:
    `Prints what media files are and which streams they have; "-" is stdin. With
--json, prints an object, or for several files an array of objects with the
additional name "file". If one of several cannot be described, the others are,
and the exit code is ${exitCodes.failure}.
${timeUnits}`,
  options: [
    engineOption,
    mountOption,
    timeoutOption,
    { name: "exact", summary: "read all of it for true durations" },
    { name: "json", summary: "print JSON" },
  ],
  async run(call) {
    const files = call.operands;
    if (files.length === 0) {
      throw new UsageError(
        'Cannot probe: received 0 operands; name a file, or "-" for stdin',
      );
    }
    const named = namedInputs(files);
    return await useGuest(call, { named }, async (guest) => {
      if (files.length === 1) {
        const probe = await probeFile(guest, files[0]!, call);
        print(
          call.has("json")
            ? `${JSON.stringify(probe, null, 2)}\n`
            : probeText(files[0]!, probe),
        );
        return 0;
      }
      return await probeAll(guest, files, call);
    });
  },
};

/** Describes several files. Returns the exit code. */
async function probeAll(
  guest: Guest,
  files: readonly string[],
  call: Call,
): Promise<number> {
  const isJson = call.has("json");
  const probes: unknown[] = [];
  let exitCode = 0;
  for (const file of files) {
    try {
      const probe = await probeFile(guest, file, call);
      if (isJson) probes.push({ file, ...probe });
      else print(probeText(file, probe));
    } catch (error) {
      if (!(error instanceof AfmpegError)) throw error;
      exitCode = exitCodes.failure;
      const message = errorText(error, probeCommand);
      if (isJson) {
        const data = { ...errorToJSON(error), message };
        printJson({ type: "error", exitCode, file, error: data });
      } else printError(`afmpeg probe: ${visibleLines(message)}\n`);
    }
  }
  if (isJson) print(`${JSON.stringify(probes, null, 2)}\n`);
  return exitCode;
}

async function probeFile(
  guest: Guest,
  file: string,
  call: Call,
): Promise<Probe> {
  const { fs, path } = await inputFile(file, guest);
  const timeout = call.read(timeoutOption);
  return await guest.runtime.probe(fs, path, {
    signal: guest.interrupts.signal,
    ...(timeout !== undefined && { timeout }),
    ...(call.has("exact") && { duration: "exact" }),
  });
}
