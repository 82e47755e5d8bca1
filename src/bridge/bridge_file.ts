import type { FileInfo, SeekOrigin, SyncFsFile } from "../../vfs/fs.ts";
import { isErrno } from "../../vfs/is_errno.ts";
import type { BridgeClient } from "./client.ts";
import { type OperationName, READDIR_PAGE, seekOrigins } from "./operation.ts";
import { END_OF_FILE } from "./reply.ts";

/**
 * How long what a file has been said to be may be repeated, where nothing was asked
 * meanwhile: ffmpeg wants to know how large its output is with every packet.
 */
const FRESH_MS = 1;

/** A file that is open on the caller's side, as the guest's thread sees it. */
export class BridgeFile implements SyncFsFile {
  readonly name: string;
  readonly #client: BridgeClient;
  readonly #handle: number;
  /** What `stat` has answered, behind how many calls, and when. */
  #said: { info: FileInfo; calls: number; ms: number } | undefined;

  constructor(client: BridgeClient, handle: number, name: string) {
    this.#client = client;
    this.#handle = handle;
    this.name = name;
  }

  /** One request at most: what a stream has to hand is not held back. */
  read(buffer: Uint8Array): number | null {
    const received = this.#receive("read", buffer, 0);
    return received === END_OF_FILE ? null : received;
  }

  /** A buffer larger than the data area takes several requests. */
  readAt(buffer: Uint8Array, position: number): number | null {
    const filled = this.#inPieces(
      buffer,
      (piece, at) => this.#receive("readAt", piece, position + at),
    );
    return filled === END_OF_FILE ? null : filled;
  }

  write(data: Uint8Array): number {
    return this.#inPieces(data, (piece) => this.#send("write", piece, 0));
  }

  writeAt(data: Uint8Array, position: number): number {
    return this.#inPieces(
      data,
      (piece, at) => this.#send("writeAt", piece, position + at),
    );
  }

  writeString(text: string): number {
    const data = new TextEncoder().encode(text);
    let written = 0;
    while (written < data.length) written += this.write(data.subarray(written));
    return written;
  }

  seek(offset: number, origin: SeekOrigin = "start"): number {
    this.#call("seek", offset, seekOrigins.indexOf(origin));
    return this.#client.message.rewind().number();
  }

  readdir(count: number = Infinity): FileInfo[] {
    const entries: FileInfo[] = [];
    while (entries.length < count) {
      const page = Math.min(count - entries.length, READDIR_PAGE);
      const received = this.#call("readdir", 0, page);
      if (received === 0) break;
      const message = this.#client.message.rewind();
      for (let i = 0; i < received; i++) entries.push(message.info());
    }
    return entries;
  }

  readdirnames(count?: number): string[] {
    return this.readdir(count).map((entry) => entry.name);
  }

  /**
   * Without asking where the last call of the guest was the same: what has changed
   * since, nobody can have told it.
   */
  stat(): FileInfo {
    const ms = performance.now();
    const said = this.#said;
    if (
      said?.calls === this.#client.calls && ms - said.ms < FRESH_MS
    ) return said.info;
    this.#call("file.stat");
    const info = this.#client.message.rewind().info();
    this.#said = { info, calls: this.#client.calls, ms };
    return info;
  }

  chtimes(atimeNs: bigint | undefined, mtimeNs: bigint | undefined): void {
    this.#client.message.rewind()
      .putOptionalBigint(atimeNs)
      .putOptionalBigint(mtimeNs);
    this.#call("file.chtimes");
  }

  sync(): void {
    this.#call("sync");
  }

  truncate(size: number): void {
    this.#call("truncate", size);
  }

  close(): void {
    this.#call("close");
  }

  [Symbol.dispose](): void {
    this.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.close();
    return Promise.resolve();
  }

  #call(
    name: OperationName,
    position: number = 0,
    length: number = 0,
  ): number {
    return this.#client.call(
      name,
      this.name,
      this.#handle,
      position,
      length,
    );
  }

  #receive(name: "read" | "readAt", buffer: Uint8Array, at: number): number {
    const { data } = this.#client;
    const received = this.#call(name, at, Math.min(buffer.length, data.length));
    if (received > 0) buffer.set(data.subarray(0, received));
    return received;
  }

  #send(name: "write" | "writeAt", bytes: Uint8Array, at: number): number {
    this.#client.data.set(bytes);
    return this.#call(name, at, bytes.length);
  }

  /**
   * Hands `buffer` on in pieces that fit the data area, up to the first that
   * comes up short. A failure behind a success waits for the next call.
   */
  #inPieces(
    buffer: Uint8Array,
    step: (piece: Uint8Array, at: number) => number,
  ): number {
    const room = this.#client.data.length;
    if (buffer.length <= room) return step(buffer, 0);
    let done = 0;
    while (done < buffer.length) {
      const piece = buffer.subarray(done, done + room);
      let moved: number;
      try {
        moved = step(piece, done);
      } catch (error) {
        if (done > 0 && isErrno(error)) break;
        throw error;
      }
      if (moved === END_OF_FILE) return done > 0 ? done : END_OF_FILE;
      done += moved;
      if (moved < piece.length) break;
    }
    return done;
  }
}
