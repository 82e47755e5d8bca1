// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { BaseFile } from "../../../vfs/base_file.ts";

/** Receives one line in each write. */
export class TraceFile extends BaseFile {
  readonly #receive: (line: string) => void;

  constructor(receive: (line: string) => void) {
    super("trace");
    this.#receive = receive;
  }

  override write(data: Uint8Array): number {
    this.#receive(new TextDecoder().decode(data));
    return data.length;
  }
}
