// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { BaseFile } from "../../../vfs/base_file.ts";
import { levelNumber } from "../../ffmpeg/log_level.ts";
import {
  type LogLine,
  LogReader,
  type LogRecord,
} from "../../ffmpeg/log_reader.ts";
import type { LogRequest } from "../../ffmpeg/log_request.ts";
import type { CallerCalls } from "../caller_calls.ts";
import type { Capture } from "./capture.ts";
import type { OutputFile } from "./output_file.ts";

/** The standard error of a guest: captured, and written to a pipe if there is one. */
export class StderrFile extends BaseFile {
  readonly #capture: Capture;
  readonly #pipe: OutputFile | undefined;

  constructor(capture: Capture, pipe: OutputFile | undefined) {
    super("stderr");
    this.#capture = capture;
    this.#pipe = pipe;
  }

  override write(data: Uint8Array): number | Promise<number> {
    if (data.length === 0) return 0;
    this.#capture.write(data);
    return this.#pipe ? this.#pipe.write(data) : data.length;
  }

  /** Writes what was held back. */
  async flush(): Promise<void> {}
}

/** The standard error of ffmpeg, read as its log. */
export class LogFile extends StderrFile {
  readonly #encoder = new TextEncoder();
  readonly #reader: LogReader;
  readonly #level: number;
  readonly #receive: (record: LogRecord, isWanted: boolean) => void;
  readonly #calls: CallerCalls;
  /** The lines that the caller wants, in the form that the caller wants. */
  #wanted = "";

  /**
   * @param receive Receives each line, and whether the caller wants it.
   * @param calls Those that `receive` makes; the guest waits for them.
   */
  constructor(
    capture: Capture,
    pipe: OutputFile | undefined,
    { level, showsLevels }: LogRequest,
    receive: (record: LogRecord, isWanted: boolean) => void,
    calls: CallerCalls,
  ) {
    super(capture, pipe);
    this.#calls = calls;
    this.#level = level;
    this.#receive = receive;
    this.#reader = new LogReader((line) => this.#line(line), showsLevels);
  }

  override write(data: Uint8Array): number | Promise<number> {
    const { length } = data;
    this.#reader.push(data);
    const written = this.#writeWanted();
    return typeof written === "number"
      ? this.#calls.after(length)
      : written.then(() => this.#calls.after(length));
  }

  override async flush(): Promise<void> {
    this.#reader.end();
    await this.#writeWanted();
  }

  #line({ text, record }: LogLine): void {
    const isWanted = levelNumber(record.level) <= this.#level;
    if (isWanted) this.#wanted += text;
    this.#receive(record, isWanted);
  }

  #writeWanted(): number | Promise<number> {
    const data = this.#encoder.encode(this.#wanted);
    this.#wanted = "";
    return super.write(data);
  }
}
