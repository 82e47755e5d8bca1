import { LineReader } from "./line_reader.ts";
import { type LogLevel, logLevels } from "./log_level.ts";

/** One line of ffmpeg's log. */
export interface LogRecord {
  /** How much it matters. */
  readonly level: LogLevel;
  /** The part of ffmpeg that says it, for instance `mp4` or `libx264`. */
  readonly component: string | undefined;
  /** The line, without level and component. */
  readonly message: string;
}

/** What is left to do with a line of the log. */
export interface LogLine {
  /** The line as it would be without the names of levels, its end included. */
  readonly text: string;
  readonly record: LogRecord;
}

const linePattern = new RegExp(
  `^((?:\\[[^\\]]+ @ 0x[0-9a-f]+\\] )*)(?:\\[(${
    logLevels.join("|")
  })\\] )?(.*)$`,
  "s",
);

/** Reads a log whose lines name their level: whole lines out of whatever comes. */
export class LogReader {
  readonly #lines = new LineReader((line) => this.#line(line));
  readonly #receive: (line: LogLine) => void;
  readonly #showsLevels: boolean;
  /** Of the line before: one that says nothing of itself goes on with it. */
  #before: Omit<LogRecord, "message"> = { level: "info", component: undefined };

  /** Hands each line to `receive`, its level in the text only where `showsLevels`. */
  constructor(receive: (line: LogLine) => void, showsLevels: boolean) {
    this.#receive = receive;
    this.#showsLevels = showsLevels;
  }

  /** Reads on. */
  push(data: Uint8Array): void {
    this.#lines.push(data);
  }

  /** Reads the last line, if it has no end. */
  end(): void {
    this.#lines.end();
  }

  #line(line: string): void {
    const [, prefix = "", level, message = ""] = linePattern.exec(
      line,
    )!;
    if (level !== undefined) {
      const component = [...prefix.matchAll(/\[([^\]]+) @ /g)].at(-1)?.[1];
      this.#before = { level: level as LogLevel, component };
    }
    this.#receive({
      text: this.#showsLevels ? line : prefix + message,
      record: { ...this.#before, message: message.trimEnd() },
    });
  }
}
