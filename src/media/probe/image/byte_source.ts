// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { attempt } from "../../../../vfs/attempt.ts";
import type { FsFile } from "../../../../vfs/fs.ts";

/** How much is read at once. */
const BLOCK = 65_536;

/** Reads a few bytes here and there, from blocks that are kept. */
export class ByteSource {
  readonly #file: FsFile;
  #start = 0;
  #block = new Uint8Array(0);

  constructor(file: FsFile) {
    this.#file = file;
  }

  /** Reads `length` bytes, or fewer at the end. */
  async read(position: number, length: number): Promise<DataView> {
    const isKept = position >= this.#start &&
      position + length <= this.#start + this.#block.length;
    if (!isKept) {
      this.#start = position;
      this.#block = await this.#fill(position, Math.max(BLOCK, length));
    }
    const at = position - this.#start;
    const bytes = this.#block.subarray(at, at + length);
    return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  async #fill(
    position: number,
    length: number,
  ): Promise<Uint8Array<ArrayBuffer>> {
    const buffer = new Uint8Array(length);
    let filled = 0;
    while (filled < length) {
      const rest = buffer.subarray(filled);
      const count = await attempt(() =>
        this.#file.readAt(rest, position + filled)
      );
      if (!count) break;
      filled += count;
    }
    return buffer.subarray(0, filled);
  }
}

/** Four letters, or as many as are asked for. */
export function letters(view: DataView, at: number, length = 4): string {
  let text = "";
  for (let i = 0; i < length; i++) {
    text += String.fromCharCode(view.getUint8(at + i));
  }
  return text;
}
