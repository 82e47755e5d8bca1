// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { FileInfo } from "../fs.ts";
import { type Content, openContent } from "./content.ts";
import type { DirectoryHandle, FileHandle } from "./handles.ts";

let lastIno = 0n;

/** What a file system keeps of a name that was looked up. */
export class Node<H extends DirectoryHandle | FileHandle = FileHandle> {
  readonly ino: bigint = ++lastIno;
  handle: H;
  /** The names in it that were looked up, if it is a directory. */
  readonly children: Map<string, Node<DirectoryHandle | FileHandle>> =
    new Map();
  /** Its content while it is open, and how often it is. */
  #content: Content | undefined;
  #opened = 0;
  /** Is called when the last one closes it. */
  #onClose: (() => Promise<void>) | undefined;
  /** When it was last written through here, in nanoseconds. */
  #mtimeNs = 0n;

  constructor(handle: H) {
    this.handle = handle;
  }

  get isOpen(): boolean {
    return this.#opened > 0;
  }

  /** The content, which is only asked for while it is open. */
  get content(): Content {
    return this.#content ??= openContent(this.handle as FileHandle);
  }

  /** Counts one more who has it open. */
  retain(): void {
    this.#opened++;
  }

  /** Notes that it was written. */
  touch(): void {
    this.#mtimeNs = BigInt(Date.now()) * 1_000_000n;
  }

  /** Lets go of the content, so that the browser can move or remove the file. */
  async pause(): Promise<void> {
    await this.#content?.release();
  }

  /** The handle after a move, and what is left to do when nobody has it open. */
  moved(handle: H, onClose?: () => Promise<void>): void {
    if (handle !== this.handle) this.#content = undefined;
    this.handle = handle;
    this.#onClose = onClose;
  }

  /** Counts one less. */
  async release(): Promise<void> {
    const content = this.#content;
    if (--this.#opened > 0) return;
    this.#content = undefined;
    try {
      await content?.release();
    } finally {
      await this.#onClose?.();
    }
  }

  /** Describes it, under that name. */
  async describe(name: string, dev: bigint): Promise<FileInfo> {
    let size = 0;
    let mtimeNs = this.#mtimeNs;
    const { handle } = this;
    if (handle.kind === "file") {
      if (this.#content) size = await this.#content.size();
      else {
        const file = await handle.getFile();
        size = file.size;
        const modified = BigInt(file.lastModified) * 1_000_000n;
        if (modified > mtimeNs) mtimeNs = modified;
      }
    }
    const isFile = handle.kind === "file";
    return {
      ...{ name, kind: handle.kind, size, mode: isFile ? 0o644 : 0o755 },
      ...{ uid: 0, gid: 0, dev, ino: this.ino, nlink: isFile ? 1 : 2 },
      ...{ atimeNs: mtimeNs, mtimeNs, ctimeNs: mtimeNs },
    };
  }
}
