// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { DelegatingFile } from "../delegating_file.ts";
import type { Awaitable, FileInfo, FsFile, SeekOrigin } from "../fs.ts";
import { basename } from "../path.ts";
import type { Identities } from "./identities.ts";

/**
 * An open file of an overlay; one that reads from the base switches to the copy
 * when the file is copied up.
 */
export class OverlayFile extends DelegatingFile {
  /** Called when the file is closed. */
  onClose: () => void = () => {};
  readonly #identities: Identities;
  #position = 0;

  constructor(name: string, file: FsFile, identities: Identities) {
    super(name, file);
    this.#identities = identities;
  }

  /** Continues in `file`, which has the same contents. */
  replace(file: FsFile): void {
    const former = this.file;
    this.file = file;
    void (async () => {
      await former[Symbol.asyncDispose]();
    })().catch(() => {});
  }

  override async read(buffer: Uint8Array): Promise<number | null> {
    const count = await this.file.readAt(buffer, this.#position);
    this.#position += count ?? 0;
    return count;
  }

  override async write(data: Uint8Array): Promise<number> {
    await this.file.seek(this.#position);
    const count = await this.file.write(data);
    this.#position = await this.file.seek(0, "current");
    return count;
  }

  override async seek(offset: number, origin?: SeekOrigin): Promise<number> {
    const isRelative = origin === "current";
    const target = isRelative ? this.#position + offset : offset;
    const from = isRelative ? "start" : origin;
    return this.#position = await this.file.seek(target, from);
  }

  override async stat(): Promise<FileInfo> {
    const info = this.#identities.describe(await this.file.stat());
    return { ...info, name: basename(this.name) };
  }

  override close(): Awaitable<void> {
    this.onClose();
    return super.close();
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    this.onClose();
    await super[Symbol.asyncDispose]();
  }
}
