// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { SignalError } from "../util/errors.ts";
import { CommandLine } from "../ffmpeg/command_line.ts";
import type { Job } from "../run/job.ts";
import type { Command } from "./command.ts";
import { guestOptions, units } from "./guest_options.ts";
import { guestSettings } from "./guest_settings.ts";
import { namedByProbe, namedFiles } from "./named_files.ts";
import { profileText } from "./profile_text.ts";
import { printNotes } from "./reporter.ts";
import { passOn } from "./standard_streams.ts";
import { printError, terminalEnvironment } from "./terminal.ts";
import { useGuest } from "./use_guest.ts";

/** As much as WebAssembly allows. */
const MEMORY_LIMIT = 2 ** 32;

/** Runs a program of the engine in place of the native one: same arguments, same streams. */
function passCommand(program: "ffmpeg" | "ffprobe"): Command {
  return {
    name: program,
    summary: `replace ${program}: same arguments, same output`,
    operands: "[options] ARGUMENTS...",
    details:
      `Runs ${program} with ARGUMENTS unchanged: its log goes to stderr, pipes work, it
asks its questions on the terminal, and the exit code is its own. The options
below come before all of them. It sees the directories of the inputs, read-only,
those of the outputs, writable, other files that the arguments name, and what
--mount shows; names that begin with a dot only if the arguments name them.

Ctrl-C lets it finish its output, up to where it is, if the engine supports
that; a second one ends it, and removes the files that it has made.
${units}`,
    options: guestOptions,
    isPassedOn: true,
    async run(call) {
      const { rest } = call;
      const named = program === "ffmpeg"
        ? namedFiles(CommandLine.parse(rest))
        : namedByProbe(rest);
      const guestRun = {
        named,
        argv: [program, ...rest],
        maxMemoryBytes: MEMORY_LIMIT,
      };
      return await useGuest(call, guestRun, async (guest) => {
        const { runtime, fs, interrupts } = guest;
        const job = runtime.spawn(fs, rest, {
          ...guestSettings(call, guest),
          argv0: program,
          env: terminalEnvironment(),
          stderr: "piped",
          ...(call.has("trace") && {
            onTrace: (line) => printError(`${line}\n`),
          }),
        });
        interrupts.onFirst = (signal) => finishesBy(job, signal);
        await Promise.allSettled([
          passOn(job.stdout, Deno.stdout),
          passOn(job.stderr, Deno.stderr),
        ]);
        const { exitCode, stderr, profile } = await job.status;
        printNotes(program, guest.notes(exitCode, stderr));
        if (profile) printError(profileText(profile));
        return exitCode;
      });
    },
  };
}

/** Asks the guest to finish its output, as native ffmpeg does. Returns whether it can. */
function finishesBy(job: Job, signal: Deno.Signal): boolean {
  // ffmpeg handles only these.
  if (signal !== "SIGINT" && signal !== "SIGTERM") return false;
  try {
    job.kill(signal);
    return true;
  } catch (error) {
    if (error instanceof SignalError) return false;
    throw error;
  }
}

/** `afmpeg ffmpeg`. */
export const ffmpegCommand: Command = passCommand("ffmpeg");

/** `afmpeg ffprobe`. */
export const ffprobeCommand: Command = passCommand("ffprobe");
