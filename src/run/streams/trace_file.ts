// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { BaseFile } from "../../../vfs/base_file.ts";
import type { CallerCalls } from "../caller_calls.ts";

/** Receives one line in each write. */
export class TraceFile extends BaseFile {
  readonly #receive: (line: string) => unknown;
  readonly #calls: CallerCalls;

  constructor(receive: (line: string) => unknown, calls: CallerCalls) {
    super("trace");
    this.#receive = receive;
    this.#calls = calls;
  }

  override write(data: Uint8Array): number | Promise<number> {
    const { length } = data;
    this.#calls.call(this.#receive, new TextDecoder().decode(data.slice()));
    return this.#calls.after(length);
  }
}
