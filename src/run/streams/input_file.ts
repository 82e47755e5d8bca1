// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { BaseFile } from "../../../vfs/base_file.ts";
import { turn } from "../../../vfs/turn.ts";
import { typeNameOf } from "../../util/type_name.ts";

/** After so many empty chunks, other tasks get a turn. */
const MOST_EMPTY = 64;

/** The read end of a stream of the guest: reads from a stream of the caller. */
export class InputFile extends BaseFile {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  /** How many bytes were read. */
  position = 0;
  /** What was received but not read yet. */
  #rest: Uint8Array = new Uint8Array(0);
  readonly #onError: (error: unknown) => void;

  /**
   * @param onError Is called when the stream fails, which fails the run and not
   * only an operation of the guest.
   */
  constructor(
    name: string,
    stream: ReadableStream<Uint8Array>,
    onError: (error: unknown) => void,
  ) {
    super(name);
    this.#onError = onError;
    this.#reader = stream.getReader();
    // The next read reports the error; nothing awaits this promise.
    this.#reader.closed.catch(() => {});
  }

  override read(buffer: Uint8Array): number | Promise<number | null> {
    if (this.#rest.length === 0 && buffer.length > 0) return this.#next(buffer);
    return this.#take(buffer);
  }

  /** Cancels the stream. */
  end(reason: unknown): void {
    this.#reader.cancel(reason).catch(() => {});
  }

  async #next(buffer: Uint8Array): Promise<number | null> {
    try {
      for (let empty = 0; this.#rest.length === 0; empty++) {
        // Without a task, a source of nothing would keep all others from running.
        if (empty % MOST_EMPTY === MOST_EMPTY - 1) await turn();
        const { done, value } = await this.#reader.read();
        if (done) return null;
        this.#rest = this.#bytesOf(value);
      }
    } catch (error) {
      this.#onError(error);
      throw error;
    }
    return this.#take(buffer);
  }

  #bytesOf(chunk: unknown): Uint8Array {
    if (chunk instanceof Uint8Array) return chunk;
    throw new TypeError(
      `Cannot read ${this.name}: received a chunk of the type ` +
        `${typeNameOf(chunk)}; give Uint8Arrays, for text through a ` +
        "TextEncoderStream",
    );
  }

  #take(buffer: Uint8Array): number {
    const taken = this.#rest.subarray(0, buffer.length);
    buffer.set(taken);
    this.#rest = this.#rest.subarray(taken.length);
    this.position += taken.length;
    return taken.length;
  }
}
