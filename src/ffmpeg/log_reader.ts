// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { LineReader } from "./line_reader.ts";
import { type LogLevel, logLevels } from "./log_level.ts";

/** One line of ffmpeg's log. */
export interface LogRecord {
  /** Its level. */
  readonly level: LogLevel;
  /** The part of ffmpeg that logged it, for instance `mp4` or `libx264`. */
  readonly component: string | undefined;
  /** The line, without level and component. */
  readonly message: string;
}

/** A line of the log, as text and parsed. */
export interface LogLine {
  /** The line as the caller requested it, with or without its level, and with its end. */
  readonly text: string;
  readonly record: LogRecord;
}

const linePattern = new RegExp(
  `^((?:\\[[^\\]]+ @ 0x[0-9a-f]+\\] )*)(?:\\[(${
    logLevels.join("|")
  })\\] )?(.*)$`,
  "s",
);

/** Reads a log whose lines name their levels, from chunks of any size. */
export class LogReader {
  readonly #lines = new LineReader((line) => this.#line(line));
  readonly #receive: (line: LogLine) => void;
  readonly #showsLevels: boolean;
  /** The fields of the previous line, which a line without a level continues. */
  #before: Omit<LogRecord, "message"> = { level: "info", component: undefined };

  /** Passes each line to `receive`, with the level in its text only if `showsLevels`. */
  constructor(receive: (line: LogLine) => void, showsLevels: boolean) {
    this.#receive = receive;
    this.#showsLevels = showsLevels;
  }

  /** Reads a chunk. */
  push(data: Uint8Array): void {
    this.#lines.push(data);
  }

  /** Reads the last line, if it is unterminated. */
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
