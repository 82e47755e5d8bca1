// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { SignalError } from "../util/errors.ts";
import { CommandLine } from "../ffmpeg/command_line.ts";
import { hintFor } from "../ffmpeg/missing_component.ts";
import type { Job } from "../run/job.ts";
import type { Command } from "./command.ts";
import { jail } from "./jail.ts";
import { namedByProbe, namedFiles } from "./named_files.ts";
import { passOn, standardInput } from "./standard_streams.ts";
import { printError, terminalEnvironment } from "./terminal.ts";
import { useGuest } from "./use_guest.ts";

/** As much as WebAssembly allows. */
const MEMORY_LIMIT = 2 ** 32;

/** Runs a program of the engine in place of the native one: same arguments, same streams. */
function passCommand(program: "ffmpeg" | "ffprobe"): Command {
  return {
    name: program,
    summary: `replace ${program}: same arguments, same output`,
    operands: "ARGUMENTS...",
    details:
      `Runs ${program} with all the arguments unchanged: its log goes to stderr, pipes
work, it asks its questions on the terminal, and the exit code is its own.

It sees the directories of the inputs, read-only, those of the outputs,
writable, and other files that the arguments name; names that begin with a dot
only if the arguments name them.

Ctrl-C lets it finish its output, up to where it is, if the engine supports
that. A second Ctrl-C ends it at once; then the files that it has created are
removed.

The engine is that of AFMPEG_ENGINE, or the one that
\`afmpeg doctor\` shows.`,
    options: [],
    isPassedOn: true,
    async run({ rest }) {
      const named = program === "ffmpeg"
        ? namedFiles(CommandLine.parse(rest))
        : namedByProbe(rest);
      const engine = { maxMemoryBytes: MEMORY_LIMIT };
      return await useGuest(engine, jail(named), async (guest) => {
        const { runtime, fs, interrupts } = guest;
        const job = runtime.spawn(fs, rest, {
          argv0: program,
          cwd: Deno.cwd(),
          env: terminalEnvironment(),
          stdin: standardInput(),
          stdout: "piped",
          stderr: "piped",
          timeout: Infinity,
          maxBytes: Infinity,
          maxFiles: Infinity,
          maxOpenFiles: Infinity,
          signal: interrupts.signal,
        });
        interrupts.onFirst = (signal) => finishesBy(job, signal);
        const [shown, kept] = job.stderr.tee();
        const [, , log] = await Promise.allSettled([
          passOn(job.stdout, Deno.stdout),
          passOn(shown, Deno.stderr),
          endOf(kept),
        ]);
        const { exitCode } = await job.status;
        const hint = exitCode !== 0 && log.status === "fulfilled" &&
          hintFor(log.value);
        if (hint) printError(`${hint}\n`);
        return exitCode;
      });
    },
  };
}

/** How much of a log says why a program failed, in characters. */
const LOG_END = 16_384;

/** The end of a text. */
async function endOf(stream: ReadableStream<Uint8Array>): Promise<string> {
  let text = "";
  const decoder = new TextDecoder();
  for await (const chunk of stream) {
    text = (text + decoder.decode(chunk, { stream: true })).slice(-LOG_END);
  }
  return text;
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
