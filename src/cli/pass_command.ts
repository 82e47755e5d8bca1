// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Command } from "./command.ts";
import { guestOptions, units } from "./guest_options.ts";
import { isQuestion } from "./is_question.ts";
import type { Program } from "./program.ts";

/** Runs a program of the engine in place of the native one: same arguments, same streams. */
function passCommand(program: Program): Command {
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
      // Each is loaded alone: an answer takes less time than loading the other.
      if (isQuestion(call)) {
        const { answerHere } = await import("./answer_here.ts");
        const exitCode = await answerHere(program, call);
        if (exitCode !== undefined) return exitCode;
      }
      const { passToThread } = await import("./pass_to_thread.ts");
      return await passToThread(program, call);
    },
  };
}

/** `afmpeg ffmpeg`. */
export const ffmpegCommand: Command = passCommand("ffmpeg");

/** `afmpeg ffprobe`. */
export const ffprobeCommand: Command = passCommand("ffprobe");
