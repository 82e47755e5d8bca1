// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { keyOf } from "../key_of.ts";
import type { FileInfo } from "../fs.ts";

let lastDev = 0n;

/**
 * Assigns files new numbers: two file systems may use the same ones, and a file
 * that is copied from one to the other must keep its own.
 */
export class Identities {
  readonly #dev = --lastDev & 0xffff_ffffn;
  readonly #inos = new Map<string, bigint>();
  #last = 0n;

  /** Returns the description with a number that is unique here. */
  describe(info: FileInfo): FileInfo {
    return { ...info, dev: this.#dev, ino: this.#ino(info) };
  }

  /** Gives `copy` the number of `original`. */
  moved(original: FileInfo, copy: FileInfo): void {
    this.#inos.set(keyOf(copy), this.#ino(original));
  }

  #ino(info: FileInfo): bigint {
    const key = keyOf(info);
    let ino = this.#inos.get(key);
    if (ino === undefined) this.#inos.set(key, ino = ++this.#last);
    return ino;
  }
}
