// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { LogRecord } from "../ffmpeg/log_reader.ts";
import { levelNumber } from "../ffmpeg/log_level.ts";
import { logOptions } from "../ffmpeg/log_request.ts";
import { CommandLine } from "../ffmpeg/command_line.ts";
import type { Command } from "./command.ts";
import { guestOptions, units } from "./guest_options.ts";
import { guestSettings } from "./guest_settings.ts";
import { namedFiles } from "./named_files.ts";
import { type Reporter, reporterFor } from "./reporter.ts";
import { exitCodeOf, passOutput } from "./standard_streams.ts";
import { OutputError } from "./terminal.ts";
import { UsageError } from "./usage_error.ts";
import { useGuest } from "./use_guest.ts";

/** `afmpeg run`. */
export const runCommand: Command = {
  name: "run",
  summary: "run ffmpeg, with a progress bar, warnings, mounts and limits",
  operands: "[options] -- FFMPEG-ARGUMENTS...",
  details:
    `Runs ffmpeg, which sees the directories of its inputs, read-only, those of its
outputs, writable, other files that its arguments name, and the mounts. It does
not ask questions: give it -y to overwrite. After Ctrl-C, a timeout or a crash,
the files that it has created are removed. With --json, each line of stderr is a
JSON object of "type" "log", "progress", "trace", "note", "profile", "result" or
"error".
${units}`,
  options: [
    ...guestOptions,
    { name: "json", summary: "report as JSON" },
    { name: "quiet", summary: "report nothing but warnings and errors" },
  ],
  passesRest: true,
  async run(call) {
    const args = call.rest;
    if (call.operands.length > 0 || args.length === 0) {
      throw new UsageError(
        `Cannot run: received ${
          args.length === 0 ? "no arguments" : `"${call.operands[0]}"`
        }; give the arguments of ffmpeg after \`--\``,
      );
    }
    const line = CommandLine.parse(args);
    const guestArgs = ["-nostdin", ...args];
    const guestRun = {
      named: namedFiles(line),
      argv: ["ffmpeg", ...guestArgs],
    };
    using reporter = reporterFor(call);
    return await useGuest(call, guestRun, async (guest) => {
      const job = guest.runtime.spawn(guest.fs, guestArgs, {
        ...guestSettings(call, guest),
        onLog: logTo(reporter, line),
        onProgress: (progress) => reporter.progress(progress),
        ...(call.has("trace") && { onTrace: (line) => reporter.trace(line) }),
      });
      const result = await passOutput(job, guest.interrupts);
      const { stderr, profile, failure } = result;
      const exitCode = exitCodeOf(result);
      const notes = guest.notes(result.exitCode, stderr);
      if (failure instanceof OutputError) {
        notes.push({ message: failure.message });
      }
      reporter.end({ exitCode, notes, ...(profile && { profile }) });
      return exitCode;
    });
  },
};

/** Reports the log down to warnings, unless the arguments set its level. */
function logTo(
  reporter: Reporter,
  line: CommandLine,
): (record: LogRecord) => void {
  const isAsked = logOptions(line).length > 0;
  const limit = levelNumber(isAsked ? "trace" : "warning");
  return (record) => {
    if (levelNumber(record.level) <= limit) reporter.log(record);
  };
}
