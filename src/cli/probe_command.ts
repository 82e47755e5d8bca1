// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { AfmpegError } from "../../vfs/afmpeg_error.ts";
import { errorToJSON } from "../../vfs/error_json.ts";
import { MemoryFs } from "../../vfs/memory_fs.ts";
import type { Probe } from "../media/probe/probe_result.ts";
import type { Call, Command } from "./command.ts";
import { engineOption } from "./engine_option.ts";
import { errorText } from "./error_text.ts";
import { exitCodes } from "./exit_codes.ts";
import { absolutePath } from "./grants.ts";
import { timeoutOption, units } from "./guest_options.ts";
import { mountOption } from "./mounts.ts";
import { probeText } from "./probe_text.ts";
import { printJson } from "./reporter.ts";
import { standardInput } from "./standard_streams.ts";
import { print, printError } from "./terminal.ts";
import { UsageError } from "./usage_error.ts";
import { type Guest, useGuest } from "./use_guest.ts";

/** The operand that is standard input, and its name for the guest. */
const [STDIN, STDIN_FILE] = ["-", "/stdin"];

/** How much of standard input is kept, because a file may begin with its end. */
const STDIN_BYTES = 2 ** 30;

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
${units}`,
  options: [
    engineOption,
    mountOption,
    timeoutOption,
    { name: "json", summary: "print JSON" },
  ],
  async run(call) {
    const files = call.operands;
    if (files.length === 0) {
      throw new UsageError(
        'Cannot probe: received 0 operands; name a file, or "-" for stdin',
      );
    }
    const named = {
      inputs: files.filter((file) => file !== STDIN),
      outputs: [],
      others: [],
    };
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
      } else printError(`afmpeg probe: ${message}\n`);
    }
  }
  if (isJson) print(`${JSON.stringify(probes, null, 2)}\n`);
  return exitCode;
}

async function probeFile(
  { runtime, fs, interrupts: { signal } }: Guest,
  file: string,
  call: Call,
): Promise<Probe> {
  const timeout = call.read(timeoutOption);
  const options = { signal, ...(timeout !== undefined && { timeout }) };
  if (file !== STDIN) {
    return await runtime.probe(fs, absolutePath(file, Deno.cwd()), options);
  }
  return await runtime.probe(await readStandardInput(), STDIN_FILE, options);
}

/** A file system with all of standard input. */
async function readStandardInput(): Promise<MemoryFs> {
  const fs = new MemoryFs();
  using file = fs.create(STDIN_FILE);
  let size = 0;
  for await (const chunk of standardInput()) {
    size += chunk.length;
    if (size > STDIN_BYTES) {
      throw new UsageError(
        `Cannot probe stdin: received more than ${STDIN_BYTES} bytes; write it ` +
          "to a file, and name that",
      );
    }
    file.write(chunk);
  }
  return fs;
}
