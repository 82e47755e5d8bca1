// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** Numbers for the files of a store that has none: unique, and kept by a rename. */
export class FileNumbers {
  readonly #numbers = new Map<string, bigint>();
  #last = 0n;

  /** The number of the file at a path. */
  of(path: string): bigint {
    let number = this.#numbers.get(path);
    if (number === undefined) this.#numbers.set(path, number = ++this.#last);
    return number;
  }

  /** Must be called when `from` has been renamed to `to`. */
  renamed(from: string, to: string): void {
    const number = this.of(from);
    this.#numbers.delete(from);
    this.#numbers.set(to, number);
  }

  /** Must be called when a file has been removed: another may get its name. */
  removed(path: string): void {
    this.#numbers.delete(path);
  }
}
