// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { LogRecord } from "../ffmpeg/log_reader.ts";
import type { Progress } from "../ffmpeg/progress.ts";
import { type Profile, profileText } from "./profile_text.ts";
import type { Call } from "./command.ts";
import type { Note } from "./notes.ts";

import { ProgressText } from "./progress_text.ts";
import { printError, terminalColumns } from "./terminal.ts";
import { visible, visibleLines } from "./visible.ts";

/** Reports on a run. */
export interface Reporter extends Disposable {
  /** Reports a line of the log. */
  log(record: LogRecord): void;
  /** Reports a call of the guest to its host. */
  trace(line: string): void;
  /** Reports the progress. */
  progress(progress: Progress): void;
  /** Reports that the run has ended by itself. */
  end(ending: Ending): void;
}

/** How a run ended. */
export interface Ending {
  readonly exitCode: number;
  readonly notes: readonly Note[];
  readonly profile?: Profile;
}

/** The reporter that the options and the terminal call for. */
export function reporterFor(call: Call): Reporter {
  if (call.has("json")) return new JsonReporter();
  if (call.has("quiet")) return new QuietReporter(call.command);
  return Deno.stderr.isTerminal()
    ? new BarReporter(call.command)
    : new LineReporter(call.command);
}

/**
 * Holds back the last sample until the exit code is known: ffmpeg reports the end even
 * when it fails.
 */
abstract class BaseReporter implements Reporter {
  #last: Progress | undefined;
  #known: Pick<Progress, "fraction" | "fractionSource"> = {
    fraction: undefined,
    fractionSource: undefined,
  };

  abstract log(record: LogRecord): void;
  abstract trace(line: string): void;
  protected abstract show(progress: Progress, hasFailed: boolean): void;
  protected abstract showEnding(ending: Ending): void;

  progress(progress: Progress): void {
    if (progress.isEnd) {
      this.#last = progress;
      return;
    }
    this.#known = progress;
    this.show(progress, false);
  }

  end(ending: Ending): void {
    const hasFailed = ending.exitCode !== 0;
    if (this.#last && hasFailed) {
      const { fraction, fractionSource } = this.#known;
      this.show({ ...this.#last, fraction, fractionSource }, true);
    } else if (this.#last) {
      this.show(this.#last, false);
    }
    // What follows begins on its own line.
    this[Symbol.dispose]();
    this.showEnding(ending);
  }

  [Symbol.dispose](): void {}
}

/** Prints JSON objects, one per line. */
class JsonReporter extends BaseReporter {
  log(record: LogRecord): void {
    printJson({ type: "log", ...record });
  }

  trace(call: string): void {
    printJson({ type: "trace", call });
  }

  protected show(progress: Progress): void {
    printJson({ type: "progress", ...progress });
  }

  protected showEnding({ exitCode, notes, profile }: Ending): void {
    for (const note of notes) printJson({ type: "note", ...note });
    if (profile) printJson({ type: "profile", ...profile });
    printJson({ type: "result", exitCode });
  }
}

/** Prints the log and nothing else. */
class QuietReporter extends BaseReporter {
  readonly #command: string;

  constructor(command: string) {
    super();
    this.#command = command;
  }

  log({ component, message }: LogRecord): void {
    // ffmpeg leaves those beyond ASCII, and another engine may leave all of them.
    this.trace(
      visible(`${component === undefined ? "" : `[${component}] `}${message}`),
    );
  }

  trace(line: string): void {
    printError(`${line}\n`);
  }

  protected show(_: Progress, _hasFailed: boolean): void {}

  protected showEnding({ notes, profile }: Ending): void {
    printNotes(this.#command, notes);
    if (profile) printError(profileText(profile));
  }
}

/** Prints a line for each tenth of the work. */
class LineReporter extends QuietReporter {
  readonly #text = new ProgressText();
  #tenth = -1;

  protected override show(progress: Progress, hasFailed: boolean): void {
    const text = this.#text.of(progress, hasFailed);
    if (text === "") return;
    // If the rest is unknown: a line for each minute of output.
    const tenth = Math.floor(
      progress.fraction === undefined
        ? (progress.outTimeSec ?? 0) / 60
        : progress.fraction * 10,
    );
    if (tenth === this.#tenth && !progress.isEnd) return;
    this.#tenth = tenth;
    printError(`${text}\n`);
  }
}

const CLEAR = "\r\x1b[K";
/** The widest bar, and the narrowest that is worth drawing. */
const [WIDEST, NARROWEST] = [30, 4];

/** Shows a bar on the last line of a terminal, below the log. */
class BarReporter extends QuietReporter {
  readonly #text = new ProgressText();
  #line = "";

  override trace(line: string): void {
    if (this.#line !== "") printError(CLEAR);
    super.trace(line);
    printError(this.#line);
  }

  protected override show(progress: Progress, hasFailed: boolean): void {
    const text = this.#text.of(progress, hasFailed);
    if (text === "") return;
    // A full line would make some terminals begin another one.
    const columns = terminalColumns() - 1;
    const { fraction } = progress;
    const bar = fraction === undefined
      ? ""
      : barOf(fraction, columns - text.length - "[] ".length);
    this.#line = `${bar}${text}`.slice(0, columns);
    printError(CLEAR + this.#line);
  }

  override [Symbol.dispose](): void {
    if (this.#line !== "") printError("\n");
    this.#line = "";
  }
}

/** A bar that fits into `room` columns; nothing if that is too few. */
function barOf(fraction: number, room: number): string {
  const width = Math.min(room, WIDEST);
  if (width < NARROWEST) return "";
  return `[${"#".repeat(Math.floor(fraction * width)).padEnd(width, "-")}] `;
}

/** Prints notes as lines of stderr. */
export function printNotes(command: string, notes: readonly Note[]): void {
  for (const { message } of notes) {
    printError(`afmpeg ${command}: ${visibleLines(message)}\n`);
  }
}

/** Prints an object as a line of stderr. */
export function printJson(value: unknown): void {
  printError(`${JSON.stringify(value)}\n`);
}
