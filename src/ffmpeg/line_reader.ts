// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** Longer lines are split, so that a guest cannot fill the memory with one. */
const LIMIT = 65_536;

/** Splits text into lines, their ends included, from chunks of any size. */
export class LineReader {
  readonly #decoder = new TextDecoder();
  readonly #receive: (line: string) => void;
  #rest = "";

  /** Passes each line to `receive`. */
  constructor(receive: (line: string) => void) {
    this.#receive = receive;
  }

  /** Reads a chunk. A carriage return at its end ends a line, even if a line feed follows. */
  push(data: Uint8Array): void {
    // Copied, because decoders of other engines refuse shared memory.
    const text = this.#decoder.decode(new Uint8Array(data), { stream: true });
    for (const piece of text.split(/(?<=\n|\r(?!\n))/)) {
      this.#rest += piece;
      if (/[\n\r]$/.test(piece) || this.#rest.length >= LIMIT) this.end();
    }
  }

  /** Reads the last line, if it is unterminated. */
  end(): void {
    const line = this.#rest;
    this.#rest = "";
    if (line !== "") this.#receive(line);
  }
}
