// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { CommandLine } from "../ffmpeg/command_line.ts";
import type { Job } from "../run/job.ts";
import { SignalError } from "../util/errors.ts";
import type { Call } from "./command.ts";
import { guestSettings } from "./guest_settings.ts";
import { namedByProbe, namedFiles } from "./named_files.ts";
import { MEMORY_LIMIT, type Program } from "./program.ts";
import { profileText } from "./profile_text.ts";
import { printNotes } from "./reporter.ts";
import { exitCodeOf, passOutput } from "./standard_streams.ts";
import { OutputError, printError, terminalEnvironment } from "./terminal.ts";
import { useGuest } from "./use_guest.ts";

/**
 * Runs a program of the engine with the arguments of the call, in a thread of its own.
 *
 * @returns The exit code.
 */
export async function passToThread(
  program: Program,
  call: Call,
): Promise<number> {
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
    const { signal } = interrupts;
    const result = await passOutput(job, { signal, withLog: true });
    const { exitCode, stderr, profile, failure } = result;
    printNotes(program, guest.notes(exitCode, stderr));
    if (failure instanceof OutputError) printNotes(program, [failure]);
    if (profile) printError(profileText(profile));
    return exitCodeOf(result);
  });
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
