// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { AfmpegError } from "../../vfs/afmpeg_error.ts";

const encoder = new TextEncoder();

/** What the command prints could not be written. */
export class OutputError extends AfmpegError {
  override readonly name = "OutputError";

  /** @param cause What the system said. */
  constructor(cause: Error) {
    super(`Cannot write to stdout: received ${cause.message}`, { cause });
  }
}

/** The variables with which the guest colours its log when native ffmpeg would. */
export function terminalEnvironment(): Record<string, string> {
  if (!Deno.stderr.isTerminal() || Deno.noColor) return {};
  const name = /256color/.test(Deno.env.get("TERM") ?? "")
    ? "AV_LOG_FORCE_256COLOR"
    : "AV_LOG_FORCE_COLOR";
  return { [name]: "1" };
}

/** The columns of a terminal of unknown size. */
const COLUMNS = 80;

/** How many columns the terminal has. */
export function terminalColumns(): number {
  try {
    return Deno.consoleSize().columns || COLUMNS;
  } catch {
    return COLUMNS;
  }
}

/**
 * Asks a question on the terminal. Returns whether the answer is yes; without a
 * terminal, nobody is asked.
 */
export function isConfirmed(question: string): boolean {
  if (!Deno.stdin.isTerminal() || !Deno.stderr.isTerminal()) return false;
  printError(`${question} [y/N] `);
  const buffer = new Uint8Array(1024);
  const count = Deno.stdin.readSync(buffer) ?? 0;
  return /^y(es)?\s*$/i.test(
    new TextDecoder().decode(buffer.subarray(0, count)),
  );
}

/** Writes the whole of a text to stderr, unless nothing reads it. */
export function printError(text: string): void {
  try {
    writeAll(Deno.stderr, encoder.encode(text));
  } catch (error) {
    if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
  }
}

/**
 * Writes the whole of a text, or of some bytes, to stdout.
 *
 * @throws {Deno.errors.BrokenPipe} when nothing reads it.
 * @throws {OutputError} when it cannot be written.
 */
export function print(data: string | Uint8Array): void {
  try {
    writeAll(
      Deno.stdout,
      typeof data === "string" ? encoder.encode(data) : data,
    );
  } catch (error) {
    const isOther = !(error instanceof Error) ||
      error instanceof Deno.errors.BrokenPipe;
    throw isOther ? error : new OutputError(error);
  }
}

function writeAll(
  target: { writeSync(data: Uint8Array): number },
  data: Uint8Array,
): void {
  for (let done = 0; done < data.length;) {
    done += target.writeSync(data.subarray(done));
  }
}
