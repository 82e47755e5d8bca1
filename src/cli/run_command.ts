// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { LogRecord } from "../ffmpeg/log_reader.ts";
import { levelNumber } from "../ffmpeg/log_level.ts";
import { logOptions } from "../ffmpeg/log_request.ts";
import { CommandLine } from "../ffmpeg/command_line.ts";
import type { Command } from "./command.ts";
import { jail, parseMount } from "./jail.ts";
import { namedFiles } from "./named_files.ts";
import { engineOption } from "./engine_option.ts";
import { type Reporter, reporterFor } from "./reporter.ts";
import { passOn, standardInput } from "./standard_streams.ts";
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
the files that it has created are removed.

TIME is in milliseconds and SIZE in bytes, unless a unit follows: 500ms, 30s,
5min, 2h; 64KiB, 512MiB, 2GiB.

With --json, each line of stderr is a JSON object of "type" "log", "progress",
"result" or "error".`,
  options: [
    engineOption,
    {
      name: "mount",
      value: "DIR[:PATH][:ro]",
      summary: "mount a directory, at PATH if given; repeatable",
      isRepeatable: true,
    },
    {
      name: "timeout",
      value: "TIME",
      summary: "how long it may take (no limit)",
    },
    {
      name: "max-memory-bytes",
      value: "SIZE",
      summary: "how large its memory may grow (1GiB)",
    },
    {
      name: "max-bytes",
      value: "SIZE",
      summary: "how much it may write (no limit)",
    },
    { name: "json", summary: "report as JSON" },
    { name: "quiet", summary: "report nothing but warnings and errors" },
  ],
  async run(call) {
    const args = call.rest;
    if (call.operands.length > 0 || args.length === 0) {
      throw new UsageError(
        `Cannot run: received ${
          args.length === 0 ? "no arguments" : `"${call.operands[0]}"`
        }; give the arguments of ffmpeg after \`--\``,
      );
    }
    const mounts = Object.fromEntries(call.values("mount").map(parseMount));
    const engine = {
      engine: call.value("engine"),
      maxMemoryBytes: call.bytes("max-memory-bytes"),
    };
    const line = CommandLine.parse(args);
    const fs = jail(namedFiles(line), mounts);
    using reporter = reporterFor(call);
    return await useGuest(engine, fs, async (guest) => {
      const { runtime, fs, interrupts } = guest;
      const job = runtime.spawn(fs, ["-nostdin", ...args], {
        cwd: Deno.cwd(),
        stdin: standardInput(),
        stdout: "piped",
        timeout: call.milliseconds("timeout") ?? Infinity,
        maxBytes: call.bytes("max-bytes") ?? Infinity,
        maxFiles: Infinity,
        maxOpenFiles: Infinity,
        signal: interrupts.signal,
        onLog: logTo(reporter, line),
        onProgress: (progress) => reporter.progress(progress),
      });
      await Promise.allSettled([passOn(job.stdout, Deno.stdout)]);
      const { exitCode, hint } = await job.status;
      reporter.end(exitCode, hint);
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
