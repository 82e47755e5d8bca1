// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { progressOf } from "../../vfs/answers.ts";
import type { FileInfo, SyncFsFile } from "../../vfs/fs.ts";
import { isErrno } from "../../vfs/is_errno.ts";
import { rawOperations } from "./raw_operations.ts";
import { fileOperations, type FileRequests } from "./file_operations.ts";
import { type Requester, requesterOf } from "./requester.ts";
import { END_OF_FILE } from "./response.ts";

/**
 * How long a `stat` may be reused if there was no other request since: ffmpeg asks
 * for the size of its output with every packet.
 */
const FRESH_MS = 1;

/** Entries of one `readdir` request: they fit even with names of 255 characters. */
const READDIR_PAGE = 256;

const FileRequester: new (
  ...args: ConstructorParameters<typeof Requester>
) => Requester & Omit<FileRequests, "readdir"> = requesterOf(
  fileOperations,
);

/** A file that is open on the caller's side, as the guest's thread sees it. */
export class BridgeFile extends FileRequester implements SyncFsFile {
  /** The response to the last `stat`, the number of calls before it, and its time. */
  #lastStat: { info: FileInfo; calls: number; ms: number } | undefined;

  /** At most one request, so that what a stream already has is not held back. */
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
    while (written < data.length) {
      const rest = data.subarray(written);
      written += progressOf(this.write(rest), rest);
    }
    return written;
  }

  readdir(count: number = Infinity): FileInfo[] {
    const entries: FileInfo[] = [];
    while (entries.length < count) {
      const most = Math.min(count - entries.length, READDIR_PAGE);
      const page = this.request(fileOperations.readdir, [most]);
      if (page.length === 0) break;
      entries.push(...page);
    }
    return entries;
  }

  readdirnames(count?: number): string[] {
    return this.readdir(count).map((entry) => entry.name);
  }

  /**
   * Makes no request if the last call of the guest was the same: it cannot know of a
   * change since then.
   */
  stat(): FileInfo {
    const ms = performance.now();
    const last = this.#lastStat;
    if (last?.calls === this.client.calls && ms - last.ms < FRESH_MS) {
      return last.info;
    }
    this.#call("stat");
    const info = this.client.message.rewind().info();
    this.#lastStat = { info, calls: this.client.calls, ms };
    return info;
  }

  [Symbol.dispose](): void {
    this.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.close();
    return Promise.resolve();
  }

  #call(
    name: keyof typeof rawOperations,
    position: number = 0,
    length: number = 0,
  ): number {
    const operation = rawOperations[name];
    return this.client.call(
      operation,
      this.name,
      this.handle,
      position,
      length,
    );
  }

  #receive(name: "read" | "readAt", buffer: Uint8Array, at: number): number {
    const { data } = this.client;
    const received = this.#call(name, at, Math.min(buffer.length, data.length));
    if (received > 0) buffer.set(data.subarray(0, received));
    return received;
  }

  #send(name: "write" | "writeAt", bytes: Uint8Array, at: number): number {
    this.client.data.set(bytes);
    return this.#call(name, at, bytes.length);
  }

  /**
   * Moves `buffer` in pieces that fit the data area, up to the first short one. A
   * failure after a success is left to the next call.
   */
  #inPieces(
    buffer: Uint8Array,
    step: (piece: Uint8Array, at: number) => number,
  ): number {
    const room = this.client.data.length;
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
