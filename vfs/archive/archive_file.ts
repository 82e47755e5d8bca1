// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { orDiscard } from "../discard.ts";
import { drive, wait } from "../drive.ts";
import type { FileInfo, FsFile } from "../fs.ts";
import { FsError } from "../fs_error.ts";
import type { FsLocation } from "../fs_location.ts";

/** How much is read at once where little is needed: headers follow each other. */
const WINDOW_BYTES = 64 * 1024;

/** The file that an archive is: open as long as the archive is in use. */
export class ArchiveFile implements AsyncDisposable {
  readonly location: FsLocation;
  #opened: Promise<{ file: FsFile; info: FileInfo }> | undefined;
  /** As it was when it was first opened: what is known of it is from then. */
  #first: FileInfo | undefined;
  #window = { start: 0, bytes: new Uint8Array(0) };

  constructor(location: FsLocation) {
    this.location = location;
  }

  /** Describes it as it was when it was opened. */
  async info(): Promise<FileInfo> {
    return (await this.#open()).info;
  }

  /** Fills `buffer`, or fails: what is to be there is known. */
  async read(buffer: Uint8Array, position: number): Promise<void> {
    const { file } = await this.#open();
    for (let filled = 0; filled < buffer.length;) {
      const rest = buffer.subarray(filled);
      const count = await file.readAt(rest, position + filled);
      if (count === null) {
        throw this.broken("it ends too early", position + filled);
      }
      filled += count;
    }
  }

  /** Reads a few bytes; more are read at once if others follow. */
  async bytes(position: number, length: number): Promise<Uint8Array> {
    const { start, bytes } = this.#window;
    if (position >= start && position + length <= start + bytes.length) {
      return bytes.subarray(position - start, position - start + length);
    }
    const { size } = await this.info();
    const room = Math.min(Math.max(length, WINDOW_BYTES), size - position);
    if (room < length) throw this.broken("it ends too early", size);
    const window = new Uint8Array(room);
    await this.read(window, position);
    this.#window = { start: position, bytes: window };
    return window.subarray(0, length);
  }

  /** @throws {FsError} ESTALE, if it has changed since it was first opened. */
  async check(): Promise<void> {
    const { file } = await this.#open();
    this.#assertFirst(await file.stat());
  }

  #assertFirst(info: FileInfo): void {
    const { size, mtimeNs } = this.#first ??= info;
    if (size === info.size && mtimeNs === info.mtimeNs) return;
    throw new FsError("ESTALE", {
      ...{ operation: "open", path: this.location.path },
      hint: "the archive has changed since it was opened; open it again",
    });
  }

  /** The error of an archive that is broken. */
  broken(problem: string, position?: number, cause?: unknown): FsError {
    const place = position === undefined ? "" : ` at byte ${position}`;
    return new FsError("EIO", {
      ...{ operation: "open", path: this.location.path, cause },
      hint: `the archive is broken${place}: ${problem}`,
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const opened = this.#opened;
    this.#opened = undefined;
    this.#window = { start: 0, bytes: new Uint8Array(0) };
    await (await opened?.catch(() => undefined))?.file.close();
  }

  #open(): Promise<{ file: FsFile; info: FileInfo }> {
    if (this.#opened) return this.#opened;
    const { fs, path } = this.location;
    const assertFirst = (info: FileInfo) => this.#assertFirst(info);
    const open = async () => {
      const file = await fs.open(path);
      return await drive(orDiscard(file, function* () {
        const info = yield* wait(file.stat());
        if (info.kind !== "file") {
          throw new FsError("EISDIR", { operation: "open", path });
        }
        assertFirst(info);
        return { file, info };
      }));
    };
    const opened = this.#opened = open();
    opened.catch(() => this.#opened = undefined);
    return opened;
  }
}
