import { BaseFile } from "../../vfs/base_file.ts";

/** The read end of a stream of the guest: hands on what a stream of the caller gives. */
export class InputFile extends BaseFile {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  /** What came and was not asked for yet. */
  #rest: Uint8Array = new Uint8Array(0);

  constructor(name: string, stream: ReadableStream<Uint8Array>) {
    super(name);
    this.#reader = stream.getReader();
    // Whoever reads next is told; nobody waits for this promise.
    this.#reader.closed.catch(() => {});
  }

  override read(buffer: Uint8Array): number | Promise<number | null> {
    if (this.#rest.length === 0 && buffer.length > 0) return this.#next(buffer);
    return this.#take(buffer);
  }

  /** Tells the stream that nobody reads any more. */
  end(reason: unknown): void {
    this.#reader.cancel(reason).catch(() => {});
  }

  async #next(buffer: Uint8Array): Promise<number | null> {
    while (this.#rest.length === 0) {
      const { done, value } = await this.#reader.read();
      if (done) return null;
      this.#rest = value;
    }
    return this.#take(buffer);
  }

  #take(buffer: Uint8Array): number {
    const taken = this.#rest.subarray(0, buffer.length);
    buffer.set(taken);
    this.#rest = this.#rest.subarray(taken.length);
    return taken.length;
  }
}
