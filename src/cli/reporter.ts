// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { LogRecord } from "../ffmpeg/log_reader.ts";
import type { Progress } from "../ffmpeg/progress.ts";
import type { Call } from "./command.ts";
import { ProgressText } from "./progress_text.ts";
import { printError } from "./terminal.ts";

/** Reports on a run. */
export interface Reporter extends Disposable {
  /** Reports a line of the log. */
  log(record: LogRecord): void;
  /** Reports the progress. */
  progress(progress: Progress): void;
  /** Reports that the run has ended by itself, and what to do if it lacked something. */
  end(exitCode: number, hint?: string): void;
}

/** The reporter that the options and the terminal call for. */
export function reporterFor(call: Call): Reporter {
  if (call.has("json")) return new JsonReporter();
  if (call.has("quiet")) return new QuietReporter();
  return Deno.stderr.isTerminal() ? new BarReporter() : new LineReporter();
}

/** Prints JSON objects, one per line. */
class JsonReporter implements Reporter {
  log(record: LogRecord): void {
    printJson({ type: "log", ...record });
  }

  progress(progress: Progress): void {
    printJson({ type: "progress", ...progress });
  }

  end(exitCode: number, hint?: string): void {
    printJson({ type: "result", exitCode, ...(hint && { hint }) });
  }

  [Symbol.dispose](): void {}
}

/** Prints the log and nothing else. */
class QuietReporter implements Reporter {
  log({ component, message }: LogRecord): void {
    printError(
      `${component === undefined ? "" : `[${component}] `}${message}\n`,
    );
  }

  progress(_: Progress): void {}

  end(_: number, hint?: string): void {
    if (hint) printError(`${hint}\n`);
  }

  [Symbol.dispose](): void {}
}

/** Prints a line for each tenth of the work. */
class LineReporter extends QuietReporter {
  readonly #text = new ProgressText();
  #tenth = -1;

  override progress(progress: Progress): void {
    const text = this.#text.of(progress);
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
const BAR = 30;

/** Shows a bar on the last line of a terminal, below the log. */
class BarReporter extends QuietReporter {
  readonly #text = new ProgressText();
  #line = "";

  override log(record: LogRecord): void {
    if (this.#line !== "") printError(CLEAR);
    super.log(record);
    printError(this.#line);
  }

  override progress(progress: Progress): void {
    const { fraction = 0 } = progress;
    const filled = Math.floor(fraction * BAR);
    const bar = "#".repeat(filled).padEnd(BAR, "-");
    this.#line = `[${bar}] ${this.#text.of(progress)}`;
    printError(CLEAR + this.#line);
  }

  override end(exitCode: number, hint?: string): void {
    if (this.#line !== "" && hint) printError("\n");
    super.end(exitCode, hint);
  }

  override [Symbol.dispose](): void {
    if (this.#line !== "") printError("\n");
    this.#line = "";
  }
}

/** Prints an object as a line of stderr. */
export function printJson(value: unknown): void {
  printError(`${JSON.stringify(value)}\n`);
}
