// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { BaseFile } from "../../../vfs/base_file.ts";
import { FsError } from "../../../vfs/fs_error.ts";

/**
 * The write end of a stream of the guest: writes to a stream of the caller, and
 * keeps the guest waiting until that has accepted the data.
 */
export class OutputFile extends BaseFile {
  readonly #writer: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>>;
  readonly #onError: ((error: unknown) => void) | undefined;

  /**
   * @param onError Is called when the stream fails, and fails the run. Without it,
   * the guest gets EPIPE, as when nothing reads a pipe any more.
   */
  constructor(
    name: string,
    stream: WritableStream<Uint8Array<ArrayBuffer>>,
    onError?: (error: unknown) => void,
  ) {
    super(name);
    this.#writer = stream.getWriter();
    this.#onError = onError;
    // The next write reports the error; nothing awaits this promise.
    this.#writer.closed.catch(() => {});
  }

  override async write(data: Uint8Array): Promise<number> {
    const { length } = data;
    try {
      // The stream keeps the chunk, but the buffer is only lent.
      await this.#writer.write(new Uint8Array(data));
    } catch (cause) {
      this.#onError?.(cause);
      throw new FsError("EPIPE", {
        operation: "write",
        path: this.name,
        cause,
      });
    }
    return length;
  }

  /** Closes the stream after everything written so far. */
  async end(): Promise<void> {
    try {
      await this.#writer.close();
    } catch (cause) {
      if (this.#onError) throw cause;
    }
  }

  /** Aborts the stream with an error. */
  fail(reason: unknown): void {
    this.#writer.abort(reason).catch(() => {});
  }
}
