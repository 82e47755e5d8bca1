/** A line that is longer comes in pieces, so that a guest cannot fill the memory with one. */
const LIMIT = 65_536;

/** Reads text as lines, their ends included, out of whatever comes. */
export class LineReader {
  readonly #decoder = new TextDecoder();
  readonly #receive: (line: string) => void;
  #rest = "";

  /** Hands each line to `receive`. */
  constructor(receive: (line: string) => void) {
    this.#receive = receive;
  }

  /** Reads on. What ends in a carriage return is a line, also if a line feed comes later. */
  push(data: Uint8Array): void {
    // A decoder refuses shared memory only in other engines: the copy is small.
    const text = this.#decoder.decode(new Uint8Array(data), { stream: true });
    for (const piece of text.split(/(?<=\n|\r(?!\n))/)) {
      this.#rest += piece;
      if (/[\n\r]$/.test(piece) || this.#rest.length >= LIMIT) this.end();
    }
  }

  /** Reads the last line, if it has no end. */
  end(): void {
    const line = this.#rest;
    this.#rest = "";
    if (line !== "") this.#receive(line);
  }
}
