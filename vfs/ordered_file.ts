// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { after } from "./after.ts";
import { text as textOf } from "./check.ts";
import { DelegatingFile } from "./delegating_file.ts";
import type { Awaitable, FileInfo, FsFile, SeekOrigin } from "./fs.ts";
import { Sequence } from "./sequence.ts";

/**
 * A file whose operations take effect in the order of the calls, even if a
 * caller does not await them one by one. Only those that change nothing, and do
 * not use the cursor, run side by side.
 */
export class OrderedFile extends DelegatingFile {
  readonly #calls = new Sequence();

  override read(buffer: Uint8Array): Awaitable<number | null> {
    return this.#calls.run(() => super.read(buffer));
  }

  override readAt(
    buffer: Uint8Array,
    position: number,
  ): Awaitable<number | null> {
    return this.#calls.share(() => super.readAt(buffer, position));
  }

  override write(data: Uint8Array): Awaitable<number> {
    return this.#calls.run(() => super.write(data));
  }

  override writeAt(data: Uint8Array, position: number): Awaitable<number> {
    return this.#calls.run(() => super.writeAt(data, position));
  }

  override writeString(text: string): Awaitable<number> {
    textOf("text", text);
    return this.#calls.run(() => this.file.writeString(text));
  }

  override seek(offset: number, origin?: SeekOrigin): Awaitable<number> {
    return this.#calls.run(() => super.seek(offset, origin));
  }

  override readdir(count?: number): Awaitable<FileInfo[]> {
    return this.#calls.run(() => super.readdir(count));
  }

  override seekData(position: number): Awaitable<number | null> {
    return this.#calls.share(() => super.seekData(position));
  }

  override stat(): Awaitable<FileInfo> {
    return this.#calls.share(() => super.stat());
  }

  override chtimes(
    atimeNs: bigint | undefined,
    mtimeNs: bigint | undefined,
  ): Awaitable<void> {
    return this.#calls.run(() => super.chtimes(atimeNs, mtimeNs));
  }

  override sync(): Awaitable<void> {
    return this.#calls.run(() => super.sync());
  }

  override truncate(size: number): Awaitable<void> {
    return this.#calls.run(() => super.truncate(size));
  }

  override close(): Awaitable<void> {
    return this.#calls.run(() => super.close());
  }

  /** Continues in another file, as soon as all earlier calls have settled. */
  protected move(
    action: (former: FsFile) => Awaitable<FsFile>,
  ): Awaitable<void> {
    return this.#calls.run(() =>
      after(action(this.file), (file) => {
        this.file = file;
      })
    );
  }
}
