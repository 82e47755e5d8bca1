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

  /**
   * Gives `copy` the number of `original`, unless other names keep that: then
   * the copy is a file of its own.
   */
  moved(original: FileInfo, copy: FileInfo): void {
    const isOnly = original.kind === "directory" || original.nlink <= 1;
    if (isOnly) this.#inos.set(keyOf(copy), this.#ino(original));
    else this.created(copy);
  }

  /**
   * Forgets the number of what had the numbers of a new file before: a disk
   * uses those of removed files again.
   */
  created(info: FileInfo): void {
    this.#inos.delete(keyOf(info));
  }

  #ino(info: FileInfo): bigint {
    const key = keyOf(info);
    let ino = this.#inos.get(key);
    if (ino === undefined) this.#inos.set(key, ino = ++this.#last);
    return ino;
  }
}
