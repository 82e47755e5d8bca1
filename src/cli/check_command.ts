// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { checkCommand as checkLine } from "../media/check/check_command.ts";
import { CommandLine } from "../ffmpeg/command_line.ts";
import type { Command } from "./command.ts";
import { engineOption } from "./engine_option.ts";
import { timeoutOption, timeUnits } from "./guest_options.ts";
import { mountOption } from "./mounts.ts";
import { namedFiles } from "./named_files.ts";
import { print } from "./terminal.ts";
import { UsageError } from "./usage_error.ts";
import { useGuest } from "./use_guest.ts";
import { jsonText } from "./use_helper.ts";
import { visible } from "./visible.ts";

/** `afmpeg check`. */
export const checkCommand: Command = {
  name: "check",
  summary: "explain a command line of ffmpeg, and what is wrong with it",
  group: "measure",
  operands: "[options] -- FFMPEG-ARGUMENTS...",
  details:
    `Explains each part of a command line, and says what is wrong with it: unknown
options, missing files, codecs and filters that are not in the engine. Nothing
is run. The exit code is 1 if something is wrong.
${timeUnits}`,
  options: [
    ...[engineOption, mountOption, timeoutOption],
    { name: "json", summary: "print JSON" },
  ],
  passesRest: true,
  async run(call) {
    const args = call.rest;
    if (call.operands.length > 0 || args.length === 0) {
      throw new UsageError(
        `Cannot check: received ${
          args.length === 0 ? "no arguments" : `"${call.operands[0]}"`
        }; give the arguments of ffmpeg after \`--\``,
      );
    }
    const named = namedFiles(CommandLine.parse(args));
    return await useGuest(call, { named }, async (guest) => {
      const { parts, problems } = await checkLine(
        guest.runtime,
        guest.fs,
        args,
        {
          cwd: guest.cwd,
          signal: guest.interrupts.signal,
          timeout: call.read(timeoutOption) ?? Infinity,
        },
      );
      if (call.has("json")) print(jsonText({ parts, problems }));
      else {
        const width = Math.min(
          30,
          Math.max(...parts.map(({ text }) => text.length)),
        );
        for (const { text, kind, meaning } of parts) {
          const about = kind === "option" ? meaning ?? "unknown" : kind;
          print(`${visible(`${text.padEnd(width)}  ${about}`)}\n`);
        }
        for (const { message } of problems) print(`${visible(message)}\n`);
      }
      return problems.length > 0 ? 1 : 0;
    });
  },
};
