import type { LogRecord } from "../ffmpeg/log_reader.ts";
import type { Progress } from "../ffmpeg/progress.ts";
import type { Call } from "./command.ts";
import { ProgressText } from "./progress_text.ts";
import { printError } from "./terminal.ts";

/** Says how a run goes. */
export interface Reporter extends Disposable {
  /** A line of the log. */
  log(record: LogRecord): void;
  /** How far it has come. */
  progress(progress: Progress): void;
  /** It has ended by itself. */
  end(exitCode: number): void;
}

/** The way to report that the options and the terminal ask for. */
export function reporterFor(call: Call): Reporter {
  if (call.has("json")) return new JsonReporter();
  if (call.has("quiet")) return new QuietReporter();
  return Deno.stderr.isTerminal() ? new BarReporter() : new LineReporter();
}

/** Objects, one a line. */
class JsonReporter implements Reporter {
  log(record: LogRecord): void {
    printJson({ type: "log", ...record });
  }

  progress(progress: Progress): void {
    printJson({ type: "progress", ...progress });
  }

  end(exitCode: number): void {
    printJson({ type: "result", exitCode });
  }

  [Symbol.dispose](): void {}
}

/** The log and nothing else. */
class QuietReporter implements Reporter {
  log({ component, message }: LogRecord): void {
    printError(
      `${component === undefined ? "" : `[${component}] `}${message}\n`,
    );
  }

  progress(_: Progress): void {}

  end(_: number): void {}

  [Symbol.dispose](): void {}
}

/** A line for each tenth of the work. */
class LineReporter extends QuietReporter {
  readonly #text = new ProgressText();
  #tenth = -1;

  override progress(progress: Progress): void {
    const text = this.#text.of(progress);
    // Where nobody knows how much is left: a line for each minute of play.
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

/** A bar on the last line of a terminal, below the log. */
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

  override [Symbol.dispose](): void {
    if (this.#line !== "") printError("\n");
    this.#line = "";
  }
}

/** Prints an object as a line of stderr. */
export function printJson(value: unknown): void {
  printError(`${JSON.stringify(value)}\n`);
}
