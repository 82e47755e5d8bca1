import { BaseFile } from "../../../vfs/base_file.ts";
import { FsError } from "../../../vfs/fs_error.ts";

/**
 * The write end of a stream of the guest: hands what comes to a stream of the
 * caller, and keeps the guest waiting until that has taken it.
 */
export class OutputFile extends BaseFile {
  readonly #writer: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>>;
  readonly #onError: ((error: unknown) => void) | undefined;

  /**
   * @param onError Is told what goes wrong with the stream, and then it goes wrong
   * with the run. Without it the guest is told by EPIPE that nobody reads any more.
   */
  constructor(
    name: string,
    stream: WritableStream<Uint8Array<ArrayBuffer>>,
    onError?: (error: unknown) => void,
  ) {
    super(name);
    this.#writer = stream.getWriter();
    this.#onError = onError;
    // Whoever writes next is told; nobody waits for this promise.
    this.#writer.closed.catch(() => {});
  }

  override async write(data: Uint8Array): Promise<number> {
    const { length } = data;
    try {
      // The stream keeps what it gets, the buffer is only lent.
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

  /** Ends the stream after all that was written. */
  async end(): Promise<void> {
    try {
      await this.#writer.close();
    } catch (cause) {
      if (this.#onError) throw cause;
    }
  }

  /** Ends the stream with an error. */
  fail(reason: unknown): void {
    this.#writer.abort(reason).catch(() => {});
  }
}
